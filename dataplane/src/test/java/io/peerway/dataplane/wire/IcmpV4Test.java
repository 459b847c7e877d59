package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4DestinationUnreachablePacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IcmpV4EchoReplyPacket;
import org.pcap4j.packet.IcmpV4ParameterProblemPacket;
import org.pcap4j.packet.IcmpV4TimeExceededPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.namednumber.IcmpV4Code;
import org.pcap4j.packet.namednumber.IcmpV4Type;

class IcmpV4Test {
  private static final int INVOKING_LENGTH = 28;

  private static byte[] echoRequest(int identifier, int sequence, int dataLength) {
    return new IcmpV4CommonPacket.Builder()
        .type(IcmpV4Type.ECHO)
        .code(IcmpV4Code.NO_CODE)
        .payloadBuilder(
            new IcmpV4EchoPacket.Builder()
                .identifier((short) identifier)
                .sequenceNumber((short) sequence)
                .payloadBuilder(Judge.data(dataLength)))
        .correctChecksumAtBuild(true)
        .build()
        .getRawData();
  }

  private static IcmpV4CommonPacket judged(MemorySegment mem) throws IllegalRawDataException {
    byte[] message = WireMemory.bytes(mem);
    IcmpV4CommonPacket packet = IcmpV4CommonPacket.newPacket(message, 0, message.length);
    assertThat(packet.hasValidChecksum(false)).isTrue();
    return packet;
  }

  @Property
  void shouldReadAnEchoThatPcap4jWrites(
      @ForAll @IntRange(max = 0xffff) int identifier,
      @ForAll @IntRange(max = 0xffff) int sequence,
      @ForAll @IntRange(min = 1, max = 100) int dataLength) {
    byte[] message = echoRequest(identifier, sequence, dataLength);
    MemorySegment mem = WireMemory.of(message);

    assertThat(IcmpV4.check(mem, AT, message.length)).isEqualTo(HeaderFault.NONE);
    assertThat(IcmpV4.type(mem, AT)).isEqualTo(IcmpV4.ECHO_REQUEST);
    assertThat(IcmpV4.code(mem, AT)).isZero();
    assertThat(IcmpV4.identifier(mem, AT)).isEqualTo(identifier);
    assertThat(IcmpV4.sequence(mem, AT)).isEqualTo(sequence);
  }

  @Property
  void shouldTurnAnEchoIntoAReplyThatPcap4jReads(
      @ForAll @IntRange(max = 0xffff) int identifier,
      @ForAll @IntRange(max = 0xffff) int sequence,
      @ForAll @IntRange(min = 1, max = 100) int dataLength)
      throws IllegalRawDataException {
    MemorySegment mem = WireMemory.of(echoRequest(identifier, sequence, dataLength));

    IcmpV4.turnIntoEchoReply(mem, AT);

    IcmpV4CommonPacket packet = judged(mem);
    assertThat(packet.getHeader().getType()).isEqualTo(IcmpV4Type.ECHO_REPLY);
    IcmpV4EchoReplyPacket reply = packet.get(IcmpV4EchoReplyPacket.class);
    assertThat(reply.getHeader().getIdentifierAsInt()).isEqualTo(identifier);
    assertThat(reply.getHeader().getSequenceNumberAsInt()).isEqualTo(sequence);
    assertThat(reply.getPayload().getRawData())
        .isEqualTo(Judge.data(dataLength).build().getRawData());
  }

  /** An error about an UDP packet, its header written last. */
  private static MemorySegment error(int type, int code, int rest) {
    MemorySegment mem = WireMemory.blank(IcmpV4.LENGTH + INVOKING_LENGTH);
    long invoking = AT + IcmpV4.LENGTH;
    Ipv4Header.write(mem, invoking, 0, INVOKING_LENGTH, 1, true, 1, IpProtocol.UDP, 2, 3);
    UdpHeader.write(mem, invoking + Ipv4Header.MIN_LENGTH, 33434, 33435, UdpHeader.LENGTH);
    IcmpV4.write(mem, AT, type, code, rest, IcmpV4.LENGTH + INVOKING_LENGTH);
    assertThat(IcmpV4.check(mem, AT, IcmpV4.LENGTH + INVOKING_LENGTH)).isEqualTo(HeaderFault.NONE);
    return mem;
  }

  @Test
  void shouldWriteFragmentationNeededThatPcap4jReads() throws IllegalRawDataException {
    MemorySegment mem =
        error(IcmpV4.DESTINATION_UNREACHABLE, IcmpV4.FRAGMENTATION_NEEDED, IcmpV4.restOfMtu(1400));

    IcmpV4CommonPacket packet = judged(mem);
    assertThat(packet.getHeader().getType()).isEqualTo(IcmpV4Type.DESTINATION_UNREACHABLE);
    assertThat(packet.getHeader().getCode()).isEqualTo(IcmpV4Code.FRAGMENTATION_BLOCKED);
    assertThat(packet.get(IcmpV4DestinationUnreachablePacket.class).getHeader().getUnused())
        .isEqualTo(1400);
    assertThat(IcmpV4.nextHopMtu(mem, AT)).isEqualTo(1400);
  }

  @Test
  void shouldWriteUnreachableCodesAsPcap4jNamesThem() throws IllegalRawDataException {
    expectUnreachable(IcmpV4.NETWORK_UNREACHABLE, IcmpV4Code.NETWORK_UNREACHABLE);
    expectUnreachable(IcmpV4.HOST_UNREACHABLE, IcmpV4Code.HOST_UNREACHABLE);
    expectUnreachable(IcmpV4.PROTOCOL_UNREACHABLE, IcmpV4Code.PROTOCOL_UNREACHABLE);
    expectUnreachable(IcmpV4.PORT_UNREACHABLE, IcmpV4Code.PORT_UNREACHABLE);
    expectUnreachable(IcmpV4.SOURCE_ROUTE_FAILED, IcmpV4Code.SRC_ROUTE_FAILED);
    expectUnreachable(IcmpV4.ADMINISTRATIVELY_PROHIBITED, IcmpV4Code.COMMUNICATION_PROHIBITED);
  }

  private static void expectUnreachable(int code, IcmpV4Code name) throws IllegalRawDataException {
    IcmpV4CommonPacket packet = judged(error(IcmpV4.DESTINATION_UNREACHABLE, code, 0));
    assertThat(packet.getHeader().getCode()).isEqualTo(name);
    assertThat(packet.get(IcmpV4DestinationUnreachablePacket.class).getHeader().getUnused())
        .isZero();
  }

  @Test
  void shouldWriteTimeExceededThatPcap4jReads() throws IllegalRawDataException {
    IcmpV4CommonPacket packet =
        judged(error(IcmpV4.TIME_EXCEEDED, IcmpV4.TTL_EXCEEDED_IN_TRANSIT, 0));

    assertThat(packet.getHeader().getCode()).isEqualTo(IcmpV4Code.TIME_TO_LIVE_EXCEEDED);
    assertThat(packet.get(IcmpV4TimeExceededPacket.class).getPayload().getRawData())
        .hasSize(INVOKING_LENGTH);
  }

  @Test
  void shouldWriteAParameterProblemThatPcap4jReads() throws IllegalRawDataException {
    MemorySegment mem = error(IcmpV4.PARAMETER_PROBLEM, 0, IcmpV4.restOfPointer(200));

    assertThat(judged(mem).get(IcmpV4ParameterProblemPacket.class).getHeader().getPointerAsInt())
        .isEqualTo(200);
    assertThat(IcmpV4.pointer(mem, AT)).isEqualTo(200);
  }

  @Test
  void shouldWriteAnEchoThatPcap4jReads() throws IllegalRawDataException {
    MemorySegment mem = error(IcmpV4.ECHO_REQUEST, 0, IcmpV4.restOfEcho(0xfedc, 0xba98));

    IcmpV4EchoPacket echo = judged(mem).get(IcmpV4EchoPacket.class);
    assertThat(echo.getHeader().getIdentifierAsInt()).isEqualTo(0xfedc);
    assertThat(echo.getHeader().getSequenceNumberAsInt()).isEqualTo(0xba98);
  }

  @Test
  void shouldNameEachFault() {
    byte[] message = echoRequest(1, 2, 56);
    MemorySegment mem = WireMemory.of(message);

    assertThat(IcmpV4.check(mem, AT, 7)).isEqualTo(HeaderFault.TRUNCATED);
    Bytes.u8(mem, AT + 20, 0xee);
    assertThat(IcmpV4.check(mem, AT, message.length)).isEqualTo(HeaderFault.BAD_CHECKSUM);
  }

  @Test
  void shouldKnowWhichTypesReportErrors() {
    assertThat(IcmpV4.isError(IcmpV4.DESTINATION_UNREACHABLE)).isTrue();
    assertThat(IcmpV4.isError(IcmpV4.REDIRECT)).isTrue();
    assertThat(IcmpV4.isError(IcmpV4.TIME_EXCEEDED)).isTrue();
    assertThat(IcmpV4.isError(IcmpV4.PARAMETER_PROBLEM)).isTrue();
    assertThat(IcmpV4.isError(IcmpV4.ECHO_REQUEST)).isFalse();
    assertThat(IcmpV4.isError(IcmpV4.ECHO_REPLY)).isFalse();
  }
}
