package io.peerway.dataplane.state;

import java.util.BitSet;
import java.util.List;

/**
 * The inbound or the outbound rules of all security groups of an interface, compiled. A packet that
 * matches none of them is denied.
 */
public final class SecurityRuleSet {
  private final List<SecurityRule> rules;
  private final RuleIndex index;
  private final RuleIndex.Subset open4;
  private final RuleIndex.Subset open6;

  private SecurityRuleSet(List<SecurityRule> rules) {
    this.rules = List.copyOf(rules);
    this.index =
        RuleIndex.of(
            rules.stream().map(SecurityRule::traffic).toList(),
            rules.stream().map(SecurityRule::peers).toList());
    BitSet all4 = new BitSet();
    BitSet all6 = new BitSet();
    for (int i = 0; i < rules.size(); i++) {
      all4.set(i, rules.get(i).peers().hasAllIpv4());
      all6.set(i, rules.get(i).peers().hasAllIpv6());
    }
    this.open4 = index.subset(all4);
    this.open6 = index.subset(all6);
  }

  /** Compiles rules; those of all groups, as one list. */
  public static SecurityRuleSet of(List<SecurityRule> rules) {
    return new SecurityRuleSet(rules);
  }

  /**
   * Whether a packet is allowed.
   *
   * @param protocol its protocol
   * @param selector see {@link Traffic}
   * @param peer the address of the other end
   * @param groups of the other end, or null if it has none
   */
  public boolean allows(int protocol, int selector, int peer, InterfaceSecurity groups) {
    return index.any(protocol, selector, index.peers(peer), groups);
  }

  /** As {@link #allows(int, int, int, InterfaceSecurity)}, with an IPv6 address. */
  public boolean allows(
      int protocol, int selector, long peerHi, long peerLo, InterfaceSecurity groups) {
    return index.any(protocol, selector, index.peers(peerHi, peerLo), groups);
  }

  /** The first of the rules that allow a packet, or null if none does. */
  public SecurityRule rule(int protocol, int selector, int peer, InterfaceSecurity groups) {
    return ruleAt(find(protocol, selector, peer, groups));
  }

  /** As {@link #rule(int, int, int, InterfaceSecurity)}, with an IPv6 address. */
  public SecurityRule rule(
      int protocol, int selector, long peerHi, long peerLo, InterfaceSecurity groups) {
    return ruleAt(find(protocol, selector, peerHi, peerLo, groups));
  }

  private int find(int protocol, int selector, int peer, InterfaceSecurity groups) {
    return index.first(protocol, selector, index.peers(peer), groups);
  }

  private int find(int protocol, int selector, long peerHi, long peerLo, InterfaceSecurity groups) {
    return index.first(protocol, selector, index.peers(peerHi, peerLo), groups);
  }

  private SecurityRule ruleAt(int found) {
    return found == RuleIndex.NONE ? null : rules.get(found);
  }

  /**
   * Whether a rule allows such packets of every address.
   *
   * @param family 4 or 6
   */
  public boolean isOpen(int family, int protocol, int selector) {
    return (family == 4 ? open4 : open6).has(protocol, selector);
  }

  /** Whether a rule allows all packets of a protocol of every address. */
  public boolean isOpenToAll(int family, int protocol) {
    return (family == 4 ? open4 : open6).hasAllOf(protocol);
  }

  /** The rules, in the order in which they were given. */
  public List<SecurityRule> rules() {
    return rules;
  }
}
