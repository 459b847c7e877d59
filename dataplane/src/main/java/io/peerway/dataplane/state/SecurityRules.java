package io.peerway.dataplane.state;

import java.util.List;

/**
 * The rules of a set of security groups, compiled. Interfaces with the same groups share one.
 *
 * @param ingress for packets to the interface
 * @param egress for packets from it
 */
public record SecurityRules(SecurityRuleSet ingress, SecurityRuleSet egress) {
  /** Compiles the rules of all groups together. */
  public static SecurityRules of(List<SecurityRule> ingress, List<SecurityRule> egress) {
    return new SecurityRules(SecurityRuleSet.of(ingress), SecurityRuleSet.of(egress));
  }
}
