package io.peerway.dataplane.forward;

import io.peerway.dataplane.flow.FlowTimeouts;
import io.peerway.dataplane.flow.ReferenceTracker;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.AclRules;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.SecurityRuleSet;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.List;

/**
 * What becomes of packets between the hosts of two peered VPCs, as the EC2 guide words it: rules
 * are read one after the other, connections are entries of a map.
 */
final class FilterOracle {
  private static final int ADDRESS_A = Ipv4Address.parse("10.1.1.13");
  private static final int ADDRESS_B = Ipv4Address.parse("10.2.1.139");

  /**
   * A packet.
   *
   * @param fromA whether A's host sends it to B's, or the other way round
   * @param source the port, or what stands for it in the name of the end
   * @param selector see {@link Traffic}
   * @param opens whether it may begin a connection
   */
  record Packet(
      boolean fromA,
      int protocol,
      String source,
      String destination,
      int sourceSelector,
      int selector,
      int flags,
      boolean opens) {
    static Packet tcp(boolean fromA, int source, int destination, int flags) {
      return ports(fromA, IpProtocol.TCP, source, destination, flags);
    }

    static Packet udp(boolean fromA, int source, int destination) {
      return ports(fromA, IpProtocol.UDP, source, destination, 0);
    }

    private static Packet ports(
        boolean fromA, int protocol, int source, int destination, int flags) {
      return new Packet(
          fromA, protocol, ":" + source, ":" + destination, source, destination, flags, true);
    }

    static Packet echo(boolean fromA, boolean asks, int identifier) {
      String asker = " asks " + identifier;
      String asked = " is asked " + identifier;
      return new Packet(
          fromA,
          IpProtocol.ICMP,
          asks ? asker : asked,
          asks ? asked : asker,
          0,
          Traffic.selector(asks ? 8 : 0, 0),
          0,
          asks);
    }

    static Packet other(boolean fromA, int protocol) {
      return new Packet(fromA, protocol, "", "", 0, 0, 0, true);
    }

    String from() {
      return (fromA ? "A" : "B") + source;
    }

    String to() {
      return (fromA ? "B" : "A") + destination;
    }
  }

  private final LabState.Vpc a;
  private final LabState.Vpc b;
  private final ReferenceTracker tracker;

  FilterOracle(LabState.Vpc a, LabState.Vpc b, FlowTimeouts timeouts) {
    this.a = a;
    this.b = b;
    this.tracker = new ReferenceTracker(timeouts);
  }

  /** Why a packet is dropped, or null if it is not; its connection is remembered. */
  DropReason decide(Packet packet, long now) {
    LabState.Vpc sender = packet.fromA ? a : b;
    LabState.Vpc receiver = packet.fromA ? b : a;
    int from = packet.fromA ? ADDRESS_A : ADDRESS_B;
    int to = packet.fromA ? ADDRESS_B : ADDRESS_A;
    if (!groupsAllow(packet, true, sender.security, receiver.security, to, now)) {
      return DropReason.SECURITY_GROUP_EGRESS;
    }
    if (sender.acl != null && !allows(sender.acl.egress(), packet, to)) {
      return DropReason.NETWORK_ACL_EGRESS;
    }
    if (receiver.acl != null && !allows(receiver.acl.ingress(), packet, from)) {
      return DropReason.NETWORK_ACL_INGRESS;
    }
    return groupsAllow(packet, false, receiver.security, sender.security, from, now)
        ? null
        : DropReason.SECURITY_GROUP_INGRESS;
  }

  private boolean groupsAllow(
      Packet packet,
      boolean outbound,
      InterfaceSecurity own,
      InterfaceSecurity other,
      int peer,
      long now) {
    if (own == null) {
      return true;
    }
    String end = outbound ? packet.from() : packet.to();
    ReferenceTracker.Key flow =
        ReferenceTracker.Key.of(packet.from(), packet.to(), packet.protocol);
    if (tracker.isTrackedAt(flow, end, now, packet.flags)) {
      tracker.seen(flow, packet.from(), now, packet.flags);
      return true;
    }
    SecurityRuleSet rules = outbound ? own.rules().egress() : own.rules().ingress();
    SecurityRuleSet reverse = outbound ? own.rules().ingress() : own.rules().egress();
    boolean isAllowed =
        rules.rules().stream()
            .anyMatch(
                rule ->
                    matches(rule.traffic(), packet.protocol, packet.selector)
                        && contains(rule.peers(), peer, other));
    if (isAllowed && packet.opens && !isUntracked(packet, rules.rules(), reverse.rules())) {
      tracker.track(flow, packet.from(), end, now, packet.flags);
    }
    return isAllowed;
  }

  /** TCP or UDP that all addresses may send and answer, where one way all ports are allowed. */
  private static boolean isUntracked(
      Packet packet, List<SecurityRule> rules, List<SecurityRule> reverse) {
    int protocol = packet.protocol;
    return (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP)
        && isOpen(rules, protocol, packet.selector, packet.selector)
        && isOpen(reverse, protocol, packet.sourceSelector, packet.sourceSelector)
        && (isOpen(rules, protocol, 0, 65_535) || isOpen(reverse, protocol, 0, 65_535));
  }

  /** Whether one rule allows a range of ports to all addresses. */
  private static boolean isOpen(List<SecurityRule> rules, int protocol, int first, int last) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.peers().hasAllIpv4()
                    && matches(rule.traffic(), protocol, first)
                    && matches(rule.traffic(), protocol, last));
  }

  private static boolean allows(AclRules rules, Packet packet, int peer) {
    for (AclRule rule : rules.rules()) { // by number
      if (matches(rule.traffic(), packet.protocol, packet.selector)
          && contains(rule.peers(), peer, null)) {
        return rule.allows();
      }
    }
    return false;
  }

  private static boolean matches(Traffic traffic, int protocol, int selector) {
    return (traffic.protocol() == Traffic.ANY_PROTOCOL || traffic.protocol() == protocol)
        && traffic.first() <= selector
        && selector <= traffic.last();
  }

  private static boolean contains(Peers peers, int address, InterfaceSecurity groups) {
    return peers.ipv4().stream().anyMatch(prefix -> prefix.contains(address))
        || (groups != null && peers.group() != null && groups.groups().contains(peers.group()));
  }
}
