package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;

class Ipv4HeaderTest {
  private static final int SOURCE = Ipv4Address.parse("10.1.1.13");
  private static final int DESTINATION = Ipv4Address.parse("10.2.1.139");

  private MemorySegment mem;

  @BeforeEach
  @BeforeTry
  void writeHeader() {
    mem = WireMemory.blank(100);
    Ipv4Header.write(mem, AT, 0xb8, 100, 0x1234, true, 64, IpProtocol.UDP, SOURCE, DESTINATION);
  }

  @Property
  void shouldCallOrdinaryWhatIsSoundAndWholeAndHasNoOptions(
      @ForAll @IntRange(max = 19) int changed,
      @ForAll byte value,
      @ForAll boolean isSummed,
      @ForAll @IntRange(min = 20, max = 100) int available) {
    Bytes.u8(mem, AT + changed, value & 0xff);
    if (isSummed && Ipv4Header.headerLength(mem, AT) == Ipv4Header.MIN_LENGTH) {
      Ipv4Header.updateChecksum(mem, AT);
    }
    assertThat(
            Ipv4Header.isOrdinary(
                Bytes.i64(mem, AT), Bytes.i64(mem, AT + 8), Bytes.u32(mem, AT + 16), available))
        .isEqualTo(
            Ipv4Header.check(mem, AT, available) == HeaderFault.NONE
                && Ipv4Header.optionsLength(mem, AT) == 0
                && !Ipv4Header.isFragment(mem, AT));
  }

  @Property
  void shouldReadWhatPcap4jWrites(
      @ForAll byte trafficClass,
      @ForAll short identification,
      @ForAll boolean dontFragment,
      @ForAll boolean moreFragments,
      @ForAll @IntRange(max = 0x1fff) int fragment,
      @ForAll byte ttl,
      @ForAll int source,
      @ForAll int destination,
      @ForAll @IntRange(max = 64) int dataLength) {
    byte[] packet =
        new IpV4Packet.Builder()
            .version(IpVersion.IPV4)
            .tos(IpV4Rfc791Tos.newInstance(trafficClass))
            .identification(identification)
            .dontFragmentFlag(dontFragment)
            .moreFragmentFlag(moreFragments)
            .fragmentOffset((short) fragment)
            .ttl(ttl)
            .protocol(IpNumber.ESP)
            .srcAddr(Judge.v4(source))
            .dstAddr(Judge.v4(destination))
            .payloadBuilder(Judge.data(dataLength))
            .correctChecksumAtBuild(true)
            .correctLengthAtBuild(true)
            .build()
            .getRawData();
    MemorySegment read = WireMemory.of(packet);

    assertThat(Ipv4Header.check(read, AT, packet.length)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv4Header.version(read, AT)).isEqualTo(4);
    assertThat(Ipv4Header.headerLength(read, AT)).isEqualTo(20);
    assertThat(Ipv4Header.optionsLength(read, AT)).isZero();
    assertThat(Ipv4Header.trafficClass(read, AT)).isEqualTo(trafficClass & 0xff);
    assertThat(Ipv4Header.totalLength(read, AT)).isEqualTo(packet.length);
    assertThat(Ipv4Header.payloadLength(read, AT)).isEqualTo(dataLength);
    assertThat(Ipv4Header.identification(read, AT)).isEqualTo(identification & 0xffff);
    assertThat(Ipv4Header.dontFragment(read, AT)).isEqualTo(dontFragment);
    assertThat(Ipv4Header.moreFragments(read, AT)).isEqualTo(moreFragments);
    assertThat(Ipv4Header.fragmentOffset(read, AT)).isEqualTo(fragment * 8);
    assertThat(Ipv4Header.isFragment(read, AT)).isEqualTo(moreFragments || fragment > 0);
    assertThat(Ipv4Header.ttl(read, AT)).isEqualTo(ttl & 0xff);
    assertThat(Ipv4Header.protocol(read, AT)).isEqualTo(IpProtocol.ESP);
    assertThat(Ipv4Header.source(read, AT)).isEqualTo(source);
    assertThat(Ipv4Header.destination(read, AT)).isEqualTo(destination);
  }

  @Property
  void shouldWriteWhatPcap4jReads(
      @ForAll @IntRange(max = 255) int trafficClass,
      @ForAll @IntRange(max = 0xffff) int identification,
      @ForAll boolean dontFragment,
      @ForAll @IntRange(max = 255) int ttl,
      @ForAll int source,
      @ForAll int destination)
      throws IllegalRawDataException {
    MemorySegment written = WireMemory.blank(24);

    Ipv4Header.write(
        written,
        AT,
        trafficClass,
        24,
        identification,
        dontFragment,
        ttl,
        IpProtocol.ESP,
        source,
        destination);

    IpV4Packet.IpV4Header header = judged(written);
    assertThat(header.getVersion()).isEqualTo(IpVersion.IPV4);
    assertThat(header.getIhlAsInt()).isEqualTo(5);
    assertThat(header.getTos().value() & 0xff).isEqualTo(trafficClass);
    assertThat(header.getTotalLengthAsInt()).isEqualTo(24);
    assertThat(header.getIdentificationAsInt()).isEqualTo(identification);
    assertThat(header.getReservedFlag()).isFalse();
    assertThat(header.getDontFragmentFlag()).isEqualTo(dontFragment);
    assertThat(header.getMoreFragmentFlag()).isFalse();
    assertThat(header.getFragmentOffset()).isZero();
    assertThat(header.getTtlAsInt()).isEqualTo(ttl);
    assertThat(header.getProtocol()).isEqualTo(IpNumber.ESP);
    assertThat(header.getSrcAddr()).isEqualTo(Judge.v4(source));
    assertThat(header.getDstAddr()).isEqualTo(Judge.v4(destination));
    assertThat(header.hasValidChecksum(false)).isTrue();
  }

  @Test
  void shouldSetSingleFields() throws IllegalRawDataException {
    Ipv4Header.totalLength(mem, AT, 60);
    Ipv4Header.identification(mem, AT, 0xfffe);
    Ipv4Header.fragment(mem, AT, false, true, 1480);
    Ipv4Header.ttl(mem, AT, 200);
    Ipv4Header.source(mem, AT, DESTINATION);
    Ipv4Header.destination(mem, AT, SOURCE);
    Ipv4Header.updateChecksum(mem, AT);

    IpV4Packet.IpV4Header header = judged(mem);
    assertThat(header.getTotalLengthAsInt()).isEqualTo(60);
    assertThat(header.getIdentificationAsInt()).isEqualTo(0xfffe);
    assertThat(header.getDontFragmentFlag()).isFalse();
    assertThat(header.getMoreFragmentFlag()).isTrue();
    assertThat(header.getFragmentOffset()).isEqualTo((short) 185);
    assertThat(header.getTtlAsInt()).isEqualTo(200);
    assertThat(header.getSrcAddr()).isEqualTo(Judge.v4(DESTINATION));
    assertThat(header.getDstAddr()).isEqualTo(Judge.v4(SOURCE));
    assertThat(header.hasValidChecksum(false)).isTrue();
  }

  private static IpV4Packet.IpV4Header judged(MemorySegment mem) throws IllegalRawDataException {
    byte[] packet = WireMemory.bytes(mem);
    return IpV4Packet.newPacket(packet, 0, packet.length).getHeader();
  }

  @Property
  void shouldKeepTheChecksumWhenTheTtlGoesDown(
      @ForAll @IntRange(min = 1, max = 255) int ttl,
      @ForAll @IntRange(max = 255) int protocol,
      @ForAll @IntRange(max = 0xffff) int identification,
      @ForAll int source,
      @ForAll int destination) {
    MemorySegment written = WireMemory.blank(20);
    Ipv4Header.write(written, AT, 0, 20, identification, false, ttl, protocol, source, destination);

    Ipv4Header.decrementTtl(written, AT);

    int incremental = Ipv4Header.checksum(written, AT);
    Ipv4Header.updateChecksum(written, AT);
    assertThat(incremental).isEqualTo(Ipv4Header.checksum(written, AT));
    assertThat(Ipv4Header.ttl(written, AT)).isEqualTo(ttl - 1);
    assertThat(Ipv4Header.protocol(written, AT)).isEqualTo(protocol);
  }

  @Test
  void shouldFindATruncatedPacket() {
    assertThat(Ipv4Header.check(mem, AT, 100)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv4Header.check(mem, AT, 99)).isEqualTo(HeaderFault.TRUNCATED);
    assertThat(Ipv4Header.check(mem, AT, 19)).isEqualTo(HeaderFault.TRUNCATED);
    assertThat(Ipv4Header.check(mem, AT, 0)).isEqualTo(HeaderFault.TRUNCATED);
    assertThat(Ipv4Header.check(mem, AT, -1)).isEqualTo(HeaderFault.TRUNCATED);
  }

  @Test
  void shouldTakeWhatFollowsTheTotalLengthForPadding() {
    Ipv4Header.totalLength(mem, AT, 28);
    Ipv4Header.updateChecksum(mem, AT);

    assertThat(Ipv4Header.check(mem, AT, 46)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv4Header.payloadLength(mem, AT)).isEqualTo(8);
  }

  @Test
  void shouldNameEachFault() {
    Bytes.u8(mem, AT, 0x65);
    assertThat(Ipv4Header.check(mem, AT, 100)).isEqualTo(HeaderFault.BAD_VERSION);

    Bytes.u8(mem, AT, 0x44);
    assertThat(Ipv4Header.check(mem, AT, 100)).isEqualTo(HeaderFault.BAD_HEADER_LENGTH);

    Bytes.u8(mem, AT, 0x4f);
    Ipv4Header.totalLength(mem, AT, 59);
    assertThat(Ipv4Header.check(mem, AT, 100)).isEqualTo(HeaderFault.BAD_TOTAL_LENGTH);

    Bytes.u8(mem, AT, 0x45);
    Ipv4Header.totalLength(mem, AT, 100);
    assertThat(Ipv4Header.check(mem, AT, 100)).isEqualTo(HeaderFault.NONE);

    Ipv4Header.ttl(mem, AT, 63);
    assertThat(Ipv4Header.check(mem, AT, 100)).isEqualTo(HeaderFault.BAD_CHECKSUM);
  }
}
