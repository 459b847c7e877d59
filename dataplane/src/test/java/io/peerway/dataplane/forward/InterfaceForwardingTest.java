package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketChecks.arpReply;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ip;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.LabState.Interface;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Network interfaces: addresses of one VPC behind ports of their own. */
class InterfaceForwardingTest {
  private static final int FIRST = 2;
  private static final int SECOND = 3;
  private static final int FIRST_ADDRESS = Ipv4Address.parse("10.1.1.20");
  private static final int SECOND_ADDRESS = Ipv4Address.parse("10.1.1.21");

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final Host rest = Host.of(peered.a, 9, "10.1.1.9");
  private final Host first = host(FIRST, "10.1.1.20");
  private final Host second = host(SECOND, "10.1.1.21");

  private Host host(int port, String address) {
    return new Host(port, 0x0600_0000_0e00L | port, rest.routerMac(), address);
  }

  private static Interface eni(int port, int last, boolean checked) {
    return new Interface(
        port,
        "eni-" + port,
        Ipv4Prefix.parse("10.1.1." + last + "/32"),
        Ipv6Prefix.parse("fd00:1::" + last + "/128"),
        checked);
  }

  @BeforeEach
  void addInterfaces() {
    peered.a.interfaces.add(eni(FIRST, 20, true));
    peered.a.interfaces.add(eni(SECOND, 21, false));
    lab.publish();
    lab.introduce(rest, peered.hostB);
    for (Host host : new Host[] {first, second}) {
      lab.receive(
          host.port(), NeighborFrames.arpRequest(host.mac(), host.address(), PeeredLab.ROUTER_A));
    }
  }

  @Test
  void shouldAnswerForAddressesOfTheVpcThatAreBehindOtherPorts() {
    for (String other : new String[] {"10.1.1.21", "10.1.1.9"}) {
      Sent reply =
          lab.forward(FIRST, NeighborFrames.arpRequest(first.mac(), first.address(), other));
      assertThat(reply.port()).isEqualTo(FIRST);
      assertThatPacket(
          reply.frame(), arpReply(first.routerMac(), other, first.mac(), first.address()));
    }
    Sent reply = lab.forward(0, NeighborFrames.arpRequest(rest.mac(), rest.address(), "10.1.1.20"));
    assertThatPacket(
        reply.frame(), arpReply(rest.routerMac(), "10.1.1.20", rest.mac(), rest.address()));
  }

  @Test
  void shouldLetAnInterfaceHaveItsOwnAddressAndNoOther() {
    lab.drop(
        FIRST,
        DropReason.ARP_NOT_FOR_ROUTER,
        NeighborFrames.arpRequest(first.mac(), "0.0.0.0", first.address()));
    // Somebody probes for an address that another interface has: it is taken.
    assertThat(lab.receive(0, NeighborFrames.arpRequest(rest.mac(), "0.0.0.0", first.address())))
        .hasSize(1);
    lab.drop(
        SECOND,
        DropReason.ARP_SPOOFED,
        NeighborFrames.arpRequest(second.mac(), first.address(), "10.1.1.9"));
  }

  @Test
  void shouldAnswerNeighborSolicitationsForOtherPorts() {
    Sent reply =
        lab.forward(
            FIRST, NeighborFrames.neighborSolicitation(first.mac(), "fd00:1::20", "fd00:1::21"));
    assertThat(reply.port()).isEqualTo(FIRST);
    assertThatPacket(reply.frame(), ethernet(src(first.routerMac()), dst(first.mac())));
    lab.drop(
        FIRST,
        DropReason.ND_NOT_FOR_ROUTER,
        NeighborFrames.duplicateAddressDetection(first.mac(), "fd00:1::20"));
    assertThat(
            lab.receive(
                SECOND, NeighborFrames.duplicateAddressDetection(second.mac(), "fd00:1::20")))
        .as("the address is taken")
        .hasSize(1);
  }

  @Test
  void shouldForwardBetweenThePortsOfOneVpc() {
    assertThat(lab.forward(FIRST, first.to(second).udp(1, 2)).port()).isEqualTo(SECOND);
    assertThat(lab.forward(FIRST, first.to(rest).udp(1, 2)).port()).isZero();
    assertThat(lab.forward(0, rest.to(first).udp(1, 2)).port()).isEqualTo(FIRST);
    assertThat(lab.forward(FIRST, first.to(peered.hostB).udp(1, 2)).port())
        .isEqualTo(peered.hostB.port());
    assertThat(lab.forward(peered.hostB.port(), peered.hostB.to(first).udp(1, 2)).port())
        .isEqualTo(FIRST);
  }

  @Test
  void shouldSendToAnInterfaceWhateverTheDestination() {
    peered
        .a
        .route("192.168.0.0/16", Target.networkInterface("eni-3", 0, SECOND_ADDRESS))
        .route("2001:db8:77::/48", Target.networkInterface("eni-3", 0, SECOND_ADDRESS));
    lab.publish();

    Sent sent = lab.forward(0, rest.to("192.168.7.7").udp(1, 2));
    assertThat(sent.port()).isEqualTo(SECOND);
    assertThatPacket(
        sent.frame(), ethernet(src(rest.routerMac()), dst(second.mac())), ip(dst("192.168.7.7")));
    Host rest6 = peered.hostA6;
    assertThatPacket(
        lab.forward(0, rest6.to("2001:db8:77::7").udp(1, 2)).frame(),
        ethernet(src(rest6.routerMac()), dst(second.mac())),
        ip(dst("2001:db8:77::7")));
    assertThat(lab.forward(0, rest.to(first).udp(1, 2)).port()).isEqualTo(FIRST);
  }

  @Test
  void shouldHoldPacketsForAnInterfaceUntilItIsKnown() {
    peered.a.route("192.168.0.0/16", Target.networkInterface("eni-4", 0, SECOND_ADDRESS + 1));
    peered.a.interfaces.add(eni(4, 22, false));
    lab.publish();
    Host third = host(4, "10.1.1.22");

    Sent question = lab.forward(0, rest.to("192.168.7.7").udp(1, 2));
    assertThat(question.port()).isEqualTo(third.port());
    List<Sent> left = lab.receive(third.port(), Lab.answer(third, PeeredLab.ROUTER_A));
    assertThat(left)
        .singleElement()
        .satisfies(sent -> assertThatPacket(sent.frame(), ip(dst("192.168.7.7"))));
  }

  @Test
  void shouldRouteToAnInterfaceOnlyWhatItTakes() {
    peered
        .a
        .route("192.168.0.0/16", Target.networkInterface("eni-2", 0, FIRST_ADDRESS))
        .route("10.1.1.20/32", Target.networkInterface("eni-2", 0, FIRST_ADDRESS));
    lab.publish();

    lab.drop(0, DropReason.DESTINATION_CHECK, rest.to("192.168.7.7").udp(1, 2));
    assertThat(lab.forward(0, rest.to(first).udp(1, 2)).port()).isEqualTo(FIRST);
  }

  @Test
  void shouldCheckSourcesUnlessTheInterfaceMaySendAny() {
    lab.drop(FIRST, DropReason.SPOOFED_SOURCE, first.from("10.1.1.9", rest.address()).udp(1, 2));
    lab.drop(0, DropReason.SPOOFED_SOURCE, rest.from(first.address(), "10.1.1.21").udp(1, 2));

    assertThat(lab.forward(SECOND, second.from("192.0.2.7", rest.address()).udp(1, 2)).port())
        .isZero();
    assertThat(
            lab.forward(SECOND, second.from("192.0.2.7", peered.hostB.address()).udp(1, 2)).port())
        .as("routed by the interface's table")
        .isEqualTo(peered.hostB.port());
  }
}
