package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.route.RouteLimits;
import io.peerway.control.model.AddressFamily;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quota;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import java.util.Arrays;

/**
 * How many rules a security group may have. A reference to a group counts for both IP versions, one
 * to a prefix list for as many rules as the list may have entries.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC
 *     quotas</a>
 */
public final class RuleLimits {
  private RuleLimits() {}

  /** Refuses what the call has made of a group, if it is too much. */
  static void check(WriteCall call, SecurityGroup group, boolean egress) {
    if (!fits(call, group, egress)) {
      throw new Ec2Exception(
          "RulesPerSecurityGroupLimitExceeded",
          "The maximum number of rules per security group has been reached.");
    }
  }

  public static boolean fits(WriteCall call, SecurityGroup group, boolean egress) {
    return Arrays.stream(AddressFamily.values())
        .allMatch(
            family ->
                SecurityGroupXml.rules(call, group, egress)
                        .mapToLong(rule -> weight(call.inventory(), rule, family))
                        .sum()
                    <= call.quotas().of(Quota.RULES_PER_SECURITY_GROUP));
  }

  private static int weight(Inventory inventory, SecurityGroupRule rule, AddressFamily family) {
    return switch (rule.peer()) {
      case RulePeer.Block(var cidr) -> cidr.isIpv6() == (family == AddressFamily.IPV6) ? 1 : 0;
      case RulePeer.PrefixList list -> RouteLimits.weight(inventory, list.id(), family);
      case RulePeer.Group group -> 1;
    };
  }
}
