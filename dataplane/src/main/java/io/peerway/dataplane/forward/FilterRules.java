package io.peerway.dataplane.forward;

import io.peerway.dataplane.state.AclRules;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRuleSet;
import io.peerway.dataplane.state.SubnetAcl;
import io.peerway.dataplane.wire.IpProtocol;

/** Asks compiled rules about a packet of a burst. */
final class FilterRules {
  private FilterRules() {}

  /** Whether anything is to be asked about a packet at all. */
  static boolean concern(LocalEntry sender, LocalEntry receiver, int family) {
    return sender.security() != null
        || receiver.security() != null
        || deniesOutbound(sender, receiver, family)
        || deniesInbound(sender, receiver, family);
  }

  /** Whether a network ACL of either side does not simply allow all, if it is asked. */
  static boolean mayDeny(LocalEntry sender, LocalEntry receiver, int family) {
    SubnetAcl from = sender.subnetAcl();
    SubnetAcl to = receiver.subnetAcl();
    return (from != null && !from.egress().allowsAll(family))
        || (to != null && !to.ingress().allowsAll(family));
  }

  /** Whether the packet leaves a subnet whose network ACL does not simply allow all. */
  static boolean deniesOutbound(LocalEntry sender, LocalEntry receiver, int family) {
    SubnetAcl acl = sender.subnetAcl();
    return acl != null
        && !acl.egress().allowsAll(family)
        && !SubnetAcl.isOneSubnet(acl, receiver.subnetAcl());
  }

  /** Whether the packet enters a subnet whose network ACL does not simply allow all. */
  static boolean deniesInbound(LocalEntry sender, LocalEntry receiver, int family) {
    SubnetAcl acl = receiver.subnetAcl();
    return acl != null
        && !acl.ingress().allowsAll(family)
        && !SubnetAcl.isOneSubnet(acl, sender.subnetAcl());
  }

  /** Whether rules allow a packet to its destination. */
  static boolean allowOutbound(
      SecurityRuleSet rules, Burst burst, int i, InterfaceSecurity receiver) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    return burst.family[i] == 4
        ? rules.allows(protocol, selector, burst.destination4[i], receiver)
        : rules.allows(
            protocol, selector, burst.destination6Hi[i], burst.destination6Lo[i], receiver);
  }

  /** Whether rules allow a packet from its source. */
  static boolean allowInbound(SecurityRuleSet rules, Burst burst, int i, InterfaceSecurity sender) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    return burst.family[i] == 4
        ? rules.allows(protocol, selector, burst.source4[i], sender)
        : rules.allows(protocol, selector, burst.source6Hi[i], burst.source6Lo[i], sender);
  }

  /** Whether a network ACL lets a packet to its destination out. */
  static boolean allowOutbound(AclRules rules, Burst burst, int i) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    return burst.family[i] == 4
        ? rules.allows(protocol, selector, burst.destination4[i])
        : rules.allows(protocol, selector, burst.destination6Hi[i], burst.destination6Lo[i]);
  }

  /** Whether a network ACL lets a packet from its source in. */
  static boolean allowInbound(AclRules rules, Burst burst, int i) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    return burst.family[i] == 4
        ? rules.allows(protocol, selector, burst.source4[i])
        : rules.allows(protocol, selector, burst.source6Hi[i], burst.source6Lo[i]);
  }

  /**
   * Whether the connection of a packet that was allowed is not tracked: TCP or UDP that rules for
   * all addresses allow both ways, at least one way on all ports.
   *
   * @param rules of the direction of the packet
   * @param reverse of the other direction
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html#untracked-connections">Untracked
   *     connections</a>
   */
  static boolean leaveUntracked(
      SecurityRuleSet rules, SecurityRuleSet reverse, Burst burst, int i) {
    long transport = burst.transport[i];
    return leaveUntracked(
        rules,
        reverse,
        burst.family[i],
        Transport.protocol(transport),
        Transport.sourcePort(transport),
        Transport.selector(transport));
  }

  /** As {@link #leaveUntracked(SecurityRuleSet, SecurityRuleSet, Burst, int)}, of any packet. */
  static boolean leaveUntracked(
      SecurityRuleSet rules,
      SecurityRuleSet reverse,
      int family,
      int protocol,
      int sourcePort,
      int selector) {
    if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
      return false;
    }
    return rules.isOpen(family, protocol, selector)
        && reverse.isOpen(family, protocol, sourcePort)
        && (rules.isOpenToAll(family, protocol) || reverse.isOpenToAll(family, protocol));
  }
}
