package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.GroupReferences;
import java.util.List;
import java.util.stream.Stream;

/**
 * DescribeSecurityGroupReferences, DescribeStaleSecurityGroups: references across peerings, seen
 * from the group that is referenced and from the VPC whose rules lead nowhere any more.
 */
public final class GroupReferenceActions {
  private static final int MOST_RESULTS = 255;

  private record Reference(String groupId, String vpcId, String peeringId) {}

  private GroupReferenceActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("DescribeSecurityGroupReferences", GroupReferenceActions::describeReferences)
            .takes("GroupId.N"),
        Action.read("DescribeStaleSecurityGroups", GroupReferenceActions::describeStale)
            .takes("VpcId")
            .takesPages());
  }

  private static void describeReferences(Call call, Xml xml) {
    List<String> ids = call.parameters().list("GroupId");
    if (ids.isEmpty()) {
      throw Errors.missingParameter("GroupId");
    }
    xml.list(
        "securityGroupReferenceSet",
        ids.stream()
            .map(id -> Lookup.SECURITY_GROUP.find(call, id))
            .flatMap(group -> references(call, group))
            .distinct()
            .toList(),
        reference ->
            xml.text("groupId", reference.groupId())
                .text("referencingVpcId", reference.vpcId())
                .text("vpcPeeringConnectionId", reference.peeringId()));
  }

  private static Stream<Reference> references(Call call, SecurityGroup group) {
    return call.inventory().by(SecurityGroupRule.BY_REFERENCED_GROUP, group.id()).stream()
        .flatMap(rule -> across(call, group, rule));
  }

  private static Stream<Reference> across(Call call, SecurityGroup to, SecurityGroupRule rule) {
    RulePeer.Group reference = (RulePeer.Group) rule.peer();
    if (GroupReferences.isStale(call.inventory(), reference)) {
      return Stream.empty();
    }
    String from = call.inventory().find(SecurityGroup.KIND, rule.groupId()).orElseThrow().vpcId();
    return reference.peeringId().stream().map(id -> new Reference(to.id(), from, id));
  }

  private static void describeStale(Call call, Xml xml) {
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    Stream<SecurityGroup> stale =
        call.inventory().by(SecurityGroup.BY_VPC, vpc.id()).stream()
            .filter(
                group ->
                    !staleRules(call, group, false).isEmpty()
                        || !staleRules(call, group, true).isEmpty());
    Page.of(call, stale, SecurityGroup::id, MOST_RESULTS)
        .write(
            xml,
            "staleSecurityGroupSet",
            group -> {
              xml.text("groupId", group.id())
                  .text("groupName", group.name())
                  .text("description", group.description())
                  .text("vpcId", group.vpcId());
              writeStale(call, xml, "staleIpPermissions", staleRules(call, group, false));
              writeStale(call, xml, "staleIpPermissionsEgress", staleRules(call, group, true));
            });
  }

  private static List<SecurityGroupRule> staleRules(
      Call call, SecurityGroup group, boolean egress) {
    return SecurityGroupXml.rules(call, group, egress)
        .filter(
            rule ->
                rule.peer() instanceof RulePeer.Group reference
                    && GroupReferences.isStale(call.inventory(), reference))
        .toList();
  }

  private static void writeStale(
      Call call, Xml xml, String listName, List<SecurityGroupRule> rules) {
    xml.list(
        listName,
        SecurityGroupXml.byTraffic(rules).entrySet(),
        permission -> {
          SecurityGroupXml.writeTraffic(xml, permission.getKey());
          xml.list(
              "groups",
              permission.getValue(),
              rule -> SecurityGroupXml.writeGroup(call, xml, rule));
        });
  }
}
