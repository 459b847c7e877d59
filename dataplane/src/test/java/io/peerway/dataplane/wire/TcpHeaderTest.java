package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.namednumber.TcpPort;

class TcpHeaderTest {
  private static final int SOURCE = Ipv4Address.parse("10.1.1.13");
  private static final int DESTINATION = Ipv4Address.parse("10.2.1.139");

  private static byte[] segment(
      int sourcePort,
      int destinationPort,
      int sequence,
      int acknowledgment,
      int flags,
      int window,
      int dataLength) {
    return new TcpPacket.Builder()
        .srcPort(new TcpPort((short) sourcePort, "any"))
        .dstPort(new TcpPort((short) destinationPort, "any"))
        .sequenceNumber(sequence)
        .acknowledgmentNumber(acknowledgment)
        .urg((flags & TcpHeader.URG) != 0)
        .ack((flags & TcpHeader.ACK) != 0)
        .psh((flags & TcpHeader.PSH) != 0)
        .rst((flags & TcpHeader.RST) != 0)
        .syn((flags & TcpHeader.SYN) != 0)
        .fin((flags & TcpHeader.FIN) != 0)
        .window((short) window)
        .urgentPointer((short) 0x0102)
        .options(
            List.of(
                new TcpMaximumSegmentSizeOption.Builder()
                    .maxSegSize((short) 1460)
                    .correctLengthAtBuild(true)
                    .build()))
        .payloadBuilder(Judge.data(dataLength))
        .srcAddr(Judge.v4(SOURCE))
        .dstAddr(Judge.v4(DESTINATION))
        .correctLengthAtBuild(true)
        .correctChecksumAtBuild(true)
        .build()
        .getRawData();
  }

  @Property
  void shouldReadWhatPcap4jWrites(
      @ForAll @IntRange(max = 0xffff) int sourcePort,
      @ForAll @IntRange(max = 0xffff) int destinationPort,
      @ForAll int sequence,
      @ForAll int acknowledgment,
      @ForAll @IntRange(max = 0x3f) int flags,
      @ForAll @IntRange(max = 0xffff) int window,
      @ForAll @IntRange(max = 100) int dataLength) {
    byte[] segment =
        segment(sourcePort, destinationPort, sequence, acknowledgment, flags, window, dataLength);
    MemorySegment mem = WireMemory.of(segment);

    assertThat(TcpHeader.check(mem, AT, segment.length)).isEqualTo(HeaderFault.NONE);
    assertThat(TcpHeader.sourcePort(mem, AT)).isEqualTo(sourcePort);
    assertThat(TcpHeader.destinationPort(mem, AT)).isEqualTo(destinationPort);
    assertThat(TcpHeader.sequence(mem, AT)).isEqualTo(sequence);
    assertThat(TcpHeader.acknowledgment(mem, AT)).isEqualTo(acknowledgment);
    assertThat(TcpHeader.headerLength(mem, AT)).isEqualTo(24);
    assertThat(TcpHeader.flags(mem, AT)).isEqualTo(flags);
    assertThat(TcpHeader.window(mem, AT)).isEqualTo(window);
    assertThat(TcpHeader.urgentPointer(mem, AT)).isEqualTo(0x0102);
    int checksum = TcpHeader.checksum(mem, AT);
    TcpHeader.updateChecksum(mem, AT, segment.length, pseudoHeader(segment.length));
    assertThat(TcpHeader.checksum(mem, AT)).isEqualTo(checksum);
  }

  private static long pseudoHeader(int length) {
    return InternetChecksum.pseudoHeader(SOURCE, DESTINATION, IpProtocol.TCP, length);
  }

  @Property
  void shouldWriteWhatPcap4jReads(
      @ForAll @IntRange(max = 0xffff) int sourcePort,
      @ForAll @IntRange(max = 0xffff) int destinationPort,
      @ForAll int sequence,
      @ForAll int acknowledgment,
      @ForAll @IntRange(max = 0x3f) int flags,
      @ForAll @IntRange(max = 0xffff) int window,
      @ForAll @IntRange(max = 50) int dataLength)
      throws IllegalRawDataException {
    int length = TcpHeader.MIN_LENGTH + dataLength;
    MemorySegment mem = WireMemory.blank(length);

    TcpHeader.write(mem, AT, sourcePort, destinationPort, sequence, acknowledgment, flags, window);
    TcpHeader.updateChecksum(mem, AT, length, pseudoHeader(length));

    TcpPacket packet = TcpPacket.newPacket(WireMemory.bytes(mem), 0, length);
    TcpPacket.TcpHeader header = packet.getHeader();
    assertThat(header.getSrcPort().valueAsInt()).isEqualTo(sourcePort);
    assertThat(header.getDstPort().valueAsInt()).isEqualTo(destinationPort);
    assertThat(header.getSequenceNumber()).isEqualTo(sequence);
    assertThat(header.getAcknowledgmentNumber()).isEqualTo(acknowledgment);
    assertThat(header.getDataOffsetAsInt()).isEqualTo(5);
    assertThat(header.getReserved()).isZero();
    assertThat(header.getUrg()).isEqualTo((flags & TcpHeader.URG) != 0);
    assertThat(header.getAck()).isEqualTo((flags & TcpHeader.ACK) != 0);
    assertThat(header.getPsh()).isEqualTo((flags & TcpHeader.PSH) != 0);
    assertThat(header.getRst()).isEqualTo((flags & TcpHeader.RST) != 0);
    assertThat(header.getSyn()).isEqualTo((flags & TcpHeader.SYN) != 0);
    assertThat(header.getFin()).isEqualTo((flags & TcpHeader.FIN) != 0);
    assertThat(header.getWindowAsInt()).isEqualTo(window);
    assertThat(header.getUrgentPointer()).isZero();
    assertThat(packet.hasValidChecksum(Judge.v4(SOURCE), Judge.v4(DESTINATION), false)).isTrue();
  }

  @Test
  void shouldSetSingleFields() throws IllegalRawDataException {
    byte[] segment = segment(1, 2, 3, 4, TcpHeader.FIN, 5, 0);
    MemorySegment mem = WireMemory.of(segment);

    TcpHeader.sequence(mem, AT, 0xfeed_beef);
    TcpHeader.flags(mem, AT, TcpHeader.ACK | TcpHeader.PSH);

    TcpPacket.TcpHeader header =
        TcpPacket.newPacket(WireMemory.bytes(mem), 0, segment.length).getHeader();
    assertThat(header.getSequenceNumber()).isEqualTo(0xfeed_beef);
    assertThat(header.getAck() && header.getPsh()).isTrue();
    assertThat(header.getFin()).isFalse();
  }

  @Test
  void shouldNameEachFault() {
    MemorySegment mem = WireMemory.blank(24);
    TcpHeader.write(mem, AT, 1, 2, 3, 4, TcpHeader.SYN, 5);

    assertThat(TcpHeader.check(mem, AT, 20)).isEqualTo(HeaderFault.NONE);
    assertThat(TcpHeader.check(mem, AT, 19)).isEqualTo(HeaderFault.TRUNCATED);
    Bytes.u8(mem, AT + TcpHeader.DATA_OFFSET_OFFSET, 0x60);
    assertThat(TcpHeader.check(mem, AT, 23)).isEqualTo(HeaderFault.TRUNCATED);
    assertThat(TcpHeader.check(mem, AT, 24)).isEqualTo(HeaderFault.NONE);
    Bytes.u8(mem, AT + TcpHeader.DATA_OFFSET_OFFSET, 0x40);
    assertThat(TcpHeader.check(mem, AT, 24)).isEqualTo(HeaderFault.BAD_HEADER_LENGTH);
  }
}
