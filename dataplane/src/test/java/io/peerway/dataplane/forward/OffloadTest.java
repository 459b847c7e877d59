package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.icmp;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.rest;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.DATA_VALID;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.ECN;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.NEEDS_CSUM;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.NONE;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.TCPV4;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.TCPV6;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.UDP_DATAGRAMS;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.UDP_FRAGMENTS;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.header;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.partialChecksum;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.segments;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.withPartialChecksum;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Options;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.observe.DropReason;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets whose sender left work to the receiver pass as they are, with their offload header. */
class OffloadTest {
  private static final int IPV4_TRANSPORT = 14 + 20;
  private static final int IPV6_TRANSPORT = 14 + 40;
  private static final int TCP_HEADER = 20;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final int MSS = 1448;

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;

  private static int transport(int version) {
    return version == 4 ? IPV4_TRANSPORT : IPV6_TRANSPORT;
  }

  private byte[] tcp(int version, int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    byte[] frame =
        peered.hostA(version).to(peered.hostB(version)).dontFragment().tcp(40000, 5201, data);
    return withPartialChecksum(frame, transport(version), TCP_CHECKSUM);
  }

  private static byte[] tcpSegments(int version, int size) {
    return segments(
        version == 4 ? TCPV4 : TCPV6,
        transport(version) + TCP_HEADER,
        size,
        transport(version),
        TCP_CHECKSUM);
  }

  private void assertPassed(List<Sent> sent, byte[] header, byte[] frame) {
    assertThat(sent).hasSize(1);
    byte[] left = sent.getFirst().frame();
    assertThat(sent.getFirst().virtioHeader()).isEqualTo(header);
    assertThat(left).hasSameSizeAs(frame);
    // What follows the IP header is untouched.
    assertThat(Arrays.copyOfRange(left, IPV4_TRANSPORT, left.length))
        .isEqualTo(Arrays.copyOfRange(frame, IPV4_TRANSPORT, frame.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldPassSuperPacketsUntouched(int version) {
    byte[] frame = tcp(version, 65_000);
    byte[] header = tcpSegments(version, MSS - 20);

    assertPassed(lab.receiveWithHeader(0, header, frame), header, frame);
  }

  @Test
  void shouldPassTheLargestSuperPacketThereIs() {
    byte[] frame = tcp(4, 65_535 - 40);
    byte[] header = tcpSegments(4, MSS);

    assertPassed(lab.receiveWithHeader(0, header, frame), header, frame);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldPassUdpSuperPacketsUntouched(int version) {
    Host a = peered.hostA(version);
    byte[] frame =
        withPartialChecksum(
            a.to(peered.hostB(version)).udp(1, 2, new byte[14_000]),
            transport(version),
            UDP_CHECKSUM);
    byte[] header =
        segments(UDP_DATAGRAMS, transport(version) + 8, 1400, transport(version), UDP_CHECKSUM);

    assertPassed(lab.receiveWithHeader(0, header, frame), header, frame);
  }

  @Test
  void shouldPassSuperPacketsWithOptionsAndExtensionHeaders() {
    byte[] options = withIpv4Options(tcp(4, 10_000), (byte) 1, (byte) 1, (byte) 1, (byte) 1);
    byte[] extension = withIpv6Extension(tcp(6, 10_000), 60, new byte[] {0, 0, 1, 4, 0, 0, 0, 0});
    byte[] header4 = segments(TCPV4, 58, 1400, IPV4_TRANSPORT + 4, TCP_CHECKSUM);
    byte[] header6 = segments(TCPV6, 82, 1400, IPV6_TRANSPORT + 8, TCP_CHECKSUM);

    assertPassed(lab.receiveWithHeader(0, header4, options), header4, options);
    assertPassed(lab.receiveWithHeader(0, header6, extension), header6, extension);
  }

  @Test
  void shouldPassCongestionMarksOfSuperPackets() {
    byte[] frame = tcp(4, 10_000);
    byte[] header = segments(TCPV4 | ECN, 54, 1400, IPV4_TRANSPORT, TCP_CHECKSUM);

    assertPassed(lab.receiveWithHeader(0, header, frame), header, frame);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldLeaveAPartialChecksumPartial(int version) {
    byte[] frame = tcp(version, 100);
    byte[] header = partialChecksum(transport(version), TCP_CHECKSUM);

    assertPassed(lab.receiveWithHeader(0, header, frame), header, frame);
  }

  @Test
  void shouldPassAPartialChecksumOfAPacketWithinThePacket() {
    byte[] inner = Arrays.copyOfRange(tcp(4, 100), 14, 14 + 140);
    byte[] frame = peered.hostA.to(peered.hostB).protocol(4, inner);
    byte[] header = partialChecksum(IPV4_TRANSPORT + 20, TCP_CHECKSUM);

    assertPassed(lab.receiveWithHeader(0, header, frame), header, frame);
  }

  @Test
  void shouldPassTheWordThatAChecksumIsVerified() {
    byte[] frame = peered.hostA.to(peered.hostB).udp(1, 2, new byte[10]);
    byte[] header = header(DATA_VALID, NONE, 0, 0, 0, 0);

    assertPassed(lab.receiveWithHeader(0, header, frame), header, frame);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldReportSuperPacketsWhoseSegmentsAreTooBig(int version) {
    peered.b.mtu = 1400;
    lab.publish();
    byte[] frame = tcp(version, 20_000);
    int fits = 1400 - (transport(version) - 14) - TCP_HEADER;

    lab.receiveWithHeader(0, tcpSegments(version, fits), frame);
    assertThat(lab.drops(0, DropReason.PACKET_TOO_BIG)).isZero();
    List<Sent> sent = lab.receiveWithHeader(0, tcpSegments(version, fits + 1), frame);

    assertThat(lab.drops(0, DropReason.PACKET_TOO_BIG)).isOne();
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().virtioHeader()).containsOnly(0);
    assertThatPacket(sent.getFirst().frame(), version == 4 ? icmp(3, 4) : icmp(2, 0), rest(1400));
  }

  @Test
  void shouldPassAnOffloadedPacketThatIsSmallerThanItsSegments() {
    byte[] frame = tcp(4, 1000);
    byte[] header = tcpSegments(4, 9000);

    assertPassed(lab.receiveWithHeader(0, header, frame), header, frame);
  }

  /** Headers that contradict the frame {@code tcp(4, 3000)} that they come with. */
  static Stream<byte[]> contradictions() {
    return Stream.of(
        header(0, TCPV4, 54, 1400, IPV4_TRANSPORT, TCP_CHECKSUM), // segments without checksums
        header(NEEDS_CSUM, 9, 54, 1400, IPV4_TRANSPORT, TCP_CHECKSUM),
        header(NEEDS_CSUM, ECN, 54, 0, IPV4_TRANSPORT, TCP_CHECKSUM),
        header(NEEDS_CSUM, TCPV4, 54, 0, IPV4_TRANSPORT, TCP_CHECKSUM),
        header(NEEDS_CSUM, TCPV4, 65_535, 1400, IPV4_TRANSPORT, TCP_CHECKSUM),
        segments(UDP_FRAGMENTS, 42, 1400, IPV4_TRANSPORT, UDP_CHECKSUM),
        segments(TCPV6, 54, 1400, IPV4_TRANSPORT, TCP_CHECKSUM),
        segments(UDP_DATAGRAMS, 42, 1400, IPV4_TRANSPORT, UDP_CHECKSUM),
        segments(TCPV4, 54, 1400, IPV4_TRANSPORT + 4, TCP_CHECKSUM),
        segments(TCPV4, 54, 1400, IPV4_TRANSPORT, UDP_CHECKSUM),
        segments(TCPV4, 54, 1400, 60_000, TCP_CHECKSUM),
        partialChecksum(14 + 8, 2),
        partialChecksum(0, 2),
        partialChecksum(3050, 60_000),
        partialChecksum(65_535, 65_535));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void shouldDropFramesThatContradictTheirOffloadHeader(byte[] header) {
    assertThat(lab.receiveWithHeader(0, header, tcp(4, 3000))).isEmpty();

    assertThat(lab.drops(0, DropReason.BAD_OFFLOAD_HEADER)).isOne();
  }

  @Test
  void shouldDropFragmentsThatClaimToBeSuperPackets() {
    byte[] fragment = peered.hostA.to(peered.hostB).fragment(0, true).tcp(1, 2, new byte[3000]);
    byte[] fragment6 = withIpv6Extension(tcp(6, 3000), 44, new byte[] {0, 0, 0, 1, 0, 0, 0, 1});

    assertThat(lab.receiveWithHeader(0, tcpSegments(4, 1400), fragment)).isEmpty();
    assertThat(lab.receiveWithHeader(0, partialChecksum(IPV4_TRANSPORT, TCP_CHECKSUM), fragment))
        .isEmpty();
    assertThat(
            lab.receiveWithHeader(
                0, segments(TCPV6, 82, 1400, IPV6_TRANSPORT + 8, TCP_CHECKSUM), fragment6))
        .isEmpty();
    assertThat(lab.drops(0, DropReason.BAD_OFFLOAD_HEADER)).isEqualTo(3);
  }
}
