package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RuleAction;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleDescription;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The AWS SDK writes every request about what filters packets, and reads every answer. */
class SdkFilterShapesTest {
  private static TestControlPlane plane;
  private static Ec2Client ec2;

  @BeforeAll
  static void start() {
    plane = new TestControlPlane();
    ec2 = plane.ec2();
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  private static String createVpc(Ec2Client by, String block) {
    return by.createVpc(r -> r.cidrBlock(block).amazonProvidedIpv6CidrBlock(true)).vpc().vpcId();
  }

  private static TagSpecification named(ResourceType type, String name) {
    Tag tag = Tag.builder().key("Name").value(name).build();
    return TagSpecification.builder().resourceType(type).tags(tag).build();
  }

  private static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }

  @Test
  void shouldReadNetworkAcls() {
    String vpc = createVpc(ec2, "10.1.0.0/16");
    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.1.1.0/24")).subnet().subnetId();
    NetworkAcl byDefault =
        ec2.describeNetworkAcls(r -> r.filters(filter("association.subnet-id", subnet)))
            .networkAcls()
            .getFirst();
    assertThat(byDefault.isDefault()).isTrue();
    assertThat(byDefault.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(byDefault.vpcId()).isEqualTo(vpc);
    assertThat(byDefault.entries())
        .extracting(NetworkAclEntry::ruleNumber)
        .containsExactly(100, 101, 32767, 32768, 100, 101, 32767, 32768);
    assertThat(byDefault.entries().getFirst().egress()).isTrue();
    assertThat(byDefault.entries().get(1).ipv6CidrBlock()).isEqualTo("::/0");
    assertThat(byDefault.entries().getLast().ruleAction()).isEqualTo(RuleAction.DENY);

    NetworkAcl created =
        ec2.createNetworkAcl(
                r -> r.vpcId(vpc).tagSpecifications(named(ResourceType.NETWORK_ACL, "edge")))
            .networkAcl();
    String acl = created.networkAclId();
    assertThat(acl).matches("acl-[0-9a-f]{17}");
    assertThat(created.tags()).hasSize(1);
    ec2.createNetworkAclEntry(
        r ->
            r.networkAclId(acl)
                .ruleNumber(10)
                .protocol("17")
                .ruleAction(RuleAction.ALLOW)
                .egress(false)
                .cidrBlock("10.0.0.0/8")
                .portRange(range -> range.from(53).to(54)));
    ec2.replaceNetworkAclEntry(
        r ->
            r.networkAclId(acl)
                .ruleNumber(10)
                .protocol("1")
                .ruleAction(RuleAction.DENY)
                .egress(false)
                .cidrBlock("10.0.0.0/8")
                .icmpTypeCode(icmp -> icmp.type(8).code(0)));
    String association =
        ec2.replaceNetworkAclAssociation(
                r ->
                    r.networkAclId(acl)
                        .associationId(
                            byDefault.associations().getFirst().networkAclAssociationId()))
            .newAssociationId();
    NetworkAcl read = ec2.describeNetworkAcls(r -> r.networkAclIds(acl)).networkAcls().getFirst();
    assertThat(read.associations().getFirst().networkAclAssociationId()).isEqualTo(association);
    assertThat(read.associations().getFirst().subnetId()).isEqualTo(subnet);
    assertThat(read.entries())
        .anySatisfy(
            entry -> {
              assertThat(entry.ruleNumber()).isEqualTo(10);
              assertThat(entry.protocol()).isEqualTo("1");
              assertThat(entry.icmpTypeCode().type()).isEqualTo(8);
              assertThat(entry.icmpTypeCode().code()).isZero();
              assertThat(entry.portRange()).isNull();
            });
    ec2.deleteNetworkAclEntry(r -> r.networkAclId(acl).ruleNumber(10).egress(false));
    assertThatThrownBy(() -> ec2.deleteNetworkAcl(r -> r.networkAclId(acl)))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            error ->
                assertThat(error.awsErrorDetails().errorCode()).isEqualTo("DependencyViolation"));
  }

  @Test
  void shouldReadSecurityGroupsAndTheirRules() {
    String vpc = createVpc(ec2, "10.2.0.0/16");
    var created =
        ec2.createSecurityGroup(
            r ->
                r.vpcId(vpc)
                    .groupName("web")
                    .description("of the web")
                    .tagSpecifications(named(ResourceType.SECURITY_GROUP, "w")));
    String group = created.groupId();
    assertThat(group).matches("sg-[0-9a-f]{17}");
    assertThat(created.tags()).hasSize(1);
    assertThat(created.securityGroupArn()).endsWith(":security-group/" + group);

    SecurityGroupRule added =
        ec2.authorizeSecurityGroupIngress(
                r ->
                    r.groupId(group)
                        .ipPermissions(
                            IpPermission.builder()
                                .ipProtocol("tcp")
                                .fromPort(22)
                                .toPort(22)
                                .ipRanges(
                                    IpRange.builder().cidrIp("10.0.0.0/8").description("x").build())
                                .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
                                .build())
                        .tagSpecifications(named(ResourceType.SECURITY_GROUP_RULE, "ssh")))
            .securityGroupRules()
            .getFirst();
    assertThat(added.securityGroupRuleId()).matches("sgr-[0-9a-f]{17}");
    assertThat(added.cidrIpv4()).isEqualTo("10.0.0.0/8");
    assertThat(added.isEgress()).isFalse();
    assertThat(added.tags()).hasSize(1);

    SecurityGroup read =
        ec2.describeSecurityGroups(r -> r.groupIds(group)).securityGroups().getFirst();
    assertThat(read.groupName()).isEqualTo("web");
    assertThat(read.description()).isEqualTo("of the web");
    assertThat(read.ipPermissionsEgress()).hasSize(1);
    IpPermission ssh = read.ipPermissions().getFirst();
    assertThat(ssh.fromPort()).isEqualTo(22);
    assertThat(ssh.ipRanges().getFirst().description()).isEqualTo("x");
    assertThat(ssh.userIdGroupPairs().getFirst().userId()).isEqualTo(TestControlPlane.ACCOUNT);

    ec2.modifySecurityGroupRules(
        r ->
            r.groupId(group)
                .securityGroupRules(
                    SecurityGroupRuleUpdate.builder()
                        .securityGroupRuleId(added.securityGroupRuleId())
                        .securityGroupRule(
                            rule ->
                                rule.ipProtocol("icmp")
                                    .fromPort(8)
                                    .toPort(-1)
                                    .cidrIpv4("10.1.0.0/16"))
                        .build()));
    ec2.updateSecurityGroupRuleDescriptionsIngress(
        r ->
            r.groupId(group)
                .securityGroupRuleDescriptions(
                    SecurityGroupRuleDescription.builder()
                        .securityGroupRuleId(added.securityGroupRuleId())
                        .description("ping")
                        .build()));
    assertThat(
            ec2.updateSecurityGroupRuleDescriptionsEgress(
                    r -> r.groupId(group).ipPermissions(read.ipPermissionsEgress()))
                .returnValue())
        .isTrue();
    SecurityGroupRule modified =
        ec2.describeSecurityGroupRules(r -> r.securityGroupRuleIds(added.securityGroupRuleId()))
            .securityGroupRules()
            .getFirst();
    assertThat(modified.ipProtocol()).isEqualTo("icmp");
    assertThat(modified.fromPort()).isEqualTo(8);
    assertThat(modified.toPort()).isEqualTo(-1);
    assertThat(modified.description()).isEqualTo("ping");
    assertThat(modified.groupOwnerId()).isEqualTo(TestControlPlane.ACCOUNT);

    var revoked =
        ec2.revokeSecurityGroupIngress(
            r -> r.groupId(group).securityGroupRuleIds(added.securityGroupRuleId()));
    assertThat(revoked.returnValue()).isTrue();
    assertThat(revoked.revokedSecurityGroupRules().getFirst().cidrIpv4()).isEqualTo("10.1.0.0/16");
    assertThat(
            ec2.revokeSecurityGroupEgress(
                    r -> r.groupId(group).ipPermissions(read.ipPermissionsEgress()))
                .revokedSecurityGroupRules())
        .hasSize(2);
    ec2.deleteSecurityGroup(r -> r.groupId(group));
    assertThatThrownBy(() -> ec2.describeSecurityGroups(r -> r.groupIds(group)))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            error ->
                assertThat(error.awsErrorDetails().errorCode()).isEqualTo("InvalidGroup.NotFound"));
  }

  @Test
  void shouldReadReferencesAcrossAPeering() {
    String mine = createVpc(ec2, "10.3.0.0/16");
    try (Ec2Client neighbor = plane.ec2(TestControlPlane.OTHER_ACCOUNT, TestControlPlane.REGION)) {
      String theirs = createVpc(neighbor, "10.4.0.0/16");
      String pcx =
          ec2.createVpcPeeringConnection(
                  r -> r.vpcId(mine).peerVpcId(theirs).peerOwnerId(TestControlPlane.OTHER_ACCOUNT))
              .vpcPeeringConnection()
              .vpcPeeringConnectionId();
      neighbor.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));
      String group =
          ec2.createSecurityGroup(r -> r.vpcId(mine).groupName("a").description("d")).groupId();
      String theirGroup =
          neighbor
              .createSecurityGroup(r -> r.vpcId(theirs).groupName("b").description("d"))
              .groupId();

      ec2.authorizeSecurityGroupEgress(
          r ->
              r.groupId(group)
                  .ipPermissions(
                      IpPermission.builder()
                          .ipProtocol("-1")
                          .userIdGroupPairs(
                              UserIdGroupPair.builder()
                                  .userId(TestControlPlane.OTHER_ACCOUNT)
                                  .groupId(theirGroup)
                                  .build())
                          .build()));

      var reference =
          neighbor
              .describeSecurityGroupReferences(r -> r.groupId(theirGroup))
              .securityGroupReferenceSet()
              .getFirst();
      assertThat(reference.referencingVpcId()).isEqualTo(mine);
      assertThat(reference.vpcPeeringConnectionId()).isEqualTo(pcx);
      ec2.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));
      var stale =
          ec2.describeStaleSecurityGroups(r -> r.vpcId(mine)).staleSecurityGroupSet().getFirst();
      assertThat(stale.groupId()).isEqualTo(group);
      assertThat(stale.staleIpPermissionsEgress().getFirst().userIdGroupPairs().getFirst())
          .satisfies(
              pair -> {
                assertThat(pair.groupId()).isEqualTo(theirGroup);
                assertThat(pair.vpcId()).isEqualTo(theirs);
                assertThat(pair.peeringStatus()).isEqualTo("deleted");
              });
    }
  }
}
