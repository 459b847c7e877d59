package io.peerway.dataplane.state;

import java.util.Comparator;
import java.util.List;

/**
 * The inbound or the outbound rules of a network ACL, compiled: the first that matches decides, and
 * where none does the packet is denied.
 */
public final class AclRules {
  private final List<AclRule> rules;
  private final boolean[] allows;
  private final RuleIndex index;
  private final boolean allowsAll4;
  private final boolean allowsAll6;

  private AclRules(List<AclRule> sorted) {
    this.rules = sorted;
    this.allows = new boolean[sorted.size()];
    for (int i = 0; i < allows.length; i++) {
      allows[i] = sorted.get(i).allows();
    }
    this.index =
        RuleIndex.of(
            sorted.stream().map(AclRule::traffic).toList(),
            sorted.stream().map(AclRule::peers).toList());
    this.allowsAll4 = allowsAll(sorted, 4);
    this.allowsAll6 = allowsAll(sorted, 6);
  }

  /** Compiles rules, which may be in any order. */
  public static AclRules of(List<AclRule> rules) {
    return new AclRules(rules.stream().sorted(Comparator.comparingInt(AclRule::number)).toList());
  }

  private static boolean allowsAll(List<AclRule> sorted, int family) {
    for (AclRule rule : sorted) {
      Peers peers = rule.peers();
      boolean concerns = family == 4 ? !peers.ipv4().isEmpty() : !peers.ipv6().isEmpty();
      if (concerns && !rule.allows()) {
        return false;
      }
      if ((family == 4 ? peers.hasAllIpv4() : peers.hasAllIpv6())
          && rule.traffic().equals(Traffic.all())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether every packet may pass, so that there is nothing to look at.
   *
   * @param family 4 or 6
   */
  public boolean allowsAll(int family) {
    return family == 4 ? allowsAll4 : allowsAll6;
  }

  /**
   * Whether a packet may pass.
   *
   * @param protocol its protocol
   * @param selector see {@link Traffic}
   * @param peer the address of the other end
   */
  public boolean allows(int protocol, int selector, int peer) {
    int found = find(protocol, selector, peer);
    return found != RuleIndex.NONE && allows[found];
  }

  /** As {@link #allows(int, int, int)}, with an IPv6 address. */
  public boolean allows(int protocol, int selector, long peerHi, long peerLo) {
    int found = find(protocol, selector, peerHi, peerLo);
    return found != RuleIndex.NONE && allows[found];
  }

  /** The rule that decides a packet, or null if none matches, which denies it. */
  public AclRule rule(int protocol, int selector, int peer) {
    return ruleAt(find(protocol, selector, peer));
  }

  /** As {@link #rule(int, int, int)}, with an IPv6 address. */
  public AclRule rule(int protocol, int selector, long peerHi, long peerLo) {
    return ruleAt(find(protocol, selector, peerHi, peerLo));
  }

  private int find(int protocol, int selector, int peer) {
    return index.first(protocol, selector, index.peers(peer), null);
  }

  private int find(int protocol, int selector, long peerHi, long peerLo) {
    return index.first(protocol, selector, index.peers(peerHi, peerLo), null);
  }

  private AclRule ruleAt(int found) {
    return found == RuleIndex.NONE ? null : rules.get(found);
  }

  /** The rules by number. */
  public List<AclRule> rules() {
    return rules;
  }
}
