package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DescribeSecurityGroupRules, ModifySecurityGroupRules, UpdateSecurityGroupRuleDescriptionsIngress
 * and -Egress: rules by their ids.
 */
public final class SecurityGroupRuleActions {
  private static final int MOST_RESULTS = 1000;
  private static final String UPDATE = "SecurityGroupRule.N.SecurityGroupRule.";

  private static final Filters<SecurityGroupRule> FILTERS =
      Filters.<SecurityGroupRule>tagged(SecurityGroupRule::id)
          .on("group-id", SecurityGroupRule::groupId)
          .on("security-group-rule-id", SecurityGroupRule::id);

  private SecurityGroupRuleActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("DescribeSecurityGroupRules", SecurityGroupRuleActions::describe)
            .takes("SecurityGroupRuleId.N")
            .takesFilters()
            .takesPages(),
        Action.write("ModifySecurityGroupRules", SecurityGroupRuleActions::modify)
            .takes("GroupId", "SecurityGroupRule.N.SecurityGroupRuleId")
            .takes(UPDATE + "IpProtocol", UPDATE + "FromPort", UPDATE + "ToPort")
            .takes(UPDATE + "CidrIpv4", UPDATE + "CidrIpv6")
            .takes(UPDATE + "PrefixListId")
            .takes(UPDATE + "ReferencedGroupId", UPDATE + "Description"),
        updateDescriptions("UpdateSecurityGroupRuleDescriptionsIngress", false).takes("GroupName"),
        updateDescriptions("UpdateSecurityGroupRuleDescriptionsEgress", true).takes("GroupName"));
  }

  private static Action updateDescriptions(String name, boolean egress) {
    return Action.write(name, (call, xml) -> describeAnew(call, xml, egress))
        .takes("GroupId")
        .takes(Permission.PARAMETERS)
        .takes(
            "SecurityGroupRuleDescription.N.SecurityGroupRuleId",
            "SecurityGroupRuleDescription.N.Description");
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.SECURITY_GROUP_RULE.wanted(
                call, "SecurityGroupRuleId", SecurityGroupRule.BY_SCOPE, FILTERS),
            SecurityGroupRule::id,
            MOST_RESULTS)
        .write(xml, "securityGroupRuleSet", rule -> SecurityGroupXml.writeRule(call, xml, rule));
  }

  private static void modify(WriteCall call, Xml xml) {
    SecurityGroup group = Lookup.SECURITY_GROUP.required(call, "GroupId");
    List<Parameters> updates = call.parameters().structures("SecurityGroupRule");
    if (updates.isEmpty()) {
      throw Errors.missingParameter("SecurityGroupRule");
    }
    for (Parameters update : updates) {
      SecurityGroupRule old = rule(call, group, update.required("SecurityGroupRuleId"));
      Permission permission = permission(update.structure("SecurityGroupRule"));
      if (permission.type() != PeerType.of(old.peer())) {
        throw Errors.invalidValue(
            "You cannot change the type of the security group rule " + old.id());
      }
      SecurityGroupRule changed =
          old.withTraffic(permission.traffic(), permission.resolve(call, group))
              .withDescription(permission.description());
      boolean taken =
          SecurityGroupXml.rules(call, group, old.egress())
              .anyMatch(other -> !other.id().equals(old.id()) && other.allowsSameAs(changed));
      if (taken) {
        throw GroupPermissionActions.duplicate(changed);
      }
      call.draft().put(changed);
      RuleLimits.check(call, group, old.egress());
    }
    xml.text("return", true);
  }

  /** A rule as a whole: what is not said of it, it does not have. */
  private static Permission permission(Parameters given) {
    RuleTraffic traffic = RuleProtocols.traffic(given);
    Optional<String> description = Permission.description(given);
    List<Permission> peers = new ArrayList<>();
    given
        .text("CidrIpv4")
        .ifPresent(cidr -> peers.add(Permission.ipv4(traffic, cidr, description)));
    given
        .text("CidrIpv6")
        .ifPresent(cidr -> peers.add(Permission.ipv6(traffic, cidr, description)));
    given
        .text("PrefixListId")
        .ifPresent(id -> peers.add(Permission.prefixList(traffic, id, description)));
    given
        .text("ReferencedGroupId")
        .ifPresent(id -> peers.add(Permission.group(traffic, id, Optional.empty(), description)));
    if (peers.size() != 1) {
      throw Errors.invalidCombination(
          "The request must contain exactly one of cidrIpv4, cidrIpv6, prefixListId,"
              + " referencedGroupId");
    }
    return peers.getFirst();
  }

  private static void describeAnew(WriteCall call, Xml xml, boolean egress) {
    SecurityGroup group = GroupLookup.required(call);
    List<Parameters> byId = call.parameters().structures("SecurityGroupRuleDescription");
    List<Permission> permissions = Permission.listed(call, egress);
    if (byId.isEmpty() == permissions.isEmpty()) {
      String message =
          "The request must contain exactly one of ipPermissions, securityGroupRuleDescriptions";
      throw byId.isEmpty()
          ? new Ec2Exception("MissingParameter", message)
          : Errors.invalidCombination(message);
    }
    for (Parameters one : byId) {
      SecurityGroupRule rule = rule(call, group, one.required("SecurityGroupRuleId"));
      if (rule.egress() != egress) {
        throw Lookup.SECURITY_GROUP_RULE.notFound(rule.id());
      }
      call.draft().put(rule.withDescription(Permission.description(one)));
    }
    for (Permission permission : permissions) {
      SecurityGroupRule rule =
          SecurityGroupXml.rules(call, group, egress)
              .filter(permission::describes)
              .findFirst()
              .orElseThrow(GroupPermissionActions::notFound);
      call.draft().put(rule.withDescription(permission.description()));
    }
    xml.text("return", true);
  }

  private static SecurityGroupRule rule(Call call, SecurityGroup group, String id) {
    SecurityGroupRule rule = Lookup.SECURITY_GROUP_RULE.find(call, id);
    if (!rule.groupId().equals(group.id())) {
      throw Lookup.SECURITY_GROUP_RULE.notFound(id);
    }
    return rule;
  }
}
