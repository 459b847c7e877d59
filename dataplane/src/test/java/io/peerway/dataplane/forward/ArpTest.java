package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.NeighborFrames.BROADCAST;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketChecks.arpReply;
import static io.peerway.dataplane.forward.testkit.PacketChecks.arpRequest;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static io.peerway.dataplane.forward.testkit.PacketChecks.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How hosts find the router by ARP, and the router hosts. */
class ArpTest {
  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final Host a = peered.hostA;
  private final Host stranger = Host.of(peered.b, 200, "10.2.7.7");

  @Test
  void shouldAnswerForTheRouter() {
    Sent reply =
        lab.forward(0, NeighborFrames.arpRequest(a.mac(), a.address(), PeeredLab.ROUTER_A));

    assertThat(reply.port()).isEqualTo(0);
    assertThatPacket(
        reply.frame(),
        ethernet(src(a.routerMac()), dst(a.mac())),
        arpReply(a.routerMac(), PeeredLab.ROUTER_A, a.mac(), a.address()));
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldAnswerForTheRouterOfASubnet() {
    peered.a.subnet("subnet-1", "10.1.1.0/24");
    lab.publish();

    Sent reply = lab.forward(0, NeighborFrames.arpRequest(a.mac(), a.address(), "10.1.1.1"));

    assertThatPacket(reply.frame(), arpReply(a.routerMac(), "10.1.1.1", a.mac(), a.address()));
  }

  @Test
  void shouldTellAHostThatWantsTheRoutersAddressThatItIsTaken() {
    Sent reply = lab.forward(0, NeighborFrames.arpRequest(a.mac(), "0.0.0.0", PeeredLab.ROUTER_A));

    assertThatPacket(
        reply.frame(), arpReply(a.routerMac(), PeeredLab.ROUTER_A, a.mac(), "0.0.0.0"));
  }

  @Test
  void shouldNotAnswerForHostsNorForThePeersRouter() {
    assertThat(
            lab.drop(
                0,
                DropReason.ARP_NOT_FOR_ROUTER,
                NeighborFrames.arpRequest(0x0600_0000_0bb1L, "10.1.5.5", "10.1.5.6")))
        .isEmpty();
    assertThat(
            lab.drop(
                0,
                DropReason.ARP_NOT_FOR_ROUTER,
                NeighborFrames.arpRequest(0x0600_0000_0bb1L, "10.1.5.5", PeeredLab.ROUTER_B)))
        .isEmpty();
  }

  @Test
  void shouldAskForAHostAndSendWhatWaitedWhenItAnswers() {
    List<Sent> question = lab.receive(0, a.to(stranger).udp(1, 1), a.to(stranger).udp(2, 2));

    assertThat(question).hasSize(1);
    assertThat(question.getFirst().port()).isEqualTo(1);
    assertThatPacket(
        question.getFirst().frame(),
        ethernet(src(stranger.routerMac()), dst(BROADCAST)),
        arpRequest(stranger.routerMac(), PeeredLab.ROUTER_B, stranger.address()));
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isEqualTo(2);

    List<Sent> released = lab.receive(1, Lab.answer(stranger, PeeredLab.ROUTER_B));

    assertThat(released).hasSize(2);
    assertThatPacket(released.get(0).frame(), ethernet(dst(stranger.mac())), udp(1, 1));
    assertThatPacket(released.get(1).frame(), ethernet(dst(stranger.mac())), udp(2, 2));
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isZero();
    assertThat(lab.unaccounted(0)).isZero();
    assertThat(lab.unaccounted(1)).isZero();
  }

  @Test
  void shouldAskFromTheRoutersAddressInTheHostsSubnet() {
    peered.b.subnet("subnet-7", "10.2.7.0/24");
    lab.publish();

    Sent question = lab.forward(0, a.to(stranger).udp(1, 1));

    assertThatPacket(
        question.frame(), arpRequest(stranger.routerMac(), "10.2.7.1", stranger.address()));
  }

  @Test
  void shouldLearnAHostThatAsksForTheRouter() {
    lab.introduce(stranger);

    assertThatPacket(
        lab.forward(0, a.to(stranger).udp(1, 1)).frame(), ethernet(dst(stranger.mac())));
  }

  @Test
  void shouldFollowAHostThatAnnouncesANewMac() {
    long newMac = 0x0600_0000_0777L;
    String b = peered.hostB.address();

    lab.receive(1, NeighborFrames.arpRequest(newMac, b, b)); // a gratuitous ARP (RFC 5227)

    assertThatPacket(lab.forward(0, a.to(b).udp(1, 1)).frame(), ethernet(dst(newMac)));
    assertThat(lab.count(1, PortCounter.CONSUMED_PACKETS)).isEqualTo(3);
  }

  @Test
  void shouldNotLearnAHostThatNobodyAskedForFromItsAnnouncement() {
    lab.drop(
        1,
        DropReason.ARP_NOT_FOR_ROUTER,
        NeighborFrames.arpRequest(stranger.mac(), stranger.address(), stranger.address()));

    lab.forward(0, a.to(stranger).udp(1, 1));
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isOne();
  }

  @Test
  void shouldNotLetAPortSpeakForAddressesThatAreNotBehindIt() {
    // The router's own, the peer's, and one of no VPC.
    for (String address : new String[] {PeeredLab.ROUTER_A, "10.2.1.139", "192.0.2.1"}) {
      lab.drop(
          0,
          DropReason.ARP_SPOOFED,
          NeighborFrames.arpRequest(a.mac(), address, PeeredLab.ROUTER_A));
      lab.drop(
          0,
          DropReason.ARP_SPOOFED,
          NeighborFrames.arpReply(a.mac(), address, a.routerMac(), PeeredLab.ROUTER_A));
    }

    assertThatPacket(
        lab.forward(0, a.to(peered.hostB).udp(1, 1)).frame(), ethernet(dst(peered.hostB.mac())));
  }

  @Test
  void shouldNotLetAHostClaimTheRoutersMac() {
    byte[] claim = NeighborFrames.arpRequest(a.mac(), a.address(), PeeredLab.ROUTER_A);
    byte[] routerMac = {2, 0, 0, 0, 1, 0};
    System.arraycopy(routerMac, 0, claim, 14 + 8, routerMac.length);

    lab.drop(0, DropReason.ARP_SPOOFED, claim);
  }

  @Test
  void shouldDropArpThatIsTruncatedOrForAnotherProtocol() {
    byte[] request = NeighborFrames.arpRequest(a.mac(), a.address(), PeeredLab.ROUTER_A);

    lab.drop(0, DropReason.ARP_MALFORMED, Arrays.copyOf(request, 14 + 27));
    lab.drop(0, DropReason.ARP_MALFORMED, with(request, 14, 0, 6)); // IEEE 802, not Ethernet
    lab.drop(0, DropReason.ARP_MALFORMED, with(request, 14 + 5, 16));
    lab.drop(0, DropReason.ARP_MALFORMED, with(request, 14 + 8, 0xff)); // from a group
  }
}
