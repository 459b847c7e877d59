package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Tags;
import io.peerway.control.model.Vpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * AuthorizeSecurityGroupIngress and -Egress, RevokeSecurityGroupIngress and -Egress: the rules of a
 * group by what they allow.
 */
public final class GroupPermissionActions {
  /** How one rule was described before there was {@code IpPermissions}; for ingress only. */
  private static final String[] FLAT = {
    "IpProtocol",
    "FromPort",
    "ToPort",
    "CidrIp",
    "SourceSecurityGroupName",
    "SourceSecurityGroupOwnerId"
  };

  private GroupPermissionActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("AuthorizeSecurityGroupIngress", (call, xml) -> authorize(call, xml, false))
            .takes("GroupId", "GroupName")
            .takes(Permission.PARAMETERS)
            .takes(FLAT)
            .takesTags(),
        Action.write("AuthorizeSecurityGroupEgress", (call, xml) -> authorize(call, xml, true))
            .takes("GroupId")
            .takes(Permission.PARAMETERS)
            .takesTags()
            .refuses(FLAT),
        Action.write("RevokeSecurityGroupIngress", (call, xml) -> revoke(call, xml, false))
            .takes("GroupId", "GroupName", "SecurityGroupRuleId.N")
            .takes(Permission.PARAMETERS)
            .takes(FLAT),
        Action.write("RevokeSecurityGroupEgress", (call, xml) -> revoke(call, xml, true))
            .takes("GroupId", "SecurityGroupRuleId.N")
            .takes(Permission.PARAMETERS)
            .refuses(FLAT));
  }

  private static void authorize(WriteCall call, Xml xml, boolean egress) {
    SecurityGroup group = GroupLookup.required(call);
    List<SecurityGroupRule> before = SecurityGroupXml.rules(call, group, egress).toList();
    List<SecurityGroupRule> added = new ArrayList<>();
    for (Permission permission : permissions(call, egress)) {
      SecurityGroupRule rule =
          new SecurityGroupRule(
              call.ids().next(ResourceType.SECURITY_GROUP_RULE),
              group.scope(),
              group.id(),
              egress,
              permission.traffic(),
              permission.resolve(call, group),
              permission.description());
      if (before.stream().anyMatch(rule::allowsSameAs)) {
        throw duplicate(rule);
      }
      call.draft().put(rule);
      TagSpecifications.apply(call, ResourceType.SECURITY_GROUP_RULE, rule.id());
      added.add(rule);
    }
    RuleLimits.check(call, group, egress);
    xml.text("return", true)
        .list("securityGroupRuleSet", added, rule -> SecurityGroupXml.writeRule(call, xml, rule));
  }

  private static void revoke(WriteCall call, Xml xml, boolean egress) {
    SecurityGroup group = GroupLookup.required(call);
    List<SecurityGroupRule> before = SecurityGroupXml.rules(call, group, egress).toList();
    List<SecurityGroupRule> revoked = new ArrayList<>();
    List<Permission> unknown = new ArrayList<>();
    List<String> ids = call.parameters().list("SecurityGroupRuleId");
    for (String id : ids) {
      Lookup.SECURITY_GROUP_RULE.checkForm(id);
      revoked.add(
          before.stream()
              .filter(rule -> rule.id().equals(id))
              .findFirst()
              .orElseThrow(() -> Lookup.SECURITY_GROUP_RULE.notFound(id)));
    }
    if (ids.isEmpty()) {
      for (Permission permission : permissions(call, egress)) {
        before.stream()
            .filter(permission::describes)
            .findFirst()
            .ifPresentOrElse(revoked::add, () -> unknown.add(permission));
      }
    }
    // EC2 minds only outside of the default VPC.
    if (!unknown.isEmpty() && !isInDefaultVpc(call, group)) {
      throw notFound();
    }
    for (SecurityGroupRule rule : revoked) {
      Tags.forget(call.draft(), rule.id());
      call.draft().delete(rule);
    }
    xml.text("return", true)
        .list("unknownIpPermissionSet", unknown, permission -> writeUnknown(xml, permission))
        .list(
            "revokedSecurityGroupRuleSet",
            revoked,
            rule -> SecurityGroupXml.writeRevoked(xml, rule));
  }

  /** The rules that the call describes in either way. */
  private static List<Permission> permissions(Call call, boolean egress) {
    List<Permission> listed = Permission.listed(call, egress);
    if (!listed.isEmpty()) {
      return listed;
    }
    Parameters given = call.parameters();
    Optional<String> group = given.text("SourceSecurityGroupName");
    if (group.isPresent()) {
      if (given.text("CidrIp").isPresent() || given.text("IpProtocol").isPresent()) {
        throw Errors.invalidCombination(
            "The parameter 'sourceSecurityGroupName' may not be used in combination with"
                + " 'cidrIp' or 'ipProtocol'");
      }
      // Such a rule is for everything.
      String id = GroupLookup.named(call, group.get()).id();
      return List.of(
          Permission.group(
              RuleTraffic.ALL, id, given.text("SourceSecurityGroupOwnerId"), Optional.empty()));
    }
    if (egress) {
      throw Errors.missingParameter("IpPermissions");
    }
    RuleTraffic traffic = RuleProtocols.traffic(given);
    String cidr = given.text("CidrIp").orElseThrow(() -> Permission.missingPeer(false));
    return List.of(Permission.ipv4(traffic, cidr, Optional.empty()));
  }

  private static boolean isInDefaultVpc(Call call, SecurityGroup group) {
    return call.inventory().find(Vpc.KIND, group.vpcId()).filter(Vpc::isDefault).isPresent();
  }

  static Ec2Exception notFound() {
    return new Ec2Exception(
        "InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
  }

  static Ec2Exception duplicate(SecurityGroupRule rule) {
    RuleTraffic traffic = rule.traffic();
    String what =
        switch (traffic.protocol()) {
          case RuleTraffic.ANY -> "ALL";
          case RuleTraffic.TCP, RuleTraffic.UDP ->
              name(traffic) + ", from port: " + traffic.from() + ", to port: " + traffic.to();
          case RuleTraffic.ICMP, RuleTraffic.ICMPV6 ->
              name(traffic) + ", type: " + orAll(traffic.from()) + ", code: " + orAll(traffic.to());
          default -> "protocol: " + traffic.protocol();
        };
    return new Ec2Exception(
        "InvalidPermission.Duplicate",
        "the specified rule \"peer: "
            + rule.peer().text()
            + ", "
            + what
            + ", ALLOW\" already exists");
  }

  private static String name(RuleTraffic traffic) {
    return RuleProtocols.text(traffic.protocol()).toUpperCase(Locale.ROOT);
  }

  private static String orAll(int number) {
    return number == RuleTraffic.ANY ? "ALL" : Integer.toString(number);
  }

  private static void writeUnknown(Xml xml, Permission permission) {
    SecurityGroupXml.writeTraffic(xml, permission.traffic());
    switch (permission.type()) {
      case GROUP -> xml.list("groups", List.of(permission.peer()), id -> xml.text("groupId", id));
      case IPV4 ->
          xml.list("ipRanges", List.of(permission.peer()), cidr -> xml.text("cidrIp", cidr));
      case IPV6 ->
          xml.list("ipv6Ranges", List.of(permission.peer()), cidr -> xml.text("cidrIpv6", cidr));
      case PREFIX_LIST ->
          xml.list("prefixListIds", List.of(permission.peer()), id -> xml.text("prefixListId", id));
    }
  }
}
