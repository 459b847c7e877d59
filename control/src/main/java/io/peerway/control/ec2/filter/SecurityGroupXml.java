package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.rule.GroupReferences;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes security groups with their rules by protocol and ports, and finds groups by rules. */
final class SecurityGroupXml {
  private SecurityGroupXml() {}

  static String arn(SecurityGroup group) {
    return group.scope().arn("security-group", group.id());
  }

  static void write(Call call, Xml xml, SecurityGroup group) {
    xml.text("ownerId", group.scope().account())
        .text("groupId", group.id())
        .text("groupName", group.name())
        .text("groupDescription", group.description())
        .text("vpcId", group.vpcId())
        .text("securityGroupArn", arn(group));
    writePermissions(call, xml, "ipPermissions", rules(call, group, false).toList());
    writePermissions(call, xml, "ipPermissionsEgress", rules(call, group, true).toList());
    TagSpecifications.write(call, xml, group.id());
  }

  /** The rules of a group in one direction. */
  static Stream<SecurityGroupRule> rules(Call call, SecurityGroup group, boolean egress) {
    return call.inventory().by(SecurityGroupRule.BY_GROUP, group.id()).stream()
        .filter(rule -> rule.egress() == egress);
  }

  /** Writes rules as EC2 groups them: one item for each protocol and port range. */
  private static void writePermissions(
      Call call, Xml xml, String listName, List<SecurityGroupRule> rules) {
    xml.list(
        listName,
        byTraffic(rules).entrySet(),
        one -> {
          writeTraffic(xml, one.getKey());
          xml.list("groups", of(one, PeerType.GROUP), rule -> writeGroup(call, xml, rule));
          writeBlocks(xml, "ipRanges", "cidrIp", of(one, PeerType.IPV4));
          writeBlocks(xml, "ipv6Ranges", "cidrIpv6", of(one, PeerType.IPV6));
          writeBlocks(xml, "prefixListIds", "prefixListId", of(one, PeerType.PREFIX_LIST));
        });
  }

  /** Rules by what they are for, in the order in which it first comes. */
  static Map<RuleTraffic, List<SecurityGroupRule>> byTraffic(List<SecurityGroupRule> rules) {
    return rules.stream()
        .collect(
            Collectors.groupingBy(
                SecurityGroupRule::traffic, LinkedHashMap::new, Collectors.toList()));
  }

  private static List<SecurityGroupRule> of(
      Map.Entry<RuleTraffic, List<SecurityGroupRule>> permission, PeerType type) {
    return permission.getValue().stream().filter(rule -> PeerType.of(rule.peer()) == type).toList();
  }

  /** Writes a protocol, and ports where there are any. */
  static void writeTraffic(Xml xml, RuleTraffic traffic) {
    xml.text("ipProtocol", RuleProtocols.text(traffic.protocol()));
    if (traffic.hasPorts() || traffic.isIcmp()) {
      xml.text("fromPort", traffic.from()).text("toPort", traffic.to());
    }
  }

  private static void writeBlocks(
      Xml xml, String listName, String name, List<SecurityGroupRule> rules) {
    xml.list(
        listName,
        rules,
        rule -> xml.text(name, rule.peer().text()).text("description", rule.description()));
  }

  /** Writes the group that a rule references, with the peering that is between. */
  static void writeGroup(Call call, Xml xml, SecurityGroupRule rule) {
    RulePeer.Group group = (RulePeer.Group) rule.peer();
    if (call.inventory().find(SecurityGroup.KIND, group.id()).isPresent()) {
      xml.text("userId", group.account());
    }
    xml.text("groupId", group.id());
    writePeering(call, xml, group);
    xml.text("description", rule.description());
  }

  private static void writePeering(Call call, Xml xml, RulePeer.Group group) {
    if (group.peeringId().isPresent()) {
      xml.text("vpcId", group.vpcId())
          .text("vpcPeeringConnectionId", group.peeringId())
          .text(
              "peeringStatus",
              GroupReferences.status(call.inventory(), group).map(state -> state.code()));
    }
  }

  /** Writes a rule by itself. */
  static void writeRule(Call call, Xml xml, SecurityGroupRule rule) {
    writeRuleStart(xml, rule);
    xml.text("groupOwnerId", rule.scope().account());
    if (rule.peer() instanceof RulePeer.Group group) {
      xml.element(
          "referencedGroupInfo",
          () -> {
            if (call.inventory().find(SecurityGroup.KIND, group.id()).isPresent()) {
              xml.text("userId", group.account());
            }
            xml.text("groupId", group.id());
            writePeering(call, xml, group);
          });
    } else {
      xml.text(PeerType.of(rule.peer()).element(), rule.peer().text());
    }
    xml.text("securityGroupRuleArn", rule.scope().arn("security-group-rule", rule.id()));
    TagSpecifications.write(call, xml, rule.id());
  }

  /** Writes a rule that has just been revoked. */
  static void writeRevoked(Xml xml, SecurityGroupRule rule) {
    writeRuleStart(xml, rule);
    xml.text(PeerType.of(rule.peer()).element(), rule.peer().text());
  }

  private static void writeRuleStart(Xml xml, SecurityGroupRule rule) {
    xml.text("securityGroupRuleId", rule.id())
        .text("groupId", rule.groupId())
        .text("isEgress", rule.egress())
        .text("ipProtocol", RuleProtocols.text(rule.traffic().protocol()))
        .text("fromPort", rule.traffic().from())
        .text("toPort", rule.traffic().to())
        .text("description", rule.description());
  }

  static void addFilters(Filters<SecurityGroup> filters) {
    for (boolean egress : new boolean[] {false, true}) {
      String start = egress ? "egress.ip-permission." : "ip-permission.";
      addPeer(filters, egress, start + "cidr", PeerType.IPV4);
      addPeer(filters, egress, start + "group-id", PeerType.GROUP);
      addPeer(filters, egress, start + "ipv6-cidr", PeerType.IPV6);
      addPeer(filters, egress, start + "prefix-list-id", PeerType.PREFIX_LIST);
      add(filters, egress, start + "from-port", r -> Stream.of(text(r.traffic().from())));
      add(filters, egress, start + "to-port", r -> Stream.of(text(r.traffic().to())));
      add(
          filters,
          egress,
          start + "protocol",
          rule -> Stream.of(RuleProtocols.text(rule.traffic().protocol())));
      add(
          filters,
          egress,
          start + "user-id",
          rule ->
              rule.peer() instanceof RulePeer.Group group
                  ? Stream.of(group.account())
                  : Stream.empty());
      filters.onAny(
          start + "group-name",
          (call, group) ->
              rules(call, group, egress)
                  .filter(rule -> rule.peer() instanceof RulePeer.Group)
                  .flatMap(
                      rule ->
                          call
                              .inventory()
                              .find(SecurityGroup.KIND, rule.peer().text())
                              .map(SecurityGroup::name)
                              .stream()));
    }
  }

  private static String text(int number) {
    return Integer.toString(number);
  }

  private static void addPeer(
      Filters<SecurityGroup> filters, boolean egress, String name, PeerType type) {
    add(
        filters,
        egress,
        name,
        rule -> PeerType.of(rule.peer()) == type ? Stream.of(rule.peer().text()) : Stream.empty());
  }

  private static void add(
      Filters<SecurityGroup> filters,
      boolean egress,
      String name,
      Function<SecurityGroupRule, Stream<String>> field) {
    filters.onAny(name, (call, group) -> rules(call, group, egress).flatMap(field));
  }
}
