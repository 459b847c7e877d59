package io.peerway.control.ec2.filter;

import static io.peerway.control.ec2.filter.AclEntries.entry;
import static io.peerway.control.ec2.filter.AclEntries.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkAclActionsTest {
  private final Api api = new Api();
  private String vpc;
  private String subnet;

  @BeforeEach
  void createVpc() {
    vpc = api.createVpc("10.1.0.0/16");
    subnet = api.createSubnet(vpc, "10.1.1.0/24");
  }

  private String describe(String filter, String value) {
    return api.call(
        "DescribeNetworkAcls",
        "Filter.1.Name",
        "vpc-id",
        "Filter.1.Value.1",
        vpc,
        "Filter.2.Name",
        filter,
        "Filter.2.Value.1",
        value);
  }

  private String create() {
    return Api.text(api.call("CreateNetworkAcl", "VpcId", vpc), "networkAclId");
  }

  @Test
  void shouldLetEverythingThroughByDefault() {
    String xml = describe("default", "true");

    for (boolean egress : new boolean[] {true, false}) {
      assertThat(xml)
          .contains(
              line(100, "allow", egress, "cidrBlock", "0.0.0.0/0"),
              line(32767, "deny", egress, "cidrBlock", "0.0.0.0/0"));
    }
    assertThat(xml).doesNotContain("ipv6CidrBlock").contains("<subnetId>" + subnet);
  }

  @Test
  void shouldHaveRulesForIpv6WhereTheVpcHasIpv6() {
    vpc =
        Api.text(
            api.call(
                "CreateVpc", "CidrBlock", "10.2.0.0/16", "AmazonProvidedIpv6CidrBlock", "true"),
            "vpcId");

    assertThat(describe("default", "true"))
        .contains(
            line(101, "allow", true, "ipv6CidrBlock", "::/0"),
            line(101, "allow", false, "ipv6CidrBlock", "::/0"),
            line(32768, "deny", true, "ipv6CidrBlock", "::/0"),
            line(32768, "deny", false, "ipv6CidrBlock", "::/0"));
  }

  private static String line(int number, String action, boolean egress, String block, String cidr) {
    return "<item><ruleNumber>%d</ruleNumber><protocol>-1</protocol><ruleAction>%s</ruleAction><egress>%s</egress><%s>%s</%s></item>"
        .formatted(number, action, egress, block, cidr, block);
  }

  @Test
  void shouldDenyEverythingInANewOne() {
    assertThat(api.call("CreateNetworkAcl", "VpcId", vpc))
        .contains("<default>false</default>", "<associationSet></associationSet>")
        .contains(
            "<entrySet>"
                + line(32767, "deny", true, "cidrBlock", "0.0.0.0/0")
                + line(32767, "deny", false, "cidrBlock", "0.0.0.0/0")
                + "</entrySet>");
  }

  @Test
  void shouldRememberClientTokens() {
    String first = api.call("CreateNetworkAcl", "VpcId", vpc, "ClientToken", "once");

    assertThat(api.call("CreateNetworkAcl", "VpcId", vpc, "ClientToken", "once"))
        .isEqualTo(first)
        .contains("<clientToken>once</clientToken>");
    String other = api.createVpc("10.3.0.0/16");
    assertThat(api.error("CreateNetworkAcl", "VpcId", other, "ClientToken", "once"))
        .startsWith("IdempotentParameterMismatch");
  }

  @Test
  void shouldMoveASubnetFromOneToAnother() {
    String acl = create();
    String association =
        Api.text(describe("association.subnet-id", subnet), "networkAclAssociationId");

    String moved =
        Api.text(
            api.call(
                "ReplaceNetworkAclAssociation", "AssociationId", association, "NetworkAclId", acl),
            "newAssociationId");

    assertThat(moved).startsWith("aclassoc-").isNotEqualTo(association);
    assertThat(describe("association.subnet-id", subnet))
        .contains("<networkAclId>" + acl, "<networkAclAssociationId>" + moved);
    assertThat(describe("default", "true")).doesNotContain(subnet);
    assertThat(
            api.error(
                "ReplaceNetworkAclAssociation", "AssociationId", association, "NetworkAclId", acl))
        .isEqualTo(
            "InvalidAssociationID.NotFound: The association ID '"
                + association
                + "' does not exist");
    String elsewhere =
        Api.text(
            api.call("CreateNetworkAcl", "VpcId", api.createVpc("10.9.0.0/16")), "networkAclId");
    assertThat(
            api.error(
                "ReplaceNetworkAclAssociation", "AssociationId", moved, "NetworkAclId", elsewhere))
        .startsWith("InvalidParameterValue")
        .endsWith("belong to different networks");
  }

  @Test
  void shouldDeleteOnlyWhatNothingUses() {
    String byDefault = Api.text(describe("default", "true"), "networkAclId");
    assertThat(api.error("DeleteNetworkAcl", "NetworkAclId", byDefault))
        .isEqualTo("InvalidParameterValue: cannot delete default network ACL " + byDefault);
    String acl = create();
    String association =
        Api.text(describe("association.subnet-id", subnet), "networkAclAssociationId");
    api.call("ReplaceNetworkAclAssociation", "AssociationId", association, "NetworkAclId", acl);
    assertThat(api.error("DeleteNetworkAcl", "NetworkAclId", acl))
        .isEqualTo(
            "DependencyViolation: The networkAcl '"
                + acl
                + "' has dependencies and cannot be deleted.");

    api.call("DeleteSubnet", "SubnetId", subnet);
    assertThat(api.error("DeleteVpc", "VpcId", vpc)).startsWith("DependencyViolation");
    api.call("DeleteNetworkAcl", "NetworkAclId", acl);

    assertThat(api.error("DescribeNetworkAcls", "NetworkAclId.1", acl))
        .isEqualTo("InvalidNetworkAclID.NotFound: The networkAcl ID '" + acl + "' does not exist");
    api.call("DeleteVpc", "VpcId", vpc);
    assertThat(api.call("DescribeNetworkAcls")).doesNotContain(byDefault);
  }

  @Test
  void shouldFilter() {
    String acl = create();
    api.call("CreateNetworkAclEntry", tcp(acl, "90"));
    api.call(
        "CreateNetworkAclEntry",
        entry(
            acl,
            "91",
            "true",
            "Protocol",
            "58",
            "Ipv6CidrBlock",
            "fd00::/8",
            "Icmp.Type",
            "128",
            "Icmp.Code",
            "7"));
    for (String[] filter :
        new String[][] {
          {"network-acl-id", acl},
          {"default", "false"},
          {"entry.cidr", "10.2.*"},
          {"entry.ipv6-cidr", "fd00::/8"},
          {"entry.icmp.type", "128"},
          {"entry.icmp.code", "7"},
          {"entry.port-range.from", "22"},
          {"entry.port-range.to", "80"},
          {"entry.protocol", "6"},
          {"entry.rule-number", "90"},
          {"entry.rule-action", "allow"},
          {"entry.egress", "true"},
          {"owner-id", "111111111111"}
        }) {
      assertThat(describe(filter[0], filter[1])).as(filter[0]).contains(acl);
    }
    assertThat(describe("entry.cidr", "fd00*")).doesNotContain("<networkAclId>");
    assertThat(describe("entry.port-range.from", "128")).doesNotContain("<networkAclId>");
    assertThat(describe("association.association-id", "aclassoc-*")).contains(subnet);
    assertThat(describe("association.network-acl-id", acl)).doesNotContain("<networkAclId>");
  }

  @Test
  void shouldCarryTags() {
    String acl =
        Api.text(
            api.call(
                "CreateNetworkAcl",
                "VpcId",
                vpc,
                "TagSpecification.1.ResourceType",
                "network-acl",
                "TagSpecification.1.Tag.1.Key",
                "Name",
                "TagSpecification.1.Tag.1.Value",
                "edge"),
            "networkAclId");

    assertThat(describe("tag:Name", "edge")).contains(acl);
    api.call("CreateTags", "ResourceId.1", acl, "Tag.1.Key", "Team", "Tag.1.Value", "red");
    assertThat(
            api.call(
                "DescribeTags",
                "Filter.1.Name",
                "resource-type",
                "Filter.1.Value.1",
                "network-acl"))
        .contains("<key>Name</key>", "<key>Team</key>");
    api.call("DeleteNetworkAcl", "NetworkAclId", acl);
    assertThat(api.call("DescribeTags")).doesNotContain(acl);
  }

  @Test
  void shouldKeepToItsQuotas() {
    Api small =
        new Api(
            Quotas.DEFAULT
                .with(Quota.NETWORK_ACLS_PER_VPC, 2)
                .with(Quota.RULES_PER_NETWORK_ACL, 3));
    String only = small.createVpc("10.1.0.0/16");
    String acl = Api.text(small.call("CreateNetworkAcl", "VpcId", only), "networkAclId");
    assertThat(small.error("CreateNetworkAcl", "VpcId", only))
        .startsWith("NetworkAclLimitExceeded");

    small.call("CreateNetworkAclEntry", tcp(acl, "1"));
    small.call("CreateNetworkAclEntry", tcp(acl, "2"));
    assertThat(small.error("CreateNetworkAclEntry", tcp(acl, "3")))
        .startsWith("NetworkAclEntryLimitExceeded");
    small.call("ReplaceNetworkAclEntry", tcp(acl, "2"));
  }
}
