package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.namednumber.UdpPort;

class UdpHeaderTest {
  private static final Ipv6Address SOURCE = Ipv6Address.parse("2001:db8:1::d");
  private static final Ipv6Address DESTINATION = Ipv6Address.parse("2001:db8:2::8b");

  private static long pseudoHeader(int length) {
    return InternetChecksum.pseudoHeader(
        SOURCE.hi(), SOURCE.lo(), DESTINATION.hi(), DESTINATION.lo(), IpProtocol.UDP, length);
  }

  @Property
  void shouldReadWhatPcap4jWrites(
      @ForAll @IntRange(max = 0xffff) int sourcePort,
      @ForAll @IntRange(max = 0xffff) int destinationPort,
      @ForAll @IntRange(max = 100) int dataLength) {
    byte[] datagram =
        new UdpPacket.Builder()
            .srcPort(new UdpPort((short) sourcePort, "any"))
            .dstPort(new UdpPort((short) destinationPort, "any"))
            .payloadBuilder(Judge.data(dataLength))
            .srcAddr(Judge.v6(SOURCE))
            .dstAddr(Judge.v6(DESTINATION))
            .correctLengthAtBuild(true)
            .correctChecksumAtBuild(true)
            .build()
            .getRawData();
    MemorySegment mem = WireMemory.of(datagram);

    assertThat(UdpHeader.check(mem, AT, datagram.length)).isEqualTo(HeaderFault.NONE);
    assertThat(UdpHeader.sourcePort(mem, AT)).isEqualTo(sourcePort);
    assertThat(UdpHeader.destinationPort(mem, AT)).isEqualTo(destinationPort);
    assertThat(UdpHeader.length(mem, AT)).isEqualTo(datagram.length);
    int checksum = UdpHeader.checksum(mem, AT);
    UdpHeader.updateChecksum(mem, AT, datagram.length, pseudoHeader(datagram.length));
    assertThat(UdpHeader.checksum(mem, AT))
        .as("pcap4j writes a computed 0 as it is")
        .isEqualTo(checksum == 0 ? 0xffff : checksum);
  }

  @Property
  void shouldWriteWhatPcap4jReads(
      @ForAll @IntRange(max = 0xffff) int sourcePort,
      @ForAll @IntRange(max = 0xffff) int destinationPort,
      @ForAll @IntRange(max = 50) int dataLength)
      throws IllegalRawDataException {
    int length = UdpHeader.LENGTH + dataLength;
    MemorySegment mem = WireMemory.blank(length);

    UdpHeader.write(mem, AT, sourcePort, destinationPort, length);
    UdpHeader.updateChecksum(mem, AT, length, pseudoHeader(length));

    UdpPacket packet = UdpPacket.newPacket(WireMemory.bytes(mem), 0, length);
    assertThat(packet.getHeader().getSrcPort().valueAsInt()).isEqualTo(sourcePort);
    assertThat(packet.getHeader().getDstPort().valueAsInt()).isEqualTo(destinationPort);
    assertThat(packet.getHeader().getLengthAsInt()).isEqualTo(length);
    assertThat(packet.hasValidChecksum(Judge.v6(SOURCE), Judge.v6(DESTINATION), false)).isTrue();
  }

  @Test
  void shouldWriteAComputedZeroAsAllOnes() throws IllegalRawDataException {
    MemorySegment mem = WireMemory.blank(10);
    UdpHeader.write(mem, AT, 5001, 5002, 10);
    Bytes.u16(mem, AT + UdpHeader.LENGTH, 0);
    int rest = InternetChecksum.transport(mem, AT, 10, UdpHeader.CHECKSUM_OFFSET, pseudoHeader(10));
    Bytes.u16(mem, AT + UdpHeader.LENGTH, rest); // data that makes the sum all ones

    UdpHeader.updateChecksum(mem, AT, 10, pseudoHeader(10));

    assertThat(UdpHeader.checksum(mem, AT)).isEqualTo(0xffff);
    UdpPacket packet = UdpPacket.newPacket(WireMemory.bytes(mem), 0, 10);
    assertThat(packet.hasValidChecksum(Judge.v6(SOURCE), Judge.v6(DESTINATION), false)).isTrue();
  }

  @Test
  void shouldNameEachFault() {
    MemorySegment mem = WireMemory.blank(20);
    UdpHeader.write(mem, AT, 1, 2, 16);

    assertThat(UdpHeader.check(mem, AT, 16)).isEqualTo(HeaderFault.NONE);
    assertThat(UdpHeader.check(mem, AT, 20)).isEqualTo(HeaderFault.NONE);
    assertThat(UdpHeader.check(mem, AT, 15)).isEqualTo(HeaderFault.TRUNCATED);
    assertThat(UdpHeader.check(mem, AT, 7)).isEqualTo(HeaderFault.TRUNCATED);
    UdpHeader.length(mem, AT, 7);
    assertThat(UdpHeader.check(mem, AT, 20)).isEqualTo(HeaderFault.BAD_TOTAL_LENGTH);
  }
}
