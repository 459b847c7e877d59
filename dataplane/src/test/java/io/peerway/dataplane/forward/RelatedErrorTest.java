package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;

import io.peerway.dataplane.forward.LabState.Interface;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ICMP errors pass security groups by the connection that they are about, whoever reports them. A
 * asks B, whose groups allow some questions; C is a third VPC, whose hosts A reaches too.
 */
class RelatedErrorTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int IP = 14;
  private static final int QUOTED = IP + 20 + IcmpV4.LENGTH;
  private static final int QUOTED_SOURCE = QUOTED + 12;
  private static final int QUOTED_PORTS = QUOTED + 20;
  private static final int QUOTED6 = IP + 40 + IcmpV6.LENGTH;
  private static final int INTERFACE = 20;
  private static final List<SecurityRule> NOTHING = List.of();
  private static final List<SecurityRule> ALL =
      List.of(
          new SecurityRule("sgr-4", Traffic.all(), Peers.of(Ipv4Prefix.ALL)),
          new SecurityRule("sgr-6", Traffic.all(), Peers.of(Ipv6Prefix.ALL)));

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final LabState.Vpc c = lab.config.vpc("vpc-c", "10.3.0.0/16", "2001:db8:c::/56");
  private final Host a = peered.hostA;
  private final Host b = peered.hostB;
  private final Host a6 = peered.hostA6;
  private final Host b6 = peered.hostB6;
  private final Host third = Host.of(c, 3, "10.3.1.3");
  private final Host third6 = Host.of(c, 3, "2001:db8:c:1::3");
  private final byte[] query = a.to(b).udp(4000, 53, new byte[30]);
  private final byte[] query6 = a6.to(b6).udp(4000, 53, new byte[30]);

  @BeforeEach
  void allowQueries() {
    peered
        .a
        .route("10.3.0.0/16", LabState.peering(c))
        .route("2001:db8:c::/56", LabState.peering(c));
    c.route("10.1.0.0/16", LabState.peering(peered.a));
    c.route("2001:db8:a::/56", LabState.peering(peered.a));
    peered.a.security("sg-a", NOTHING, ALL);
    peered.b.security("sg-b", queries(), NOTHING);
    lab.publish();
  }

  private static List<SecurityRule> queries() {
    Peers a = Peers.of(Ipv4Prefix.parse("10.1.0.0/16"));
    Peers a6 = Peers.of(Ipv6Prefix.parse("2001:db8:a::/56"));
    return List.of(
        new SecurityRule("sgr-q4", Traffic.udp(53, 53), a),
        new SecurityRule("sgr-q6", Traffic.udp(53, 53), a6),
        new SecurityRule("sgr-p6", Traffic.icmpv6(IcmpV6.ECHO_REQUEST, 0), a6));
  }

  private void passes(Host from, byte[] frame) {
    lab.forward(from.port(), frame);
  }

  private void drops(Host from, DropReason why, byte[] frame) {
    lab.drop(from.port(), why, frame);
  }

  /** An error about a packet, as the IP packet's frame has it. */
  private static byte[] error(Host from, Host to, int type, byte[] frame) {
    byte[] quoted = Arrays.copyOfRange(frame, IP, frame.length);
    byte[] message =
        ByteBuffer.allocate(8 + quoted.length).put(0, (byte) type).put(8, quoted).array();
    return from.to(to).protocol(from.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP, message);
  }

  private static byte[] unreachable(Host from, Host to, byte[] frame) {
    return error(from, to, IcmpV4.DESTINATION_UNREACHABLE, frame);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldPassAboutATrackedConnection(boolean tracked) {
    byte[] error = unreachable(b, a, query);
    if (!tracked) {
      drops(b, DropReason.SECURITY_GROUP_EGRESS, error);
      return;
    }
    passes(a, query);
    passes(b, error);
    drops(b, DropReason.SECURITY_GROUP_EGRESS, with(error, QUOTED_PORTS, 1, 1));
    drops(b, DropReason.SECURITY_GROUP_EGRESS, unreachable(b, a, new byte[IP]));
  }

  @Test
  void shouldPassAboutAPing() {
    byte[] ping = a6.to(b6).echoRequest(9, 1);
    byte[] error = error(b6, a6, IcmpV6.DESTINATION_UNREACHABLE, ping);

    drops(b6, DropReason.SECURITY_GROUP_EGRESS, error);
    passes(a6, ping);
    passes(b6, error);
  }

  @ParameterizedTest
  @ValueSource(ints = {IcmpV4.DESTINATION_UNREACHABLE, IcmpV4.TIME_EXCEEDED})
  void shouldPassFromARouterBetweenTheEnds(int type) {
    byte[] error = error(third, a, type, query);
    drops(third, DropReason.SECURITY_GROUP_INGRESS, error);

    passes(a, query);

    passes(third, error);
    drops(third, DropReason.SECURITY_GROUP_INGRESS, with(error, QUOTED_PORTS, 1, 1));
  }

  @Test
  void shouldPassFromARouterOfIpv6BetweenTheEnds() {
    byte[] error = error(third6, a6, IcmpV6.PACKET_TOO_BIG, query6);
    drops(third6, DropReason.SECURITY_GROUP_INGRESS, error);

    passes(a6, query6);

    passes(third6, error);
    drops(third6, DropReason.SECURITY_GROUP_INGRESS, with(error, QUOTED6 + 40, 1, 1));
  }

  @Test
  void shouldPassOnlyToWhomThePacketCameFrom() {
    passes(a, query);
    byte[] answer = b.to(a).udp(53, 4000);
    passes(b, answer);

    // As if the receiver had been sent what it sent itself, or what another host sent.
    drops(third, DropReason.SECURITY_GROUP_INGRESS, unreachable(third, a, answer));
    byte[] ofAnother = with(unreachable(third, a, query), QUOTED_SOURCE + 3, 99);
    drops(third, DropReason.SECURITY_GROUP_INGRESS, ofAnother);
  }

  @Test
  void shouldAskTheGroupsOfTheRouterBetweenForTheyKnowNoConnection() {
    passes(a, query);
    c.security("sg-c", NOTHING, NOTHING);
    lab.publish();
    drops(third, DropReason.SECURITY_GROUP_EGRESS, unreachable(third, a, query));

    c.security("sg-c", NOTHING, ALL);
    lab.publish();
    passes(third, unreachable(third, a, query));
  }

  @Test
  void shouldNotPassAboutWhatTheReceiverDoesNotReachAnyMore() {
    passes(a, query);
    peered.a.noRoutes().route("10.3.0.0/16", LabState.peering(c));
    lab.publish();

    drops(third, DropReason.SECURITY_GROUP_INGRESS, unreachable(third, a, query));
  }

  @Test
  void shouldPassFromBesideTheNetworkInterfaceThatThePacketWentTo() {
    peered.b.interfaces.add(
        new Interface(
            INTERFACE,
            "eni-1",
            Ipv4Prefix.parse("10.2.1.20/32"),
            Ipv6Prefix.parse("2001:db8:b::20/128"),
            true));
    lab.publish();
    Host host = new Host(INTERFACE, 0x0600_0000_0e14L, b.routerMac(), "10.2.1.20");
    lab.receive(INTERFACE, NeighborFrames.arpRequest(host.mac(), host.address(), "10.2.0.1"));
    peered.b.security = null;
    lab.publish();
    byte[] toInterface = a.to(host).udp(4000, 53);

    drops(b, DropReason.SECURITY_GROUP_INGRESS, unreachable(b, a, toInterface));
    passes(a, toInterface);

    passes(b, unreachable(b, a, toInterface));
  }

  @Test
  void shouldPassAboutAConnectionThatNeedsNoTracking() {
    Traffic dns = Traffic.udp(53, 53);
    peered.b.route("10.3.0.0/16", LabState.peering(c));
    c.route("10.2.0.0/16", LabState.peering(peered.b));
    peered.b.security(
        "sg-b", List.of(new SecurityRule("sgr-d", dns, Peers.of(Ipv4Prefix.ALL))), ALL);
    lab.publish();
    byte[] answer = b.to(a).udp(53, 4000);
    byte[] other = b.to(a).udp(54, 4000);

    passes(third, unreachable(third, b, answer));
    drops(third, DropReason.SECURITY_GROUP_INGRESS, unreachable(third, b, other));

    peered.b.security("sg-b", NOTHING, ALL);
    lab.publish();
    drops(third, DropReason.SECURITY_GROUP_INGRESS, unreachable(third, b, answer));
  }

  @Test
  void shouldNotProlongTheConnection() {
    passes(a, query);
    for (int i = 0; i < 2; i++) {
      lab.advance(20 * SECOND);
      lab.introduce(a);
      if (i == 0) {
        passes(third, unreachable(third, a, query));
      }
    }

    drops(third, DropReason.SECURITY_GROUP_INGRESS, unreachable(third, a, query));
  }

  @Test
  void shouldReadQuotedExtensionHeaders() {
    passes(a6, query6);
    byte[] first = withFragment(query6, 0);
    byte[] later = withFragment(query6, 8);

    passes(third6, error(third6, a6, IcmpV6.PACKET_TOO_BIG, first));
    byte[] ofLater = error(third6, a6, IcmpV6.PACKET_TOO_BIG, later);
    drops(third6, DropReason.SECURITY_GROUP_INGRESS, ofLater);
    // Cut off before, and within, what tells the connection.
    for (int length : new int[] {IP + 40 + 4, IP + 40 + 8 + 4}) {
      byte[] cut = error(third6, a6, IcmpV6.PACKET_TOO_BIG, Arrays.copyOf(first, length));
      drops(third6, DropReason.SECURITY_GROUP_INGRESS, cut);
    }
  }

  private static byte[] withFragment(byte[] frame, int offset) {
    byte[] header = new byte[8];
    header[3] = (byte) (offset | 1);
    return withIpv6Extension(frame, IpProtocol.FRAGMENT, header);
  }
}
