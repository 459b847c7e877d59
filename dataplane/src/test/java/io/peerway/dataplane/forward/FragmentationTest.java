package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.icmp;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.quoting;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.rest;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.partialChecksum;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.withPartialChecksum;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Options;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.identification;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ip;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ipv4;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.forward.testkit.PacketChecks;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Packet.IpV4Header;

/** Packets that are larger than the MTU of their way. */
class FragmentationTest {
  private static final int MTU = 1400;

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;

  FragmentationTest() {
    peered.b.mtu = MTU;
    lab.publish();
  }

  private static byte[] data(int length) {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    return data;
  }

  /** Checks each fragment, and returns the payload of them all. */
  private byte[] reassemble(List<Sent> fragments, int mtu, int firstOffset, boolean moreFollow) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < fragments.size(); i++) {
      Sent fragment = fragments.get(i);
      boolean last = i == fragments.size() - 1;
      assertThat(fragment.port()).isEqualTo(1);
      assertThat(fragment.frame().length).isLessThanOrEqualTo(14 + mtu);
      assertThat(fragment.virtioHeader()).containsOnly(0);
      assertThatPacket(
          fragment.frame(),
          ethernet(src(peered.hostB.routerMac()), dst(peered.hostB.mac())),
          ipv4(
              src(peered.hostA.address()),
              dst(peered.hostB.address()),
              ttl(63),
              identification(0x77),
              PacketChecks.fragment(firstOffset + whole.size(), moreFollow || !last)));
      int headerLength = header(fragment).length();
      whole.write(fragment.frame(), 14 + headerLength, fragment.frame().length - 14 - headerLength);
    }
    return whole.toByteArray();
  }

  private static IpV4Header header(Sent sent) {
    return PacketChecks.parse(sent.frame()).get(IpV4Packet.class).getHeader();
  }

  private PacketBuilder packet() {
    return peered.hostA.to(peered.hostB).identification(0x77);
  }

  private static byte[] ipPayload(byte[] frame) {
    return Arrays.copyOfRange(frame, 14 + (frame[14] & 0xf) * 4, frame.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1373, 1374, 2752, 2753, 8000, 65_507})
  void shouldFragmentByteExactly(int bytes) {
    byte[] frame = packet().udp(1, 2, data(bytes));

    List<Sent> fragments = lab.receive(0, frame);

    assertThat(fragments).hasSize((bytes + 8 + 1375) / 1376);
    assertThat(reassemble(fragments, MTU, 0, false)).isEqualTo(ipPayload(frame));
    assertThat(lab.count(0, PortCounter.FORWARDED_PACKETS)).isOne();
    assertThat(lab.count(1, PortCounter.SENT_PACKETS))
        .isEqualTo(lab.count(1, PortCounter.ORIGINATED_PACKETS) + fragments.size());
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldNotFragmentWhatFits() {
    assertThat(header(lab.forward(0, packet().udp(1, 2, data(1372)))).getMoreFragmentFlag())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldFragmentAFragmentAgain(boolean moreFollow) {
    byte[] frame = packet().fragment(2960, moreFollow).protocol(17, data(1480));

    List<Sent> fragments = lab.receive(0, frame);

    assertThat(fragments).hasSize(2);
    assertThat(reassemble(fragments, MTU, 2960, moreFollow)).isEqualTo(ipPayload(frame));
  }

  @Test
  void shouldCopyOnlyTheOptionsThatAreForEveryFragment() {
    byte[] timestamp = {68, 8, 5, 0, 0, 0, 0, 0}; // not copied
    byte[] routerAlert = {(byte) 148, 4, 0, 0}; // copied
    byte[] options = {68, 8, 5, 0, 0, 0, 0, 0, 1, (byte) 148, 4, 0, 0, 0};
    byte[] frame = withIpv4Options(packet().udp(1, 2, data(4000)), options);

    List<Sent> fragments = lab.receive(0, frame);

    assertThat(reassemble(fragments, MTU, 0, false)).isEqualTo(ipPayload(frame));
    assertThat(Arrays.copyOfRange(fragments.getFirst().frame(), 34, 50))
        .startsWith(timestamp)
        .endsWith((byte) 1, (byte) 148, (byte) 4, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    for (Sent later : fragments.subList(1, fragments.size())) {
      assertThat(Arrays.copyOfRange(later.frame(), 34, 43)).containsOnly(1);
      assertThat(Arrays.copyOfRange(later.frame(), 43, 47)).isEqualTo(routerAlert);
    }
  }

  @Test
  void shouldCompleteAPartialChecksumBeforeFragmenting() {
    byte[] complete = packet().udp(1, 2, data(3001));
    byte[] partial = withPartialChecksum(complete, 34, 6);

    List<Sent> fragments = lab.receiveWithHeader(0, partialChecksum(34, 6), partial);

    assertThat(reassemble(fragments, MTU, 0, false)).isEqualTo(ipPayload(complete));
  }

  @Test
  void shouldCountADropWhenAFragmentDoesNotLeave() {
    lab.egressResult = 1;

    assertThat(lab.drop(0, DropReason.DEVICE_FULL, packet().udp(1, 2, data(3000)))).isEmpty();
  }

  @Test
  void shouldReportTheNextHopMtuWhenAPacketMayNotBeFragmented() {
    byte[] frame = packet().dontFragment().udp(1, 2, data(1373));

    List<Sent> sent = lab.drop(0, DropReason.PACKET_TOO_BIG, frame);

    assertThatPacket(
        sent.getFirst().frame(),
        ip(src(PeeredLab.ROUTER_A), dst(peered.hostA.address())),
        icmp(3, 4),
        rest(MTU),
        quoting(frame));
  }

  @Test
  void shouldReportTheNextHopMtuOfIpv6() {
    byte[] frame = peered.hostA6.to(peered.hostB6).udp(1, 2, data(1353));

    List<Sent> sent = lab.drop(0, DropReason.PACKET_TOO_BIG, frame);

    assertThatPacket(
        sent.getFirst().frame(),
        ip(src(PeeredLab.ROUTER_A6), dst(peered.hostA6.address())),
        icmp(2, 0),
        rest(MTU),
        quoting(frame));
    lab.forward(0, peered.hostA6.to(peered.hostB6).udp(1, 2, data(1352)));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldKeepToTheMtuOfThePeeringWhenThatIsSmaller(int version) {
    peered
        .a
        .noRoutes()
        .route("10.2.0.0/16", LabState.peering(peered.b, 1300))
        .route("2001:db8:b::/56", LabState.peering(peered.b, 1300));
    lab.publish();
    Host a = peered.hostA(version);

    List<Sent> sent =
        lab.drop(
            0,
            DropReason.PACKET_TOO_BIG,
            a.to(peered.hostB(version)).dontFragment().tcp(1, 2, data(1300)));

    assertThatPacket(sent.getFirst().frame(), rest(1300));
  }

  @Test
  void shouldFragmentJumboPacketsToTheSmallestMtuAllowed() {
    peered.b.mtu = 576;
    lab.publish();
    byte[] frame = packet().udp(1, 2, data(9000));

    assertThat(reassemble(lab.receive(0, frame), 576, 0, false)).isEqualTo(ipPayload(frame));
  }

  @Test
  void shouldDropFragmentsThatReachBeyondTheLargestPacket() {
    lab.drop(0, DropReason.BAD_FRAGMENT, packet().fragment(65_528, false).protocol(1, data(8)));
    lab.drop(0, DropReason.BAD_FRAGMENT, packet().fragment(64_800, true).protocol(1, data(1400)));
    lab.drop(
        0,
        DropReason.BAD_FRAGMENT,
        PacketBuilder.withIpv6Extension(
            peered.hostA6.to(peered.hostB6).udp(1, 2, data(100)),
            44,
            new byte[] {0, 0, (byte) 0xff, (byte) 0xf8, 0, 0, 0, 1}));

    lab.forward(0, packet().fragment(65_504, false).protocol(1, data(11)));
  }
}
