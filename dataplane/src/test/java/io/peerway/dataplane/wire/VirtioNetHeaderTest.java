package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.UdpPacket;

class VirtioNetHeaderTest {
  private static final int FRAME_LENGTH = 100;
  private static final int AVAILABLE = VirtioNetHeader.LENGTH + FRAME_LENGTH;

  private final MemorySegment mem = WireMemory.blank(AVAILABLE);

  private void write(int flags, int gsoType, int headerLength, int size, int start, int offset) {
    VirtioNetHeader.write(mem, AT, flags, gsoType, headerLength, size, start, offset);
  }

  private void expect(HeaderFault fault) {
    assertThat(VirtioNetHeader.check(mem, AT, AVAILABLE)).isEqualTo(fault);
  }

  @Test
  void shouldLayTheFieldsOutAsTheKernelDoes() {
    write(
        VirtioNetHeader.NEEDS_CSUM,
        VirtioNetHeader.GSO_TCPV6 | VirtioNetHeader.GSO_ECN,
        74,
        1428,
        54,
        16);

    byte[] struct =
        ByteBuffer.allocate(VirtioNetHeader.LENGTH)
            .order(ByteOrder.nativeOrder())
            .put((byte) 1)
            .put((byte) 0x84)
            .putShort((short) 74)
            .putShort((short) 1428)
            .putShort((short) 54)
            .putShort((short) 16)
            .array();
    assertThat(WireMemory.bytes(mem)).startsWith(struct);
  }

  @Test
  void shouldReadWhatItWrites() {
    write(
        VirtioNetHeader.NEEDS_CSUM | VirtioNetHeader.DATA_VALID,
        VirtioNetHeader.GSO_TCPV4 | VirtioNetHeader.GSO_ECN,
        66,
        0xfff0,
        34,
        16);

    expect(HeaderFault.NONE);
    assertThat(VirtioNetHeader.flags(mem, AT)).isEqualTo(3);
    assertThat(VirtioNetHeader.needsChecksum(mem, AT)).isTrue();
    assertThat(VirtioNetHeader.isDataValid(mem, AT)).isTrue();
    assertThat(VirtioNetHeader.gsoType(mem, AT)).isEqualTo(VirtioNetHeader.GSO_TCPV4);
    assertThat(VirtioNetHeader.hasEcn(mem, AT)).isTrue();
    assertThat(VirtioNetHeader.isGso(mem, AT)).isTrue();
    assertThat(VirtioNetHeader.headerLength(mem, AT)).isEqualTo(66);
    assertThat(VirtioNetHeader.gsoSize(mem, AT)).isEqualTo(0xfff0);
    assertThat(VirtioNetHeader.checksumStart(mem, AT)).isEqualTo(34);
    assertThat(VirtioNetHeader.checksumOffset(mem, AT)).isEqualTo(16);
  }

  @Test
  void shouldAskForNothingWhenCleared() {
    VirtioNetHeader.clear(mem, AT);

    expect(HeaderFault.NONE);
    assertThat(VirtioNetHeader.needsChecksum(mem, AT)).isFalse();
    assertThat(VirtioNetHeader.isGso(mem, AT)).isFalse();
    assertThat(WireMemory.bytes(mem)[VirtioNetHeader.LENGTH])
        .as("the frame is left alone")
        .isEqualTo((byte) 0xa5);
  }

  @Test
  void shouldRefuseAChecksumOutsideTheFrame() {
    write(VirtioNetHeader.NEEDS_CSUM, VirtioNetHeader.GSO_NONE, 0, 0, 82, 16);
    expect(HeaderFault.NONE);
    write(VirtioNetHeader.NEEDS_CSUM, VirtioNetHeader.GSO_NONE, 0, 0, 83, 16);
    expect(HeaderFault.BAD_OFFLOAD);
    write(VirtioNetHeader.NEEDS_CSUM, VirtioNetHeader.GSO_NONE, 0, 0, 0xffff, 0xffff);
    expect(HeaderFault.BAD_OFFLOAD);
    write(VirtioNetHeader.NEEDS_CSUM, VirtioNetHeader.GSO_NONE, 0, 0, 13, 0);
    expect(HeaderFault.BAD_OFFLOAD);
    write(0, VirtioNetHeader.GSO_NONE, 0, 0, 0xffff, 0xffff);
    expect(HeaderFault.NONE);
  }

  @Test
  void shouldRefuseSegmentationThatMakesNoSense() {
    write(0, VirtioNetHeader.GSO_UDP_L4, 42, 1400, 0, 0);
    expect(HeaderFault.NONE);
    write(0, VirtioNetHeader.GSO_UDP_L4, 42, 0, 0, 0);
    expect(HeaderFault.BAD_OFFLOAD);
    write(0, VirtioNetHeader.GSO_TCPV4, 101, 1400, 0, 0);
    expect(HeaderFault.BAD_OFFLOAD);
    write(0, 2, 42, 1400, 0, 0);
    expect(HeaderFault.BAD_OFFLOAD);
    write(0, VirtioNetHeader.GSO_UDP_L4 | VirtioNetHeader.GSO_ECN, 42, 1400, 0, 0);
    expect(HeaderFault.BAD_OFFLOAD);
    write(0, VirtioNetHeader.GSO_ECN, 0, 0, 0, 0);
    expect(HeaderFault.BAD_OFFLOAD);
    assertThat(VirtioNetHeader.check(mem, AT, 9)).isEqualTo(HeaderFault.TRUNCATED);
  }

  @Test
  void shouldCompleteAChecksumThatPcap4jAccepts() throws IllegalRawDataException {
    int start = EthernetHeader.LENGTH + Ipv4Header.MIN_LENGTH;
    int length = FRAME_LENGTH - start;
    long frame = AT + VirtioNetHeader.LENGTH;
    long udp = frame + start;
    Ipv4Header.write(
        mem, frame + EthernetHeader.LENGTH, 0, 86, 0, true, 64, IpProtocol.UDP, 0x0a01010d, 7);
    long pseudoHeader =
        Ipv4Header.pseudoHeader(mem, frame + EthernetHeader.LENGTH, IpProtocol.UDP, length);
    UdpHeader.write(mem, udp, 5001, 5002, length);
    UdpHeader.checksum(mem, udp, InternetChecksum.fold(pseudoHeader));
    write(
        VirtioNetHeader.NEEDS_CSUM,
        VirtioNetHeader.GSO_NONE,
        0,
        0,
        start,
        UdpHeader.CHECKSUM_OFFSET);
    expect(HeaderFault.NONE);

    VirtioNetHeader.completeChecksum(mem, AT, FRAME_LENGTH);

    UdpPacket packet =
        UdpPacket.newPacket(WireMemory.bytes(mem), VirtioNetHeader.LENGTH + start, length);
    assertThat(packet.hasValidChecksum(Judge.v4(0x0a01010d), Judge.v4(7), false)).isTrue();
    assertThat(VirtioNetHeader.needsChecksum(mem, AT)).isFalse();
  }
}
