package io.peerway.control.ec2;

import io.peerway.control.model.Quota;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import java.util.List;

/**
 * How many rules a security group may have. A reference to a group counts for both IP versions.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC
 *     quotas</a>
 */
final class RuleLimits {
  private RuleLimits() {}

  /** Refuses what the call has made of a group, if it is too much. */
  static void check(WriteCall call, SecurityGroup group, boolean egress) {
    List<SecurityGroupRule> rules = SecurityGroupXml.rules(call, group, egress).toList();
    int most = call.quotas().of(Quota.RULES_PER_SECURITY_GROUP);
    if (count(rules, false) > most || count(rules, true) > most) {
      throw new Ec2Exception(
          "RulesPerSecurityGroupLimitExceeded",
          "The maximum number of rules per security group has been reached.");
    }
  }

  private static long count(List<SecurityGroupRule> rules, boolean ipv6) {
    return rules.stream()
        .filter(
            rule ->
                switch (rule.peer()) {
                  case RulePeer.Block(var cidr) -> cidr.isIpv6() == ipv6;
                  case RulePeer.PrefixList list -> true;
                  case RulePeer.Group group -> true;
                })
        .count();
  }
}
