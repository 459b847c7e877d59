package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcDevice;
import io.peerway.control.rule.FilterSetup;
import io.peerway.control.rule.VpcSetup;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** CreateSecurityGroup, DescribeSecurityGroups, DeleteSecurityGroup. */
public final class SecurityGroupActions {
  private static final int MOST_RESULTS = 1000;

  private static final Filters<SecurityGroup> FILTERS =
      Filters.<SecurityGroup>tagged(SecurityGroup::id)
          .on("description", SecurityGroup::description)
          .on("group-id", SecurityGroup::id)
          .on("group-name", SecurityGroup::name)
          .on("owner-id", group -> group.scope().account())
          .on("vpc-id", SecurityGroup::vpcId);

  static {
    SecurityGroupXml.addFilters(FILTERS);
  }

  private SecurityGroupActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateSecurityGroup", SecurityGroupActions::create)
            .takes("GroupName", "GroupDescription", "VpcId")
            .takesTags(),
        Action.read("DescribeSecurityGroups", SecurityGroupActions::describe)
            .takes("GroupId.N", "GroupName.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteSecurityGroup", SecurityGroupActions::delete)
            .takes("GroupId", "GroupName"));
  }

  private static void create(WriteCall call, Xml xml) {
    String name = call.parameters().required("GroupName").strip();
    String description = call.parameters().required("GroupDescription");
    Vpc vpc = vpc(call);
    Permission.checkText(name, "security group name", "names");
    Permission.checkText(description, "security group description", "descriptions");
    if (name.startsWith(ResourceType.SECURITY_GROUP.idPrefix() + "-")) {
      throw Errors.invalidValue(
          "invalid value for parameter groupName: "
              + name
              + ". Group names may not be in the format sg-*.");
    }
    if (name.equals(SecurityGroup.DEFAULT_NAME)) {
      throw Errors.invalidValue("Cannot use reserved security group name: " + name);
    }
    boolean taken =
        call.inventory().by(SecurityGroup.BY_VPC, vpc.id()).stream()
            .anyMatch(other -> other.name().equals(name));
    if (taken) {
      throw new Ec2Exception(
          "InvalidGroup.Duplicate",
          "The security group '" + name + "' already exists for VPC '" + vpc.id() + "'");
    }
    int others = call.inventory().by(SecurityGroup.BY_SCOPE, call.caller()).size();
    if (others >= call.quotas().of(Quota.SECURITY_GROUPS_PER_REGION)) {
      throw new Ec2Exception(
          "SecurityGroupLimitExceeded", "The maximum number of security groups has been reached.");
    }
    SecurityGroup group =
        new SecurityGroup(
            call.ids().next(ResourceType.SECURITY_GROUP),
            call.caller(),
            vpc.id(),
            name,
            description,
            false);
    FilterSetup.create(call.draft(), group, !vpc.ipv6().isEmpty(), call.ids());
    TagSpecifications.apply(call, ResourceType.SECURITY_GROUP, group.id());
    xml.text("return", true).text("groupId", group.id());
    TagSpecifications.write(call, xml, group.id());
    xml.text("securityGroupArn", SecurityGroupXml.arn(group));
  }

  private static Vpc vpc(WriteCall call) {
    if (call.parameters().text("VpcId").isPresent()) {
      return Lookup.VPC.required(call, "VpcId");
    }
    return VpcSetup.findDefault(call.inventory(), call.caller())
        .orElseThrow(() -> new Ec2Exception("VPCIdNotSpecified", "No default VPC for this user"));
  }

  private static void describe(Call call, Xml xml) {
    Predicate<SecurityGroup> wanted = FILTERS.of(call);
    List<String> names = call.parameters().list("GroupName");
    Collection<SecurityGroup> others =
        names.isEmpty()
            ? call.inventory().by(SecurityGroup.BY_SCOPE, call.caller())
            : names.stream().distinct().map(name -> GroupLookup.named(call, name)).toList();
    Stream<SecurityGroup> groups =
        Lookup.SECURITY_GROUP.listed(call, "GroupId", others).stream().filter(wanted);
    Page.of(call, groups, SecurityGroup::id, MOST_RESULTS)
        .write(xml, "securityGroupInfo", group -> SecurityGroupXml.write(call, xml, group));
  }

  private static void delete(WriteCall call, Xml xml) {
    SecurityGroup group = GroupLookup.required(call);
    if (group.isDefault()) {
      throw new Ec2Exception(
          "CannotDelete",
          "the specified group: \""
              + group.id()
              + "\" name: \""
              + group.name()
              + "\" cannot be deleted by a user");
    }
    if (isReferenced(call, group)
        || !call.inventory().by(NetworkInterface.BY_GROUP, group.id()).isEmpty()
        || !call.inventory().by(VpcDevice.BY_GROUP, group.id()).isEmpty()) {
      throw new Ec2Exception(
          "DependencyViolation", "resource " + group.id() + " has a dependent object");
    }
    FilterSetup.remove(call.draft(), group);
    xml.text("return", true).text("groupId", group.id());
  }

  // A peer's reference does not keep a group: it goes stale.
  private static boolean isReferenced(Call call, SecurityGroup group) {
    return call.inventory().by(SecurityGroupRule.BY_REFERENCED_GROUP, group.id()).stream()
        .filter(rule -> !rule.groupId().equals(group.id()))
        .map(rule -> (RulePeer.Group) rule.peer())
        .anyMatch(reference -> reference.peeringId().isEmpty());
  }
}
