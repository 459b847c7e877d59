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
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of packets between the hosts of two peered VPCs, as the EC2 guide words it: rules
 * are read one after the other, connections are entries of a map.
 */
final class FilterOracle {
  private static final int ADDRESS_A = Ipv4Address.parse("10.1.1.13");
  private static final int ADDRESS_B = Ipv4Address.parse("10.2.1.139");
  private static final Ipv6Address ADDRESS_A6 = Ipv6Address.parse("2001:db8:a:1::13");
  private static final Ipv6Address ADDRESS_B6 = Ipv6Address.parse("2001:db8:b:1::139");

  /** As long as reassembly, to the precision of the table: about a second. */
  private static final long FRAGMENTS = (60_000_000_000L >> 30) + 1;

  /** What a packet is to the connection that its ends name. */
  enum Role {
    /** One of its packets, which may be the first. */
    MEMBER,
    /** One of its packets, but never the first. */
    ANSWER,
    /** An ICMP error about it. */
    ERROR,
    /** Nothing: there is none. */
    NONE
  }

  /**
   * A packet.
   *
   * @param version 4 or 6
   * @param fromA whether A's host sends it to B's, or the other way round
   * @param source the port, or what stands for it in the name of the end
   * @param selector see {@link Traffic}
   * @param answer of an error, the packet in whose place it came
   */
  record Packet(
      int version,
      boolean fromA,
      int protocol,
      String source,
      String destination,
      int sourceSelector,
      int selector,
      int flags,
      Role role,
      int flowProtocol,
      Packet answer) {
    static Packet tcp(int version, boolean fromA, int source, int destination, int flags) {
      return ports(version, fromA, IpProtocol.TCP, source, destination, flags);
    }

    static Packet udp(int version, boolean fromA, int source, int destination) {
      return ports(version, fromA, IpProtocol.UDP, source, destination, 0);
    }

    private static Packet ports(
        int version, boolean fromA, int protocol, int source, int destination, int flags) {
      return new Packet(
          version,
          fromA,
          protocol,
          ":" + source,
          ":" + destination,
          source,
          destination,
          flags,
          Role.MEMBER,
          protocol,
          null);
    }

    static Packet echo(int version, boolean fromA, boolean asks, int identifier) {
      String asker = " asks " + identifier;
      String asked = " is asked " + identifier;
      int request = version == 4 ? 8 : 128;
      int reply = version == 4 ? 0 : 129;
      return new Packet(
          version,
          fromA,
          icmp(version),
          asks ? asker : asked,
          asks ? asked : asker,
          0,
          Traffic.selector(asks ? request : reply, 0),
          0,
          asks ? Role.MEMBER : Role.ANSWER,
          icmp(version),
          null);
    }

    static Packet other(int version, boolean fromA, int protocol) {
      return new Packet(version, fromA, protocol, "", "", 0, 0, 0, Role.MEMBER, protocol, null);
    }

    /** An ICMP message that neither asks nor is about a packet. */
    static Packet message(int version, boolean fromA, int type, int code) {
      int selector = Traffic.selector(type, code);
      return new Packet(
          version, fromA, icmp(version), "", "", 0, selector, 0, Role.NONE, icmp(version), null);
    }

    /** An error about this packet, from whom it was for. */
    Packet error(int type, int code) {
      return new Packet(
          version,
          !fromA,
          icmp(version),
          /* source= */ destination,
          /* destination= */ source,
          0,
          Traffic.selector(type, code),
          0,
          Role.ERROR,
          flowProtocol,
          new Packet(
              version,
              !fromA,
              protocol,
              /* source= */ destination,
              /* destination= */ source,
              /* sourceSelector= */ selector,
              /* selector= */ sourceSelector,
              0,
              Role.MEMBER,
              protocol,
              null));
    }

    private static int icmp(int version) {
      return version == 4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
    }

    String from() {
      return (fromA ? "A" : "B") + version + source;
    }

    String to() {
      return (fromA ? "B" : "A") + version + destination;
    }

    ReferenceTracker.Key flow() {
      return ReferenceTracker.Key.of(from(), to(), flowProtocol);
    }
  }

  /** A datagram that is sent in fragments. */
  record Datagram(int version, boolean fromA, int identification) {}

  private final LabState.Vpc a;
  private final LabState.Vpc b;
  private final ReferenceTracker tracker;
  private final Map<Datagram, Long> datagrams = new HashMap<>();

  FilterOracle(LabState.Vpc a, LabState.Vpc b, FlowTimeouts timeouts) {
    this.a = a;
    this.b = b;
    this.tracker = new ReferenceTracker(timeouts);
  }

  private LabState.Vpc sender(boolean fromA) {
    return fromA ? a : b;
  }

  /** As {@link #decide}, of the first fragment of a datagram. */
  DropReason decideFirst(Packet packet, Datagram datagram, long now) {
    DropReason why = decide(packet, now);
    if (why == null && isFiltered(packet.fromA)) {
      datagrams.put(datagram, now >> 30);
    }
    return why;
  }

  /** Why a later fragment of a datagram is dropped, or null if it is not. */
  DropReason decideLater(Datagram datagram, long now) {
    if (sender(datagram.fromA).routes4.isEmpty()) {
      return DropReason.NO_ROUTE;
    }
    Long first = datagrams.get(datagram);
    return !isFiltered(datagram.fromA) || (first != null && (now >> 30) - first <= FRAGMENTS)
        ? null
        : DropReason.FRAGMENT_WITHOUT_FIRST;
  }

  private boolean isFiltered(boolean fromA) {
    LabState.Vpc sender = sender(fromA);
    LabState.Vpc receiver = sender(!fromA);
    return sender.security != null
        || receiver.security != null
        || sender.acl != null
        || receiver.acl != null;
  }

  /** Why a packet is dropped, or null if it is not; its connection is remembered. */
  DropReason decide(Packet packet, long now) {
    LabState.Vpc sender = sender(packet.fromA);
    LabState.Vpc receiver = sender(!packet.fromA);
    if (sender.routes4.isEmpty()) {
      return DropReason.NO_ROUTE;
    }
    boolean toA = !packet.fromA;
    if (!groupsAllow(packet, true, sender.security, receiver.security, toA, now)) {
      return DropReason.SECURITY_GROUP_EGRESS;
    }
    if (sender.acl != null && !allows(sender.acl.egress(), packet, toA)) {
      return DropReason.NETWORK_ACL_EGRESS;
    }
    if (receiver.acl != null && !allows(receiver.acl.ingress(), packet, packet.fromA)) {
      return DropReason.NETWORK_ACL_INGRESS;
    }
    return groupsAllow(packet, false, receiver.security, sender.security, packet.fromA, now)
        ? null
        : DropReason.SECURITY_GROUP_INGRESS;
  }

  private boolean groupsAllow(
      Packet packet,
      boolean outbound,
      InterfaceSecurity own,
      InterfaceSecurity other,
      boolean peerIsA,
      long now) {
    if (own == null) {
      return true;
    }
    String end = outbound ? packet.from() : packet.to();
    ReferenceTracker.Key flow = packet.flow();
    if (packet.role != Role.NONE && tracker.isTrackedAt(flow, end, now, packet.flags)) {
      if (packet.role != Role.ERROR) {
        tracker.seen(flow, packet.from(), now, packet.flags);
      }
      return true;
    }
    SecurityRuleSet rules = outbound ? own.rules().egress() : own.rules().ingress();
    SecurityRuleSet reverse = outbound ? own.rules().ingress() : own.rules().egress();
    boolean isAllowed =
        rules.rules().stream()
            .anyMatch(
                rule ->
                    matches(rule.traffic(), packet.protocol, packet.selector)
                        && contains(rule.peers(), packet.version, peerIsA, other));
    if (isAllowed
        && packet.role == Role.MEMBER
        && !isUntracked(packet, rules.rules(), reverse.rules())) {
      tracker.track(flow, packet.from(), end, now, packet.flags);
    }
    return isAllowed
        || (packet.role == Role.ERROR
            && isUntracked(packet.answer, rules.rules(), reverse.rules()));
  }

  /** TCP or UDP that all addresses may send and answer, where one way all ports are allowed. */
  private static boolean isUntracked(
      Packet packet, List<SecurityRule> rules, List<SecurityRule> reverse) {
    int protocol = packet.protocol;
    return (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP)
        && isOpen(packet.version, rules, protocol, packet.selector, packet.selector)
        && isOpen(packet.version, reverse, protocol, packet.sourceSelector, packet.sourceSelector)
        && (isOpen(packet.version, rules, protocol, 0, 65_535)
            || isOpen(packet.version, reverse, protocol, 0, 65_535));
  }

  /** Whether one rule allows a range of ports to all addresses. */
  private static boolean isOpen(
      int version, List<SecurityRule> rules, int protocol, int first, int last) {
    return rules.stream()
        .anyMatch(
            rule ->
                (version == 4 ? rule.peers().hasAllIpv4() : rule.peers().hasAllIpv6())
                    && matches(rule.traffic(), protocol, first)
                    && matches(rule.traffic(), protocol, last));
  }

  private static boolean allows(AclRules rules, Packet packet, boolean peerIsA) {
    for (AclRule rule : rules.rules()) { // by number
      if (matches(rule.traffic(), packet.protocol, packet.selector)
          && contains(rule.peers(), packet.version, peerIsA, null)) {
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

  private static boolean contains(Peers peers, int version, boolean isA, InterfaceSecurity groups) {
    int ipv4 = isA ? ADDRESS_A : ADDRESS_B;
    Ipv6Address ipv6 = isA ? ADDRESS_A6 : ADDRESS_B6;
    boolean isAddress =
        version == 4
            ? peers.ipv4().stream().anyMatch(prefix -> prefix.contains(ipv4))
            : peers.ipv6().stream().anyMatch(prefix -> prefix.contains(ipv6));
    return isAddress
        || (groups != null && peers.group() != null && groups.groups().contains(peers.group()));
  }
}
