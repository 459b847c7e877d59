package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6EchoReplyPacket;
import org.pcap4j.packet.IcmpV6EchoRequestPacket;
import org.pcap4j.packet.IcmpV6PacketTooBigPacket;
import org.pcap4j.packet.IcmpV6ParameterProblemPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.namednumber.IcmpV6Code;
import org.pcap4j.packet.namednumber.IcmpV6Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;

class IcmpV6Test {
  private static final Ipv6Address HOST = Ipv6Address.parse("2001:db8:1::d");
  private static final Ipv6Address ROUTER = Ipv6Address.parse("2001:db8:1::1");
  private static final long MESSAGE = AT + Ipv6Header.LENGTH;

  private static byte[] echoRequest(int identifier, int sequence, int dataLength) {
    return new IpV6Packet.Builder()
        .version(IpVersion.IPV6)
        .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) 0))
        .flowLabel(IpV6SimpleFlowLabel.newInstance(0))
        .nextHeader(IpNumber.ICMPV6)
        .hopLimit((byte) 64)
        .srcAddr(Judge.v6(HOST))
        .dstAddr(Judge.v6(ROUTER))
        .payloadBuilder(
            new IcmpV6CommonPacket.Builder()
                .type(IcmpV6Type.ECHO_REQUEST)
                .code(IcmpV6Code.NO_CODE)
                .srcAddr(Judge.v6(HOST))
                .dstAddr(Judge.v6(ROUTER))
                .payloadBuilder(
                    new IcmpV6EchoRequestPacket.Builder()
                        .identifier((short) identifier)
                        .sequenceNumber((short) sequence)
                        .payloadBuilder(Judge.data(dataLength)))
                .correctChecksumAtBuild(true))
        .correctLengthAtBuild(true)
        .build()
        .getRawData();
  }

  private static IcmpV6CommonPacket judged(MemorySegment mem) throws IllegalRawDataException {
    byte[] bytes = WireMemory.bytes(mem);
    IpV6Packet packet = IpV6Packet.newPacket(bytes, 0, bytes.length);
    IcmpV6CommonPacket message = packet.get(IcmpV6CommonPacket.class);
    assertThat(
            message.hasValidChecksum(
                packet.getHeader().getSrcAddr(), packet.getHeader().getDstAddr(), false))
        .isTrue();
    return message;
  }

  @Property
  void shouldReadAnEchoThatPcap4jWrites(
      @ForAll @IntRange(max = 0xffff) int identifier,
      @ForAll @IntRange(max = 0xffff) int sequence,
      @ForAll @IntRange(min = 1, max = 100) int dataLength) {
    MemorySegment mem = WireMemory.of(echoRequest(identifier, sequence, dataLength));

    assertThat(IcmpV6.check(mem, MESSAGE, 8 + dataLength, AT)).isEqualTo(HeaderFault.NONE);
    assertThat(IcmpV6.type(mem, MESSAGE)).isEqualTo(IcmpV6.ECHO_REQUEST);
    assertThat(IcmpV6.code(mem, MESSAGE)).isZero();
    assertThat(IcmpV6.identifier(mem, MESSAGE)).isEqualTo(identifier);
    assertThat(IcmpV6.sequence(mem, MESSAGE)).isEqualTo(sequence);
  }

  @Property
  void shouldTurnAnEchoIntoAReplyThatPcap4jReads(
      @ForAll @IntRange(max = 0xffff) int identifier,
      @ForAll @IntRange(max = 0xffff) int sequence,
      @ForAll @IntRange(min = 1, max = 100) int dataLength)
      throws IllegalRawDataException {
    MemorySegment mem = WireMemory.of(echoRequest(identifier, sequence, dataLength));

    IcmpV6.turnIntoEchoReply(mem, MESSAGE);
    Ipv6Header.source(mem, AT, ROUTER.hi(), ROUTER.lo());
    Ipv6Header.destination(mem, AT, HOST.hi(), HOST.lo());

    IcmpV6EchoReplyPacket reply = judged(mem).get(IcmpV6EchoReplyPacket.class);
    assertThat(reply.getHeader().getIdentifierAsInt()).isEqualTo(identifier);
    assertThat(reply.getHeader().getSequenceNumberAsInt()).isEqualTo(sequence);
  }

  /** An error about an UDP packet, from the router. */
  private static MemorySegment error(int type, int code, int rest) {
    int length = IcmpV6.LENGTH + Ipv6Header.LENGTH + UdpHeader.LENGTH;
    MemorySegment mem = WireMemory.blank(Ipv6Header.LENGTH + length);
    long invoking = MESSAGE + IcmpV6.LENGTH;
    Ipv6Header.write(mem, invoking, 0, 0, 8, IpProtocol.UDP, 1, HOST.hi(), HOST.lo(), 3, 4);
    UdpHeader.write(mem, invoking + Ipv6Header.LENGTH, 33434, 33435, UdpHeader.LENGTH);
    Ipv6Header.write(
        mem,
        AT,
        0,
        0,
        length,
        IpProtocol.ICMPV6,
        64,
        ROUTER.hi(),
        ROUTER.lo(),
        HOST.hi(),
        HOST.lo());
    IcmpV6.write(mem, MESSAGE, type, code, rest, length, AT);
    assertThat(IcmpV6.check(mem, MESSAGE, length, AT)).isEqualTo(HeaderFault.NONE);
    return mem;
  }

  @Test
  void shouldWritePacketTooBigThatPcap4jReads() throws IllegalRawDataException {
    MemorySegment mem = error(IcmpV6.PACKET_TOO_BIG, 0, 1400);

    assertThat(judged(mem).get(IcmpV6PacketTooBigPacket.class).getHeader().getMtu())
        .isEqualTo(1400);
    assertThat(IcmpV6.mtu(mem, MESSAGE)).isEqualTo(1400);
  }

  @Test
  void shouldWriteAParameterProblemThatPcap4jReads() throws IllegalRawDataException {
    MemorySegment mem = error(IcmpV6.PARAMETER_PROBLEM, IcmpV6.UNRECOGNIZED_NEXT_HEADER, 40);

    IcmpV6CommonPacket message = judged(mem);
    assertThat(message.getHeader().getCode()).isEqualTo(IcmpV6Code.UNRECOGNIZED_NEXT_HEADER_TYPE);
    assertThat(message.get(IcmpV6ParameterProblemPacket.class).getHeader().getPointer())
        .isEqualTo(40);
    assertThat(IcmpV6.pointer(mem, MESSAGE)).isEqualTo(40);
  }

  @Test
  void shouldWriteTypesAndCodesAsPcap4jNamesThem() throws IllegalRawDataException {
    expect(IcmpV6.DESTINATION_UNREACHABLE, IcmpV6.NO_ROUTE, IcmpV6Code.NO_ROUTE_TO_DST);
    expect(
        IcmpV6.DESTINATION_UNREACHABLE,
        IcmpV6.ADMINISTRATIVELY_PROHIBITED,
        IcmpV6Code.COMMUNICATION_WITH_DST_PROHIBITED);
    expect(
        IcmpV6.DESTINATION_UNREACHABLE, IcmpV6.BEYOND_SCOPE, IcmpV6Code.BEYOND_SCOPE_OF_SRC_ADDR);
    expect(IcmpV6.DESTINATION_UNREACHABLE, IcmpV6.ADDRESS_UNREACHABLE, IcmpV6Code.ADDR_UNREACHABLE);
    expect(IcmpV6.DESTINATION_UNREACHABLE, IcmpV6.PORT_UNREACHABLE, IcmpV6Code.PORT_UNREACHABLE);
    expect(
        IcmpV6.TIME_EXCEEDED, IcmpV6.HOP_LIMIT_EXCEEDED_IN_TRANSIT, IcmpV6Code.HOP_LIMIT_EXCEEDED);
    expect(
        IcmpV6.TIME_EXCEEDED,
        IcmpV6.REASSEMBLY_TIME_EXCEEDED,
        IcmpV6Code.FRAGMENT_REASSEMBLY_TIME_EXCEEDED);
    expect(
        IcmpV6.PARAMETER_PROBLEM, IcmpV6.ERRONEOUS_HEADER_FIELD, IcmpV6Code.ERRONEOUS_HEADER_FIELD);
  }

  private static void expect(int type, int code, IcmpV6Code name) throws IllegalRawDataException {
    IcmpV6CommonPacket message = judged(error(type, code, 0));
    assertThat(message.getHeader().getType().value() & 0xff).isEqualTo(type);
    assertThat(message.getHeader().getCode()).isEqualTo(name);
  }

  @Test
  void shouldNameEachFault() {
    MemorySegment mem = WireMemory.of(echoRequest(1, 2, 56));

    assertThat(IcmpV6.check(mem, MESSAGE, 7, AT)).isEqualTo(HeaderFault.TRUNCATED);
    Ipv6Header.source(mem, AT, HOST.hi(), HOST.lo() + 1);
    assertThat(IcmpV6.check(mem, MESSAGE, 64, AT))
        .as("the checksum covers the addresses")
        .isEqualTo(HeaderFault.BAD_CHECKSUM);
  }

  @Test
  void shouldKnowWhichTypesReportErrors() {
    assertThat(IcmpV6.isError(IcmpV6.PACKET_TOO_BIG)).isTrue();
    assertThat(IcmpV6.isError(127)).isTrue();
    assertThat(IcmpV6.isError(IcmpV6.ECHO_REQUEST)).isFalse();
    assertThat(IcmpV6.isError(NeighborDiscovery.NEIGHBOR_SOLICITATION)).isFalse();
  }
}
