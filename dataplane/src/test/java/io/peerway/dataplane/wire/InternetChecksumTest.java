package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {

  /** RFC 1071 as it is written: one 16-bit word after the other. */
  private static int slowSum(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
      sum += ((bytes[i] & 0xff) << 8) + low;
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  private static int sum(byte[] bytes) {
    return InternetChecksum.fold(InternetChecksum.sum(WireMemory.of(bytes), AT, bytes.length));
  }

  @Test
  void shouldAgreeWithTheExampleOfTheRfc() {
    byte[] example = {
      0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7
    };

    assertThat(sum(example)).isEqualTo(0xddf2);
    assertThat(InternetChecksum.finish(0xddf2)).isEqualTo(0x220d);
  }

  @Property
  void shouldAgreeWithTheSlowSum(@ForAll byte[] bytes) {
    assertThat(sum(bytes)).isEqualTo(slowSum(bytes));
  }

  @Test
  void shouldLoseNoCarryInTheLargestPacket() {
    for (int length = 65_520; length <= 65_535; length++) {
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, (byte) 0xff);
      assertThat(sum(bytes)).as("%d bytes", length).isEqualTo(slowSum(bytes));
    }
  }

  @Property
  void shouldAddUpPiecesOfEvenLength(@ForAll @Size(max = 60) byte[] head, @ForAll byte[] tail) {
    byte[] even = Arrays.copyOf(head, head.length & ~1);
    byte[] whole = Arrays.copyOf(even, even.length + tail.length);
    System.arraycopy(tail, 0, whole, even.length, tail.length);

    long pieces =
        InternetChecksum.sum(WireMemory.of(even), AT, even.length)
            + InternetChecksum.sum(WireMemory.of(tail), AT, tail.length);

    assertThat(InternetChecksum.fold(pieces)).isEqualTo(slowSum(whole));
  }

  @Property
  void shouldSumThePseudoHeaderOfIpv4(
      @ForAll int source,
      @ForAll int destination,
      @ForAll @IntRange(max = 255) int protocol,
      @ForAll @IntRange(max = 65_535) int length) {
    byte[] pseudoHeader =
        ByteBuffer.allocate(12)
            .putInt(source)
            .putInt(destination)
            .putShort((short) protocol)
            .putShort((short) length)
            .array();

    assertThat(
            InternetChecksum.fold(
                InternetChecksum.pseudoHeader(source, destination, protocol, length)))
        .isEqualTo(slowSum(pseudoHeader));
  }

  @Property
  void shouldSumThePseudoHeaderOfIpv6(
      @ForAll long sourceHi,
      @ForAll long sourceLo,
      @ForAll long destinationHi,
      @ForAll long destinationLo,
      @ForAll @IntRange(max = 255) int protocol,
      @ForAll @IntRange(max = 100_000) int length) {
    byte[] pseudoHeader =
        ByteBuffer.allocate(40)
            .putLong(sourceHi)
            .putLong(sourceLo)
            .putLong(destinationHi)
            .putLong(destinationLo)
            .putInt(length)
            .putInt(protocol)
            .array();

    assertThat(
            InternetChecksum.fold(
                InternetChecksum.pseudoHeader(
                    sourceHi, sourceLo, destinationHi, destinationLo, protocol, length)))
        .isEqualTo(slowSum(pseudoHeader));
  }

  @Property
  void shouldUpdateToWhatAWholePassWouldCompute(
      @ForAll @Size(20) byte[] header,
      @ForAll @IntRange(min = 1, max = 9) int word,
      @ForAll @IntRange(max = 65_535) int newField) {
    header[0] =
        0x45; // as in any IP header, not all words are zero, and none is the changed one alone
    if (word == 0) {
      return;
    }
    int before = ~slowSum(header) & 0xffff;
    int oldField = ((header[word * 2] & 0xff) << 8) | (header[word * 2 + 1] & 0xff);
    header[word * 2] = (byte) (newField >>> 8);
    header[word * 2 + 1] = (byte) newField;

    assertThat(InternetChecksum.update(before, oldField, newField))
        .isEqualTo(~slowSum(header) & 0xffff);
  }

  @Property
  void shouldStoreATransportChecksumThatMatches(
      @ForAll @Size(min = 8, max = 200) byte[] segment,
      @ForAll int source,
      @ForAll int destination) {
    MemorySegment mem = WireMemory.of(segment);
    long pseudoHeader =
        InternetChecksum.pseudoHeader(source, destination, IpProtocol.UDP, segment.length);

    int checksum = InternetChecksum.transport(mem, AT, segment.length, 6, pseudoHeader);
    Bytes.u16(mem, AT + 6, checksum);

    assertThat(InternetChecksum.matches(mem, AT, segment.length, pseudoHeader)).isTrue();
    assertThat(InternetChecksum.transport(mem, AT, segment.length, 6, pseudoHeader))
        .as("what the field holds does not count")
        .isEqualTo(checksum);
    Bytes.u8(mem, AT, Bytes.u8(mem, AT) ^ 1);
    assertThat(InternetChecksum.matches(mem, AT, segment.length, pseudoHeader)).isFalse();
  }

  @Property
  void shouldCompleteAPartialChecksum(
      @ForAll @Size(min = 8, max = 200) byte[] segment,
      @ForAll int source,
      @ForAll int destination) {
    MemorySegment mem = WireMemory.of(segment);
    long pseudoHeader =
        InternetChecksum.pseudoHeader(source, destination, IpProtocol.UDP, segment.length);
    int whole = InternetChecksum.transport(mem, AT, segment.length, 6, pseudoHeader);
    Bytes.u16(mem, AT + 6, InternetChecksum.fold(pseudoHeader));

    InternetChecksum.complete(mem, AT, 6, AT + segment.length);

    assertThat(Bytes.u16(mem, AT + 6)).isEqualTo(whole == 0 ? 0xffff : whole);
  }
}
