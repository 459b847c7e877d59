package io.peerway.control.rule;

import io.peerway.control.model.Cidr;
import io.peerway.control.model.Draft;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclAssociation;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Tags;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcDevice;
import java.util.List;
import java.util.Optional;

/**
 * What filters packets in every VPC from the start: a network ACL that lets everything through, and
 * a security group whose members reach each other and may send anything.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html">Default
 *     network ACL</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html">Default
 *     security groups</a>
 */
public final class FilterSetup {
  // The numbers that EC2 gives the rules of a default network ACL.
  private static final int ALLOW_IPV4 = 100;
  private static final int ALLOW_IPV6 = 101;

  private FilterSetup() {}

  /** Adds what a new VPC has. */
  static void create(Draft draft, Vpc vpc, Ids ids) {
    NetworkAcl acl =
        new NetworkAcl(ids.next(ResourceType.NETWORK_ACL), vpc.scope(), vpc.id(), true, List.of());
    draft.put(allowAll(acl, ALLOW_IPV4, Cidr.Ipv4.ALL));
    SecurityGroup group =
        new SecurityGroup(
            ids.next(ResourceType.SECURITY_GROUP),
            vpc.scope(),
            vpc.id(),
            SecurityGroup.DEFAULT_NAME,
            "default VPC security group",
            true);
    RulePeer itself =
        new RulePeer.Group(vpc.scope().account(), group.id(), vpc.id(), Optional.empty());
    draft.put(rule(group, false, itself, ids));
    create(draft, group, false, ids);
    if (!vpc.ipv6().isEmpty()) {
      ipv6Added(draft, vpc, ids);
    }
  }

  /** Adds a group, whose members may send anything. */
  public static void create(Draft draft, SecurityGroup group, boolean withIpv6, Ids ids) {
    draft.put(group);
    draft.put(rule(group, true, new RulePeer.Block(Cidr.Ipv4.ALL), ids));
    if (withIpv6) {
      draft.put(rule(group, true, new RulePeer.Block(Cidr.Ipv6.ALL), ids));
    }
  }

  /** Adds a subnet, which has its VPC's default network ACL. */
  public static void addSubnet(Draft draft, Subnet subnet, Ids ids) {
    draft.put(subnet);
    NetworkAcl acl = defaultAcl(draft.inventory(), subnet.vpcId());
    draft.put(
        new NetworkAclAssociation(ids.next("aclassoc"), subnet.scope(), acl.id(), subnet.id()));
  }

  /** Removes what {@link #addSubnet} added. */
  public static void removeSubnet(Draft draft, Subnet subnet) {
    draft.inventory().by(NetworkAclAssociation.BY_SUBNET, subnet.id()).forEach(draft::delete);
    draft.delete(subnet);
  }

  /**
   * Lets IPv6 through as IPv4 is: a VPC that had no IPv6 block has one now. Rules that somebody
   * changed stay as they are.
   */
  public static void ipv6Added(Draft draft, Vpc vpc, Ids ids) {
    NetworkAcl acl = defaultAcl(draft.inventory(), vpc.id());
    if (acl.entries().equals(allowAll(empty(acl), ALLOW_IPV4, Cidr.Ipv4.ALL).entries())) {
      draft.put(allowAll(acl, ALLOW_IPV6, Cidr.Ipv6.ALL));
    }
    for (SecurityGroup group : draft.inventory().by(SecurityGroup.BY_VPC, vpc.id())) {
      List<SecurityGroupRule> egress =
          draft.inventory().by(SecurityGroupRule.BY_GROUP, group.id()).stream()
              .filter(SecurityGroupRule::egress)
              .toList();
      SecurityGroupRule ipv4 = rule(group, true, new RulePeer.Block(Cidr.Ipv4.ALL), ids);
      if (egress.size() == 1 && egress.getFirst().allowsSameAs(ipv4)) {
        draft.put(rule(group, true, new RulePeer.Block(Cidr.Ipv6.ALL), ids));
      }
    }
  }

  /** Whether a VPC has network ACLs or security groups that somebody created. */
  public static boolean hasMore(Inventory inventory, String vpcId) {
    return inventory.by(NetworkAcl.BY_VPC, vpcId).stream().anyMatch(acl -> !acl.isDefault())
        || inventory.by(SecurityGroup.BY_VPC, vpcId).stream().anyMatch(g -> !g.isDefault());
  }

  /** Removes what {@link #create} added, with a VPC that has no subnets any more. */
  public static void remove(Draft draft, String vpcId) {
    draft.inventory().find(VpcDevice.KIND, vpcId).ifPresent(draft::delete);
    for (NetworkAcl acl : draft.inventory().by(NetworkAcl.BY_VPC, vpcId)) {
      Tags.forget(draft, acl.id());
      draft.delete(acl);
    }
    for (SecurityGroup group : draft.inventory().by(SecurityGroup.BY_VPC, vpcId)) {
      remove(draft, group);
    }
  }

  /** Removes a group and its rules. */
  public static void remove(Draft draft, SecurityGroup group) {
    for (SecurityGroupRule rule : draft.inventory().by(SecurityGroupRule.BY_GROUP, group.id())) {
      Tags.forget(draft, rule.id());
      draft.delete(rule);
    }
    Tags.forget(draft, group.id());
    draft.delete(group);
  }

  private static NetworkAcl defaultAcl(Inventory inventory, String vpcId) {
    return inventory.by(NetworkAcl.BY_VPC, vpcId).stream()
        .filter(NetworkAcl::isDefault)
        .findFirst()
        .orElseThrow();
  }

  private static NetworkAcl empty(NetworkAcl acl) {
    return new NetworkAcl(acl.id(), acl.scope(), acl.vpcId(), acl.isDefault(), List.of());
  }

  private static NetworkAcl allowAll(NetworkAcl acl, int number, Cidr cidr) {
    return acl.with(NetworkAclEntry.allowAll(number, true, cidr))
        .with(NetworkAclEntry.allowAll(number, false, cidr));
  }

  private static SecurityGroupRule rule(
      SecurityGroup group, boolean egress, RulePeer peer, Ids ids) {
    return new SecurityGroupRule(
        ids.next(ResourceType.SECURITY_GROUP_RULE),
        group.scope(),
        group.id(),
        egress,
        RuleTraffic.ALL,
        peer,
        Optional.empty());
  }
}
