package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import io.peerway.dataplane.wire.TcpHeader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Security groups are stateful, and network ACLs are not: as the EC2 and VPC guides have it. */
class ConnectionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int IP = 14;
  private static final int TCP_FLAGS = IP + 20 + TcpHeader.FLAGS_OFFSET;
  private static final List<SecurityRule> NOTHING = List.of();
  private static final List<SecurityRule> ALL = List.of(rule(Traffic.all()), rule6(Traffic.all()));

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final Host a = peered.hostA;
  private final Host b = peered.hostB;
  private final Host a6 = peered.hostA6;
  private final Host b6 = peered.hostB6;

  private static SecurityRule rule(Traffic traffic) {
    return new SecurityRule("sgr-4", traffic, Peers.of(Ipv4Prefix.ALL));
  }

  private static SecurityRule rule6(Traffic traffic) {
    return new SecurityRule("sgr-6", traffic, Peers.of(Ipv6Prefix.ALL));
  }

  private static SecurityRule from(String cidr, Traffic traffic) {
    return new SecurityRule("sgr-c", traffic, Peers.of(Ipv4Prefix.parse(cidr)));
  }

  /** Holds VPC A to rules that allow it to send and not to be sent to; VPC B to those given. */
  private void groups(List<SecurityRule> ingressOfB, List<SecurityRule> egressOfB) {
    peered.a.security("sg-a", NOTHING, ALL);
    peered.b.security("sg-b", ingressOfB, egressOfB);
    lab.publish();
  }

  private void passes(Host from, byte[] frame) {
    lab.forward(from.port(), frame);
  }

  private void drops(Host from, DropReason why, byte[] frame) {
    lab.drop(from.port(), why, frame);
  }

  /** Lets time pass, over which the hosts do not fall silent. */
  private void pause(long seconds) {
    lab.advance(seconds * SECOND);
    lab.introduce(a, b, a6, b6);
  }

  private byte[] tcp(Host from, Host to, int sourcePort, int destinationPort, int flags) {
    return with(from.to(to).tcp(sourcePort, destinationPort), TCP_FLAGS, flags);
  }

  @Test
  void shouldLetAnswersInThatNoRuleAllows() {
    groups(List.of(rule(Traffic.tcp(22, 22))), NOTHING);

    drops(b, DropReason.SECURITY_GROUP_EGRESS, tcp(b, a, 22, 4000, TcpHeader.SYN | TcpHeader.ACK));
    passes(a, tcp(a, b, 4000, 22, TcpHeader.SYN));
    passes(b, tcp(b, a, 22, 4000, TcpHeader.SYN | TcpHeader.ACK));
    passes(a, tcp(a, b, 4000, 22, TcpHeader.ACK));
    drops(b, DropReason.SECURITY_GROUP_EGRESS, tcp(b, a, 22, 4001, TcpHeader.ACK));
    drops(a, DropReason.SECURITY_GROUP_INGRESS, tcp(a, b, 4000, 23, TcpHeader.SYN));
  }

  @Test
  void shouldAnswerPingsAndNotPingBack() {
    groups(List.of(rule(Traffic.icmp(8, 0)), rule6(Traffic.icmpv6(128, 0))), NOTHING);

    passes(a, a.to(b).echoRequest(7, 1));
    passes(b, b.to(a).echoReply(7, 1));
    drops(b, DropReason.SECURITY_GROUP_EGRESS, b.to(a).echoReply(8, 1));
    drops(b, DropReason.SECURITY_GROUP_EGRESS, b.to(a).echoRequest(7, 1));
    passes(a6, a6.to(b6).echoRequest(7, 1));
    passes(b6, b6.to(a6).echoReply(7, 1));
    drops(b6, DropReason.SECURITY_GROUP_EGRESS, b6.to(a6).echoRequest(7, 1));
  }

  @Test
  void shouldTrackProtocolsWithoutPortsByTheirAddresses() {
    groups(List.of(rule(Traffic.of(IpProtocol.GRE))), NOTHING);

    passes(a, a.to(b).protocol(IpProtocol.GRE, new byte[20]));
    passes(b, b.to(a).protocol(IpProtocol.GRE, new byte[20]));
    drops(b, DropReason.SECURITY_GROUP_EGRESS, b.to(a).protocol(IpProtocol.ESP, new byte[20]));
    pause(601);
    drops(b, DropReason.SECURITY_GROUP_EGRESS, b.to(a).protocol(IpProtocol.GRE, new byte[20]));
  }

  @Test
  void shouldForgetUdpAfter30SecondsAndStreamsAfter180() {
    groups(List.of(from("10.1.0.0/16", Traffic.udp(53, 53))), NOTHING);
    passes(a, a.to(b).udp(4000, 53));
    passes(b, b.to(a).udp(53, 4000));
    pause(31);
    drops(b, DropReason.SECURITY_GROUP_EGRESS, b.to(a).udp(53, 4000));

    for (int transaction = 0; transaction < 2; transaction++) {
      passes(a, a.to(b).udp(4000, 53));
      passes(b, b.to(a).udp(53, 4000));
    }
    pause(179);
    passes(b, b.to(a).udp(53, 4000));
    pause(181);
    drops(b, DropReason.SECURITY_GROUP_EGRESS, b.to(a).udp(53, 4000));
  }

  @Test
  void shouldKeepEstablishedConnectionsForFiveDays() {
    groups(List.of(from("10.1.0.0/16", Traffic.tcp(22, 22))), NOTHING);
    establish();
    pause(431_999);
    passes(b, tcp(b, a, 22, 4000, TcpHeader.ACK));

    pause(432_001);
    drops(b, DropReason.SECURITY_GROUP_EGRESS, tcp(b, a, 22, 4000, TcpHeader.ACK));
  }

  private void establish() {
    passes(a, tcp(a, b, 4000, 22, TcpHeader.SYN));
    passes(b, tcp(b, a, 22, 4000, TcpHeader.SYN | TcpHeader.ACK));
    passes(a, tcp(a, b, 4000, 22, TcpHeader.ACK));
  }

  @Test
  void shouldGoOnWithTrackedConnectionsWhenTheirRuleIsRemoved() {
    groups(List.of(from("10.1.0.0/16", Traffic.tcp(22, 22))), NOTHING);
    establish();

    groups(NOTHING, NOTHING);

    passes(a, tcp(a, b, 4000, 22, TcpHeader.ACK));
    passes(b, tcp(b, a, 22, 4000, TcpHeader.ACK));
    drops(a, DropReason.SECURITY_GROUP_INGRESS, tcp(a, b, 4001, 22, TcpHeader.SYN));
  }

  @Test
  void shouldAskTheRulesAgainWhenAClosedConnectionIsOpenedAnew() {
    groups(List.of(from("10.1.0.0/16", Traffic.tcp(22, 22))), NOTHING);
    establish();
    passes(a, tcp(a, b, 4000, 22, TcpHeader.FIN | TcpHeader.ACK));
    passes(b, tcp(b, a, 22, 4000, TcpHeader.FIN | TcpHeader.ACK));
    passes(a, tcp(a, b, 4000, 22, TcpHeader.ACK));

    groups(NOTHING, NOTHING);

    passes(a, tcp(a, b, 4000, 22, TcpHeader.ACK));
    drops(a, DropReason.SECURITY_GROUP_INGRESS, tcp(a, b, 4000, 22, TcpHeader.SYN));
  }

  @Test
  void shouldInterruptUntrackedConnectionsAtOnceWhenTheirRuleIsRemoved() {
    peered.b.security("sg-b", List.of(rule(Traffic.tcp(80, 80))), ALL);
    lab.publish();
    passes(a, tcp(a, b, 4000, 80, TcpHeader.SYN));
    passes(b, tcp(b, a, 80, 4000, TcpHeader.SYN | TcpHeader.ACK));
    assertThat(lab.tracking.flows().size()).as("tracked").isZero();

    peered.b.security("sg-b", NOTHING, ALL);
    lab.publish();

    drops(a, DropReason.SECURITY_GROUP_INGRESS, tcp(a, b, 4000, 80, TcpHeader.ACK));
  }

  @Test
  void shouldTrackWhatOnlySomeAddressesOrSomePortsMayAnswer() {
    peered.b.security("sg-b", List.of(from("10.1.0.0/16", Traffic.tcp(80, 80))), ALL);
    lab.publish();
    passes(a, tcp(a, b, 4000, 80, TcpHeader.SYN));
    assertThat(lab.tracking.flows().size()).isOne();

    peered.b.security("sg-b", List.of(rule(Traffic.tcp(80, 80))), ALL);
    lab.publish();
    passes(b, tcp(b, a, 5000, 443, TcpHeader.SYN)); // whose answers no rule lets in
    assertThat(lab.tracking.flows().size()).isEqualTo(2);
    passes(a, tcp(a, b, 443, 5000, TcpHeader.SYN | TcpHeader.ACK));
  }

  @Test
  void shouldKnowConnectionsThatAnotherWorkerTracked() {
    groups(List.of(from("10.1.0.0/16", Traffic.tcp(22, 22))), NOTHING);
    Lab other = lab.colleague();

    passes(a, tcp(a, b, 4000, 22, TcpHeader.SYN));
    other.forward(b.port(), tcp(b, a, 22, 4000, TcpHeader.SYN | TcpHeader.ACK));
    other.forward(a.port(), tcp(a, b, 4000, 22, TcpHeader.ACK));
    passes(b, tcp(b, a, 22, 4000, TcpHeader.ACK));
    passes(a, a.to(b).identification(5).fragment(0, true).tcp(4000, 22, new byte[1480 - 20]));
    other.forward(
        a.port(), a.to(b).identification(5).fragment(1480, false).protocol(6, new byte[100]));
  }

  @Test
  void shouldGoOnWithAConnectionWhenOnlyTheOtherEndGetsGroups() {
    peered.b.security("sg-b", List.of(from("10.1.0.0/16", Traffic.tcp(22, 22))), NOTHING);
    lab.publish();
    establish();

    peered.a.security("sg-a", ALL, ALL);
    lab.publish();

    passes(b, tcp(b, a, 22, 4000, TcpHeader.ACK));
  }

  @Test
  void shouldAlwaysTrackPings() {
    peered.b.security("sg-b", ALL, ALL);
    lab.publish();
    passes(a, a.to(b).echoRequest(7, 1));

    peered.b.security("sg-b", NOTHING, NOTHING);
    lab.publish();

    passes(a, a.to(b).echoRequest(7, 2));
    passes(b, b.to(a).echoReply(7, 2));
  }

  @Test
  void shouldOpenAConnectionThatBothEndsBeginAtOnce() {
    peered.a.security("sg-a", NOTHING, ALL);
    peered.b.security("sg-b", NOTHING, ALL);
    lab.publish();

    drops(a, DropReason.SECURITY_GROUP_INGRESS, tcp(a, b, 4000, 5000, TcpHeader.SYN));
    passes(b, tcp(b, a, 5000, 4000, TcpHeader.SYN));
    passes(a, tcp(a, b, 4000, 5000, TcpHeader.SYN | TcpHeader.ACK));
    passes(b, tcp(b, a, 5000, 4000, TcpHeader.ACK));
    pause(50);
    passes(a, tcp(a, b, 4000, 5000, TcpHeader.ACK));
  }

  @Test
  void shouldForgetAResetConnectionAndTakeItsPortsForAnother() {
    groups(List.of(from("10.1.0.0/16", Traffic.tcp(22, 22))), NOTHING);
    establish();
    passes(b, tcp(b, a, 22, 4000, TcpHeader.RST));

    establish();
    passes(b, tcp(b, a, 22, 4000, TcpHeader.RST));
    pause(61);

    drops(b, DropReason.SECURITY_GROUP_EGRESS, tcp(b, a, 22, 4000, TcpHeader.ACK));
  }

  @Test
  void shouldReachEachOtherWhenBothSendFirst() {
    peered.a.security("sg-a", NOTHING, ALL);
    peered.b.security("sg-b", NOTHING, ALL);
    lab.publish();

    drops(a, DropReason.SECURITY_GROUP_INGRESS, a.to(b).udp(5000, 5000));
    passes(b, b.to(a).udp(5000, 5000));
    passes(a, a.to(b).udp(5000, 5000));
  }

  @Test
  void shouldDecideFragmentsByTheFirst() {
    groups(List.of(from("10.1.0.0/16", Traffic.udp(53, 53))), NOTHING);
    byte[] later = a.to(b).identification(5).fragment(1480, false).protocol(17, new byte[100]);
    byte[] other = a.to(b).identification(6).fragment(1480, false).protocol(17, new byte[100]);

    drops(a, DropReason.FRAGMENT_WITHOUT_FIRST, later);
    passes(a, a.to(b).identification(5).fragment(0, true).udp(4000, 53, new byte[1472]));
    passes(a, later);
    drops(a, DropReason.FRAGMENT_WITHOUT_FIRST, other);
    byte[] denied = a.to(b).identification(6).fragment(0, true).udp(4000, 54, new byte[1472]);
    drops(a, DropReason.SECURITY_GROUP_INGRESS, denied);
    drops(a, DropReason.FRAGMENT_WITHOUT_FIRST, other);
    pause(70);
    drops(a, DropReason.FRAGMENT_WITHOUT_FIRST, later);
  }

  @Test
  void shouldDecideFragmentsByTheFirstOfTheSameBurst() {
    groups(List.of(from("10.1.0.0/16", Traffic.udp(53, 53))), NOTHING);
    byte[] first = a.to(b).identification(5).fragment(0, true).udp(4000, 53, new byte[1472]);
    byte[] later = a.to(b).identification(5).fragment(1480, false).protocol(17, new byte[100]);
    byte[] denied = a.to(b).identification(6).fragment(0, true).udp(4000, 54, new byte[1472]);
    byte[] other = a.to(b).identification(6).fragment(1480, false).protocol(17, new byte[100]);

    assertThat(lab.receive(a.port(), denied, first, other, later)).hasSize(2);
    assertThat(lab.drops(a.port(), DropReason.SECURITY_GROUP_INGRESS)).isEqualTo(1);
    assertThat(lab.drops(a.port(), DropReason.FRAGMENT_WITHOUT_FIRST)).isEqualTo(1);
  }

  @Test
  void shouldAskNetworkAclsAboutEveryPacketOfAConnection() {
    groups(List.of(rule(Traffic.tcp(22, 22))), NOTHING);
    AclRule ssh = new AclRule(100, true, Traffic.tcp(22, 22), Peers.of(Ipv4Prefix.ALL));
    peered.b.acl(List.of(ssh), List.of(ssh));
    lab.publish();
    passes(a, tcp(a, b, 4000, 22, TcpHeader.SYN));
    byte[] answer = tcp(b, a, 22, 4000, TcpHeader.SYN | TcpHeader.ACK);

    drops(b, DropReason.NETWORK_ACL_EGRESS, answer);

    AclRule ephemeral = new AclRule(90, true, Traffic.tcp(1024, 65_535), Peers.of(Ipv4Prefix.ALL));
    peered.b.acl(List.of(ssh), List.of(ephemeral));
    lab.publish();
    passes(b, answer);
  }

  @Test
  void shouldAskNetworkAclsOnlyBetweenSubnets() {
    peered.b.subnet("subnet-1", "10.2.1.0/24").acl(List.of(), List.of());
    peered.b.subnet("subnet-2", "10.2.2.0/24").acl(List.of(), List.of());
    Host neighbor = Host.of(peered.b, 140, "10.2.1.140");
    Host stranger = Host.of(peered.b, 141, "10.2.2.141");
    lab.publish();
    lab.introduce(neighbor, stranger);

    passes(b, b.to(neighbor).udp(1, 2));
    drops(b, DropReason.NETWORK_ACL_EGRESS, b.to(stranger).udp(1, 2));
    drops(a, DropReason.NETWORK_ACL_INGRESS, a.to(b).udp(1, 2));
  }

  @Test
  void shouldNeverFilterPacketsToTheRouter() {
    peered.a.security("sg-a", NOTHING, NOTHING);
    peered.a.acl(List.of(), List.of());
    lab.publish();

    passes(a, a.to(PeeredLab.ROUTER_A).echoRequest(1, 1));
  }

  @Test
  void shouldKnowTheMembersOfAReferencedGroup() {
    SecurityRule members = new SecurityRule("sgr-g", Traffic.tcp(22, 22), Peers.ofGroup("sg-a"));
    groups(List.of(members), NOTHING);
    passes(a, tcp(a, b, 4000, 22, TcpHeader.SYN));

    peered.a.security("sg-other", NOTHING, ALL);
    lab.publish();
    drops(a, DropReason.SECURITY_GROUP_INGRESS, tcp(a, b, 4001, 22, TcpHeader.SYN));
  }
}
