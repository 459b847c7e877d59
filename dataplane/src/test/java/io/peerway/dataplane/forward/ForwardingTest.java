package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.echoReply;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.echoRequest;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dontFragment;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.identification;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ip;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ipv4;
import static io.peerway.dataplane.forward.testkit.PacketChecks.payload;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static io.peerway.dataplane.forward.testkit.PacketChecks.trafficClass;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ttl;
import static io.peerway.dataplane.forward.testkit.PacketChecks.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.LabState.Network;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.Target;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where sound packets go, and what they look like when they leave. */
class ForwardingTest {
  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldForwardAPingAndItsReplyThroughAPeering(int version) {
    Host a = peered.hostA(version);
    Host b = peered.hostB(version);

    Sent request = lab.forward(a.port(), a.to(b).echoRequest(7, 1, new byte[56]));
    Sent reply = lab.forward(b.port(), b.to(a).echoReply(7, 1, new byte[56]));

    assertThat(request.port()).isEqualTo(b.port());
    assertThatPacket(
        request.frame(),
        ethernet(src(b.routerMac()), dst(b.mac())),
        ip(src(a.address()), dst(b.address()), ttl(63)),
        echoRequest(7, 1, new byte[56]));
    assertThat(reply.port()).isEqualTo(a.port());
    assertThatPacket(
        reply.frame(),
        ethernet(src(a.routerMac()), dst(a.mac())),
        ip(src(b.address()), dst(a.address()), ttl(63)),
        echoReply(7, 1, new byte[56]));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldLeaveEverythingAloneButMacsTtlAndHeaderChecksum(int version) {
    Host a = peered.hostA(version);
    byte[] frame = a.to(peered.hostB(version)).trafficClass(0xb9).tcp(40000, 443, new byte[777]);

    byte[] left = lab.forward(a.port(), frame).frame();

    assertThatPacket(left, ip(trafficClass(0xb9), ttl(63)));
    byte[] expected = frame.clone();
    System.arraycopy(left, 0, expected, 0, 12);
    int ttlAt = version == 4 ? 14 + 8 : 14 + 7;
    expected[ttlAt]--;
    if (version == 4) {
      expected = PacketBuilder.withIpv4Checksum(expected);
    }
    assertThat(left).isEqualTo(expected);
  }

  @Test
  void shouldKeepIdentificationAndDontFragment() {
    byte[] frame = peered.hostA.to(peered.hostB).identification(0xbeef).dontFragment().udp(1, 2);

    assertThatPacket(
        lab.forward(0, frame).frame(), ipv4(identification(0xbeef), dontFragment(true)));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldLeaveTheTtlAloneInTransparentMode(int version) {
    PeeredLab transparent = new PeeredLab(TtlMode.TRANSPARENT);
    Host a = transparent.hostA(version);

    Sent sent =
        transparent.lab.forward(0, a.to(transparent.hostB(version)).ttl(1).echoRequest(1, 1));

    assertThatPacket(sent.frame(), ip(ttl(1)), echoRequest(1, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldForwardBetweenHostsOfOneVpcBackThroughItsPort(int version) {
    Host a = peered.hostA(version);
    Host neighbor = Host.of(peered.a, 99, version == 4 ? "10.1.2.99" : "2001:db8:a:2::99");
    lab.introduce(neighbor);

    Sent sent = lab.forward(0, a.to(neighbor).udp(1, 2, new byte[] {9}));

    assertThat(sent.port()).isEqualTo(0);
    assertThatPacket(
        sent.frame(),
        ethernet(src(a.routerMac()), dst(neighbor.mac())),
        ip(src(a.address()), dst(neighbor.address()), ttl(63)),
        udp(1, 2),
        payload((byte) 9));
  }

  @Test
  void shouldCutEthernetPaddingOff() {
    byte[] frame = peered.hostA.to(peered.hostB).udp(1, 2);

    Sent sent = lab.forward(0, Arrays.copyOf(frame, 60));

    assertThat(sent.frame()).hasSameSizeAs(frame);
    assertThatPacket(sent.frame(), udp(1, 2), payload());
  }

  @Test
  void shouldKeepTheOrderOfABurstAndDecideEachPacketForItself() {
    Host a = peered.hostA;
    Host a6 = peered.hostA6;

    List<Sent> sent =
        lab.receive(
            0,
            a.to(peered.hostB).udp(1, 1),
            a6.to(peered.hostB6).udp(2, 2),
            a.to("10.99.0.1").udp(3, 3),
            a.from("10.2.1.1", "10.2.1.139").udp(4, 4),
            a.to("10.1.0.1").echoRequest(5, 5),
            a.to(peered.hostB).udp(6, 6));

    // In the order in which stages act: errors and answers first, then what is forwarded.
    assertThat(sent).extracting(Sent::port).containsExactly(0, 0, 1, 1, 1);
    assertThatPacket(sent.get(2).frame(), udp(1, 1));
    assertThatPacket(sent.get(3).frame(), udp(2, 2));
    assertThatPacket(sent.get(4).frame(), udp(6, 6));
    assertThat(lab.drops(0, DropReason.NO_ROUTE)).isOne();
    assertThat(lab.drops(0, DropReason.SPOOFED_SOURCE)).isOne();
    assertThat(lab.count(0, PortCounter.FORWARDED_PACKETS)).isEqualTo(3);
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldFollowTheLongestPrefix() {
    peered.a.route("10.2.1.0/24", Target.blackhole("pcx-gone"));
    peered.a.route("10.2.1.139/32", LabState.peering(peered.b));
    lab.publish();

    lab.forward(0, peered.hostA.to("10.2.1.139").udp(1, 2));
    lab.drop(0, DropReason.BLACKHOLE_ROUTE, peered.hostA.to("10.2.1.140").udp(1, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldRouteEachSenderByTheTableOfItsOwnSubnet(int version) {
    Network open = peered.a.subnet("subnet-open", "10.1.8.0/24", "2001:db8:a:8::/64");
    open.route("10.2.0.0/16", LabState.peering(peered.b));
    open.route("2001:db8:b::/56", LabState.peering(peered.b));
    peered.a.subnet("subnet-closed", "10.1.9.0/24", "2001:db8:a:9::/64");
    lab.publish();
    Host inOpen = Host.of(peered.a, 8, version == 4 ? "10.1.8.8" : "2001:db8:a:8::8");
    Host inClosed = Host.of(peered.a, 9, version == 4 ? "10.1.9.9" : "2001:db8:a:9::9");

    List<Sent> sent =
        lab.receive(
            0,
            inClosed.to(peered.hostB(version)).udp(1, 1),
            inOpen.to(peered.hostB(version)).udp(2, 2));

    assertThatPacket(sent.getLast().frame(), ip(src(inOpen.address())), udp(2, 2));
    assertThat(lab.drops(0, DropReason.NO_ROUTE)).isOne();
    assertThat(lab.count(1, PortCounter.SENT_PACKETS))
        .isEqualTo(lab.count(1, PortCounter.ORIGINATED_PACKETS) + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldNotReachThePeerOfAPeer(int version) {
    Vpc c = lab.config.vpc("vpc-c", "10.3.0.0/16", "2001:db8:c::/56");
    // B is peered with C, and A routes to C's blocks through its own peering with B.
    peered.b.route("10.3.0.0/16", LabState.peering(c));
    peered.b.route("2001:db8:c::/56", LabState.peering(c));
    c.route("10.2.0.0/16", LabState.peering(peered.b));
    peered.a.route("10.3.0.0/16", LabState.peering(peered.b));
    peered.a.route("2001:db8:c::/56", LabState.peering(peered.b));
    lab.publish();
    String hostC = version == 4 ? "10.3.1.1" : "2001:db8:c::1:1";

    List<Sent> left =
        lab.drop(0, DropReason.NOT_IN_PEER_VPC, peered.hostA(version).to(hostC).udp(1, 2));

    assertThat(left).isEmpty();
  }

  @Test
  void shouldDeliverToTheMoreSpecificPeerOfTwo() {
    Vpc c = lab.config.vpc("vpc-c", "10.3.0.0/16");
    peered.a.route("10.3.0.0/16", LabState.peering(c));
    lab.publish();
    Host hostC = Host.of(c, 1, "10.3.1.1");
    lab.introduce(hostC);

    List<Sent> sent =
        lab.receive(0, peered.hostA.to(peered.hostB).udp(1, 1), peered.hostA.to(hostC).udp(2, 2));

    assertThat(sent).extracting(Sent::port).containsExactly(1, 2);
    assertThatPacket(sent.get(0).frame(), ethernet(dst(peered.hostB.mac())), udp(1, 1));
    assertThatPacket(sent.get(1).frame(), ethernet(dst(hostC.mac())), udp(2, 2));
  }

  @Test
  void shouldNotDeliverByAPortThatHasAnotherVpcByNow() {
    // VPC B still names port 1, which has been given to VPC A meanwhile.
    PortForwarding given = new PortForwarding(1, "vpc-a", 0, LabState.MTU);
    lab.state = new ForwardingState(9, lab.state.vpcs(), List.of(lab.state.port(0), given));

    assertThat(lab.drop(0, DropReason.PORT_GONE, peered.hostA.to(peered.hostB).udp(1, 2)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldForwardInOneDirectionWhenOnlyThatHasARoute(int version) {
    peered.b.noRoutes();
    lab.publish();
    Host a = peered.hostA(version);
    Host b = peered.hostB(version);

    lab.forward(0, a.to(b).echoRequest(1, 1));
    lab.drop(1, DropReason.NO_ROUTE, b.to(a).echoReply(1, 1));
  }

  @Test
  void shouldKeepIpv4Options() {
    byte[] recordRoute = {7, 7, 4, 0, 0, 0, 0, 0};
    byte[] frame =
        PacketBuilder.withIpv4Options(peered.hostA.to(peered.hostB).udp(1, 2), recordRoute);

    Sent sent = lab.forward(0, frame);

    assertThatPacket(sent.frame(), ipv4(ttl(63)), udp(1, 2));
    assertThat(Arrays.copyOfRange(sent.frame(), 34, 42)).isEqualTo(recordRoute);
  }

  @Test
  void shouldForwardPacketsWithIpv6ExtensionHeaders() {
    byte[] plain = peered.hostA6.to(peered.hostB6).udp(1, 2, new byte[5]);
    byte[] padding = {0, 0, 1, 4, 0, 0, 0, 0};
    byte[] frame = PacketBuilder.withIpv6Extension(plain, 60, padding);

    Sent sent = lab.forward(0, PacketBuilder.withIpv6Extension(frame, 0, padding));

    assertThatPacket(sent.frame(), ip(ttl(63), dst(peered.hostB6.address())), udp(1, 2));
  }
}
