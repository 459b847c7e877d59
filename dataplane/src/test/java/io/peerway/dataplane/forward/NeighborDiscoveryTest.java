package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.neighborAdvertisement;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.neighborSolicitation;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.NO_OPTION;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.groupMac;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.solicitedNode;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ipv6;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ttl;
import static io.peerway.dataplane.forward.testkit.PacketChecks.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How hosts find the router by neighbour discovery, and the router hosts (RFC 4861). */
class NeighborDiscoveryTest {
  private static final byte[] PADDING_OPTION = {0, 0, 1, 4, 0, 0, 0, 0};

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final Host a = peered.hostA6;
  private final Host b = peered.hostB6;
  private final Host stranger = Host.of(peered.b, 200, "2001:db8:b:7::7");

  @ParameterizedTest
  @ValueSource(strings = {"fe80::1", PeeredLab.ROUTER_A6})
  void shouldAnswerForTheRouter(String router) {
    Sent answer = lab.forward(0, NeighborFrames.neighborSolicitation(a.mac(), a.address(), router));

    assertThatPacket(
        answer.frame(),
        ethernet(src(a.routerMac()), dst(a.mac())),
        ipv6(src(router), dst(a.address()), ttl(255)),
        neighborAdvertisement(router, a.routerMac(), true));
  }

  @Test
  void shouldAnswerAHostThatHasOnlyALinkLocalAddress() {
    Sent answer =
        lab.forward(0, NeighborFrames.neighborSolicitation(a.mac(), "fe80::abcd", "fe80::1"));

    assertThatPacket(
        answer.frame(),
        ethernet(dst(a.mac())),
        ipv6(src("fe80::1"), dst("fe80::abcd")),
        neighborAdvertisement("fe80::1", a.routerMac(), true));
  }

  @Test
  void shouldTellAllNodesThatTheRoutersAddressIsTaken() {
    Sent answer = lab.forward(0, NeighborFrames.duplicateAddressDetection(a.mac(), "fe80::1"));

    assertThatPacket(
        answer.frame(),
        ethernet(dst(groupMac("ff02::1"))),
        ipv6(src("fe80::1"), dst("ff02::1"), ttl(255)),
        neighborAdvertisement("fe80::1", a.routerMac(), false));
  }

  @Test
  void shouldLetHostsHaveAnyOtherAddress() {
    List<Sent> answers =
        lab.drop(
            0,
            DropReason.ND_NOT_FOR_ROUTER,
            NeighborFrames.duplicateAddressDetection(a.mac(), "2001:db8:a::77"));

    assertThat(answers).isEmpty();
  }

  @Test
  void shouldUseTheFramesSourceWhenASolicitationToTheRouterCarriesNoMac() {
    byte[] unicast =
        with(
            NeighborFrames.neighborSolicitation(
                stranger.mac(), stranger.address(), "fe80::1", "fe80::1", NO_OPTION),
            0,
            2,
            0,
            0,
            0,
            1,
            1);

    assertThatPacket(lab.forward(1, unicast).frame(), ethernet(dst(stranger.mac())));
    assertThatPacket(
        lab.forward(0, a.to(stranger).udp(1, 2)).frame(), ethernet(dst(stranger.mac())));
  }

  @Test
  void shouldSolicitAHostAndSendWhatWaitedWhenItAnswers() {
    Sent question = lab.forward(0, a.to(stranger).udp(1, 1));

    String group = solicitedNode(stranger.address());
    assertThat(question.port()).isEqualTo(1);
    assertThatPacket(
        question.frame(),
        ethernet(src(stranger.routerMac()), dst(groupMac(group))),
        ipv6(src("fe80::1"), dst(group), ttl(255)),
        neighborSolicitation(stranger.address(), stranger.routerMac()));

    Sent released = lab.forward(1, Lab.answer(stranger, "fe80::1"));

    assertThatPacket(released.frame(), ethernet(dst(stranger.mac())), ipv6(ttl(63)), udp(1, 1));
    assertThat(lab.unaccounted(0)).isZero();
    assertThat(lab.unaccounted(1)).isZero();
  }

  @Test
  void shouldNotResolveByAnAdvertisementWithoutMac() {
    lab.forward(0, a.to(stranger).udp(1, 1));

    lab.drop(1, DropReason.ND_MALFORMED, advertisement(stranger, true, true, NO_OPTION));

    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isOne();
  }

  @Test
  void shouldTakeAnAdvertisementWithoutMacAsConfirmationOfAKnownHost() {
    lab.receive(1, advertisement(b, true, false, NO_OPTION));

    assertThat(lab.count(1, PortCounter.CONSUMED_PACKETS)).isEqualTo(3);
    assertThatPacket(lab.forward(0, a.to(b).udp(1, 1)).frame(), ethernet(dst(b.mac())));
  }

  @Test
  void shouldFollowAHostToANewMacOnlyWhenItOverrides() {
    long newMac = 0x0600_0000_0777L;

    lab.drop(1, DropReason.ND_NOT_FOR_ROUTER, advertisement(b, false, false, newMac));
    assertThatPacket(lab.forward(0, a.to(b).udp(1, 1)).frame(), ethernet(dst(b.mac())));

    lab.receive(1, advertisement(b, false, true, newMac));
    assertThatPacket(lab.forward(0, a.to(b).udp(1, 1)).frame(), ethernet(dst(newMac)));
  }

  @Test
  void shouldNotLearnAHostThatNobodyAskedForFromItsAdvertisement() {
    lab.drop(1, DropReason.ND_NOT_FOR_ROUTER, advertisement(stranger, false, true, stranger.mac()));

    lab.forward(0, a.to(stranger).udp(1, 1));
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isOne();
  }

  @Test
  void shouldNotLetAPortSpeakForAddressesThatAreNotBehindIt() {
    for (String address : new String[] {PeeredLab.ROUTER_A6, "fe80::1", b.address(), "2001::1"}) {
      lab.drop(
          0,
          DropReason.ND_SPOOFED,
          NeighborFrames.neighborSolicitation(a.mac(), address, PeeredLab.ROUTER_A6));
      lab.drop(
          0,
          DropReason.ND_SPOOFED,
          NeighborFrames.neighborAdvertisement(
              a.mac(), address, a.routerMac(), PeeredLab.ROUTER_A6));
    }
  }

  @Test
  void shouldNotLetAHostClaimAGroupsMacOrTheRouters() {
    for (long mac : new long[] {0x0100_0000_0001L, b.routerMac()}) {
      lab.drop(
          1,
          DropReason.ND_SPOOFED,
          NeighborFrames.neighborSolicitation(
              b.mac(), b.address(), solicitedNode("fe80::1"), "fe80::1", mac));
      lab.drop(1, DropReason.ND_SPOOFED, advertisement(b, true, true, mac));
    }
  }

  @Test
  void shouldDropDiscoveryThatMayHaveComeFromAnotherLink() {
    byte[] solicitation =
        NeighborFrames.neighborSolicitation(a.mac(), a.address(), PeeredLab.ROUTER_A6);

    lab.drop(0, DropReason.ND_MALFORMED, with(solicitation, 14 + 7, 254));
  }

  @Test
  void shouldDropDiscoveryWithAWrongChecksum() {
    byte[] solicitation =
        NeighborFrames.neighborSolicitation(a.mac(), a.address(), PeeredLab.ROUTER_A6);

    lab.drop(0, DropReason.ND_MALFORMED, with(solicitation, 14 + 40 + 2, 1, 2));
  }

  @Test
  void shouldIgnoreOtherRoutersAndRedirects() {
    lab.drop(0, DropReason.ND_NOT_FOR_ROUTER, a.to("ff02::1").ttl(255).icmp(134, 0));
    lab.drop(0, DropReason.ND_NOT_FOR_ROUTER, a.to(b).ttl(255).icmp(137, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {133, 134, 135, 136, 137})
  void shouldNeverForwardDiscoveryToAnotherVpcNotEvenBehindExtensionHeaders(int type) {
    PeeredLab transparent = new PeeredLab(TtlMode.TRANSPARENT);
    byte[] direct = a.to(b).ttl(255).icmp(type, 0);
    byte[] hidden = withIpv6Extension(direct, 60, PADDING_OPTION);
    byte[] fragment = withIpv6Extension(direct, 44, new byte[] {0, 0, 0, 1, 0, 0, 0, 1});

    transparent.lab.receive(0, direct, hidden, fragment);

    assertThat(transparent.lab.count(0, PortCounter.FORWARDED_PACKETS)).isZero();
    assertThat(transparent.lab.drops(0, DropReason.ND_MALFORMED)).isGreaterThanOrEqualTo(2);
    assertThat(transparent.lab.unaccounted(0)).isZero();
  }

  private static byte[] advertisement(Host host, boolean solicited, boolean override, long option) {
    return NeighborFrames.neighborAdvertisement(
        host.mac(), host.address(), host.routerMac(), "fe80::1", solicited, override, option);
  }
}
