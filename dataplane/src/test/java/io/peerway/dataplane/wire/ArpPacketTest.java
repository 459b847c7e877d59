package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.namednumber.ArpHardwareType;
import org.pcap4j.packet.namednumber.ArpOperation;

class ArpPacketTest {
  private static final long HOST = MacAddress.parse("02:00:00:00:00:0d");
  private static final long ROUTER = MacAddress.parse("02:00:00:00:00:01");
  private static final int HOST_ADDRESS = Ipv4Address.parse("10.1.1.13");
  private static final int ROUTER_ADDRESS = Ipv4Address.parse("10.1.1.1");

  private MemorySegment request;

  @BeforeEach
  void writeRequest() {
    request = WireMemory.blank(ArpPacket.LENGTH);
    ArpPacket.writeRequest(request, AT, HOST, HOST_ADDRESS, ROUTER_ADDRESS);
  }

  @Property
  void shouldReadWhatPcap4jWrites(
      @ForAll @LongRange(max = 0xfe_ffff_ffffL) long senderMac,
      @ForAll int senderAddress,
      @ForAll @LongRange(max = MacAddress.BROADCAST) long targetMac,
      @ForAll int targetAddress,
      @ForAll boolean reply) {
    byte[] packet =
        new org.pcap4j.packet.ArpPacket.Builder()
            .hardwareType(ArpHardwareType.ETHERNET)
            .protocolType(org.pcap4j.packet.namednumber.EtherType.IPV4)
            .hardwareAddrLength((byte) 6)
            .protocolAddrLength((byte) 4)
            .operation(reply ? ArpOperation.REPLY : ArpOperation.REQUEST)
            .srcHardwareAddr(Judge.mac(senderMac))
            .srcProtocolAddr(Judge.v4(senderAddress))
            .dstHardwareAddr(Judge.mac(targetMac))
            .dstProtocolAddr(Judge.v4(targetAddress))
            .build()
            .getRawData();
    MemorySegment mem = WireMemory.of(packet);

    assertThat(ArpPacket.check(mem, AT, packet.length)).isEqualTo(HeaderFault.NONE);
    assertThat(ArpPacket.operation(mem, AT)).isEqualTo(reply ? ArpPacket.REPLY : ArpPacket.REQUEST);
    assertThat(ArpPacket.senderMac(mem, AT)).isEqualTo(senderMac);
    assertThat(ArpPacket.senderAddress(mem, AT)).isEqualTo(senderAddress);
    assertThat(ArpPacket.targetMac(mem, AT)).isEqualTo(targetMac);
    assertThat(ArpPacket.targetAddress(mem, AT)).isEqualTo(targetAddress);
  }

  @Test
  void shouldWriteARequestThatPcap4jReads() throws IllegalRawDataException {
    org.pcap4j.packet.ArpPacket.ArpHeader header = judged(request);

    assertThat(header.getHardwareType()).isEqualTo(ArpHardwareType.ETHERNET);
    assertThat(header.getProtocolType()).isEqualTo(org.pcap4j.packet.namednumber.EtherType.IPV4);
    assertThat(header.getOperation()).isEqualTo(ArpOperation.REQUEST);
    assertThat(header.getSrcHardwareAddr()).isEqualTo(Judge.mac(HOST));
    assertThat(header.getSrcProtocolAddr()).isEqualTo(Judge.v4(HOST_ADDRESS));
    assertThat(header.getDstHardwareAddr()).isEqualTo(Judge.mac(0));
    assertThat(header.getDstProtocolAddr()).isEqualTo(Judge.v4(ROUTER_ADDRESS));
  }

  @Test
  void shouldWriteAReplyThatPcap4jReads() throws IllegalRawDataException {
    MemorySegment mem = WireMemory.blank(ArpPacket.LENGTH);

    ArpPacket.writeReply(mem, AT, ROUTER, ROUTER_ADDRESS, HOST, HOST_ADDRESS);

    org.pcap4j.packet.ArpPacket.ArpHeader header = judged(mem);
    assertThat(header.getOperation()).isEqualTo(ArpOperation.REPLY);
    assertThat(header.getSrcHardwareAddr()).isEqualTo(Judge.mac(ROUTER));
    assertThat(header.getSrcProtocolAddr()).isEqualTo(Judge.v4(ROUTER_ADDRESS));
    assertThat(header.getDstHardwareAddr()).isEqualTo(Judge.mac(HOST));
    assertThat(header.getDstProtocolAddr()).isEqualTo(Judge.v4(HOST_ADDRESS));
  }

  private static org.pcap4j.packet.ArpPacket.ArpHeader judged(MemorySegment mem)
      throws IllegalRawDataException {
    return org.pcap4j.packet.ArpPacket.newPacket(WireMemory.bytes(mem), 0, ArpPacket.LENGTH)
        .getHeader();
  }

  @Test
  void shouldFindAShortPacketTruncated() {
    assertThat(ArpPacket.check(request, AT, 27)).isEqualTo(HeaderFault.TRUNCATED);
  }

  @Test
  void shouldRefuseOtherAddressFamiliesAndOperations() {
    assertThat(ArpPacket.check(request, AT, 28)).isEqualTo(HeaderFault.NONE);
    expectBadType(ArpPacket.HARDWARE_TYPE_OFFSET, 6);
    expectBadType(ArpPacket.PROTOCOL_TYPE_OFFSET, EtherType.IPV6);
    expectBadType(ArpPacket.HARDWARE_LENGTH_OFFSET, (8 << 8) | 4);
    expectBadType(ArpPacket.HARDWARE_LENGTH_OFFSET, (6 << 8) | 16);
    expectBadType(ArpPacket.OPERATION_OFFSET, 0);
    expectBadType(ArpPacket.OPERATION_OFFSET, 3);
  }

  private void expectBadType(int offset, int value) {
    int before = Bytes.u16(request, AT + offset);
    Bytes.u16(request, AT + offset, value);
    assertThat(ArpPacket.check(request, AT, 28)).isEqualTo(HeaderFault.BAD_TYPE);
    Bytes.u16(request, AT + offset, before);
  }

  @Test
  void shouldRefuseASenderThatIsAGroup() {
    Bytes.u48(request, AT + ArpPacket.SENDER_MAC_OFFSET, MacAddress.BROADCAST);

    assertThat(ArpPacket.check(request, AT, 28)).isEqualTo(HeaderFault.BAD_ADDRESS);
  }
}
