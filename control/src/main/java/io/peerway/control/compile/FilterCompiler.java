package io.peerway.control.compile;

import io.peerway.control.model.Cidr;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclAssociation;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.PrefixListVersion;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Subnet;
import io.peerway.control.rule.GroupReferences;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.AclRules;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.SecurityRules;
import io.peerway.dataplane.state.SubnetAcl;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles network ACLs and security groups, each once: subnets with the same ACL share its rules,
 * and so do interfaces with the same groups.
 *
 * <p>Not for use by several threads.
 */
final class FilterCompiler {
  private record AclDirections(AclRules ingress, AclRules egress) {}

  private final Map<String, AclDirections> acls = new HashMap<>();
  private final Map<List<String>, InterfaceSecurity> byGroups = new HashMap<>();

  /** Forgets what is not what it was. */
  void forget(Affected affected) {
    affected.networkAcls().forEach(acls::remove);
    byGroups
        .keySet()
        .removeIf(groups -> groups.stream().anyMatch(affected.securityGroups()::contains));
  }

  /** The network ACL of a subnet. */
  SubnetAcl acl(Inventory inventory, Subnet subnet) {
    String id =
        inventory.by(NetworkAclAssociation.BY_SUBNET, subnet.id()).iterator().next().networkAclId();
    AclDirections acl =
        acls.computeIfAbsent(
            id, absent -> compile(inventory.find(NetworkAcl.KIND, id).orElseThrow()));
    return new SubnetAcl(subnet.id(), id, acl.ingress(), acl.egress());
  }

  /**
   * What holds an interface's packets to security groups: the same for all that have the same.
   *
   * @param groups ids, sorted; at least one
   */
  InterfaceSecurity security(Inventory inventory, List<String> groups) {
    return byGroups.computeIfAbsent(
        groups,
        absent ->
            new InterfaceSecurity(
                groups,
                SecurityRules.of(rules(inventory, groups, false), rules(inventory, groups, true))));
  }

  private static AclDirections compile(NetworkAcl acl) {
    return new AclDirections(rules(acl, false), rules(acl, true));
  }

  private static AclRules rules(NetworkAcl acl, boolean egress) {
    return AclRules.of(
        acl.entries().stream()
            .filter(entry -> entry.egress() == egress)
            .map(FilterCompiler::rule)
            .toList());
  }

  private static AclRule rule(NetworkAclEntry entry) {
    return new AclRule(
        entry.number(), entry.allow(), traffic(entry.traffic()), peers(entry.cidr()));
  }

  private static List<SecurityRule> rules(
      Inventory inventory, List<String> groups, boolean egress) {
    return groups.stream()
        .flatMap(group -> inventory.by(SecurityGroupRule.BY_GROUP, group).stream())
        .filter(rule -> rule.egress() == egress)
        .map(
            rule ->
                new SecurityRule(rule.id(), traffic(rule.traffic()), peers(inventory, rule.peer())))
        .toList();
  }

  private static Traffic traffic(RuleTraffic traffic) {
    return switch (traffic.protocol()) {
      case RuleTraffic.ANY -> Traffic.all();
      case RuleTraffic.ICMP -> Traffic.icmp(traffic.from(), traffic.to());
      case RuleTraffic.ICMPV6 -> Traffic.icmpv6(traffic.from(), traffic.to());
      case RuleTraffic.TCP -> Traffic.tcp(traffic.from(), traffic.to());
      case RuleTraffic.UDP -> Traffic.udp(traffic.from(), traffic.to());
      default -> Traffic.of(traffic.protocol());
    };
  }

  private static Peers peers(Inventory inventory, RulePeer peer) {
    return switch (peer) {
      case RulePeer.Block(Cidr cidr) -> peers(cidr);
      case RulePeer.PrefixList list -> peers(PrefixListVersion.blocks(inventory, list.id()));
      case RulePeer.Group group ->
          GroupReferences.isStale(inventory, group) ? Peers.nobody() : Peers.ofGroup(group.id());
    };
  }

  private static Peers peers(List<Cidr> blocks) {
    List<Ipv4Prefix> ipv4 = new ArrayList<>();
    List<Ipv6Prefix> ipv6 = new ArrayList<>();
    for (Cidr block : blocks) {
      switch (block) {
        case Cidr.Ipv4(var prefix) -> ipv4.add(prefix);
        case Cidr.Ipv6(var prefix) -> ipv6.add(prefix);
      }
    }
    return Peers.of(ipv4, ipv6);
  }

  private static Peers peers(Cidr cidr) {
    return switch (cidr) {
      case Cidr.Ipv4(var prefix) -> Peers.of(prefix);
      case Cidr.Ipv6(var prefix) -> Peers.of(prefix);
    };
  }
}
