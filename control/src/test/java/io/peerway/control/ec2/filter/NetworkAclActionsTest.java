package io.peerway.control.ec2.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static String[] entry(String acl, String number, String egress, String... rest) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "NetworkAclId",
                acl,
                "RuleNumber",
                number,
                "Egress",
                egress,
                "RuleAction",
                "allow"));
    all.addAll(Arrays.asList(rest));
    return all.toArray(String[]::new);
  }

  private static String[] tcp(String acl, String number) {
    return entry(
        acl,
        number,
        "false",
        "Protocol",
        "6",
        "CidrBlock",
        "10.2.0.9/16",
        "PortRange.From",
        "22",
        "PortRange.To",
        "80");
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
  void shouldAddReplaceAndDeleteEntries() {
    String acl = create();
    api.call("CreateNetworkAclEntry", tcp(acl, "90"));
    assertThat(describe("network-acl-id", acl))
        .contains(
            "<item><ruleNumber>90</ruleNumber><protocol>6</protocol><ruleAction>allow</ruleAction>"
                + "<egress>false</egress><cidrBlock>10.2.0.0/16</cidrBlock>"
                + "<portRange><from>22</from><to>80</to></portRange></item>");
    assertThat(api.error("CreateNetworkAclEntry", tcp(acl, "90")))
        .isEqualTo(
            "NetworkAclEntryAlreadyExists:"
                + " The network acl entry identified by 90 already exists.");

    api.call(
        "ReplaceNetworkAclEntry",
        entry(
            acl,
            "90",
            "false",
            "Protocol",
            "1",
            "CidrBlock",
            "0.0.0.0/0",
            "Icmp.Type",
            "8",
            "Icmp.Code",
            "-1"));
    assertThat(describe("network-acl-id", acl))
        .contains("<icmpTypeCode><code>-1</code><type>8</type></icmpTypeCode>")
        .doesNotContain("portRange");

    api.call("DeleteNetworkAclEntry", "NetworkAclId", acl, "RuleNumber", "90", "Egress", "false");
    assertThat(describe("network-acl-id", acl)).doesNotContain("<ruleNumber>90<");
    assertThat(
            api.error(
                "DeleteNetworkAclEntry",
                "NetworkAclId",
                acl,
                "RuleNumber",
                "90",
                "Egress",
                "false"))
        .isEqualTo(
            "InvalidNetworkAclEntry.NotFound: no ingress entry with number 90 in network ACL "
                + acl);
    assertThat(api.error("ReplaceNetworkAclEntry", tcp(acl, "90")))
        .startsWith("InvalidNetworkAclEntry.NotFound");
  }

  @ParameterizedTest
  @CsvSource({
    "RuleNumber, 32767, InvalidParameterValue: Value ( 32767 ) for parameter RuleNumber is invalid."
        + " Expecting a number from 1 to 32766.",
    "RuleNumber, 0, InvalidParameterValue: Value ( 0 ) for parameter RuleNumber is invalid."
        + " Expecting a number from 1 to 32766.",
    "RuleNumber, '', MissingParameter: The request must contain the parameter RuleNumber",
    "Egress, '', MissingParameter: The request must contain the parameter Egress",
    "RuleAction, pass, InvalidParameterValue: Invalid value 'pass' for ruleAction."
        + " It must be allow or deny.",
    "Protocol, tcp, InvalidParameterValue: Invalid value 'tcp' for IP protocol. Unknown protocol.",
    "Protocol, 256, InvalidParameterValue: Invalid value '256' for IP protocol. Unknown protocol.",
    "Protocol, 1, MissingParameter: The request must contain the parameter icmpTypeCode.type",
    "PortRange.To, '', MissingParameter: The request must contain the parameter portRange.to",
    "PortRange.To, 21, InvalidParameterValue: Invalid TCP/UDP port range (22:21)",
    "PortRange.To, 65536, InvalidParameterValue: Value ( 65536 ) for parameter PortRange.To is"
        + " invalid. Expecting a number from 0 to 65535.",
    "CidrBlock, 10.2.0.0, InvalidParameterValue: Value (10.2.0.0) for parameter cidrBlock is"
        + " invalid. This is not a valid CIDR block.",
    "CidrBlock, '', 'MissingParameter: The request must contain exactly one of cidrBlock,"
        + " ipv6CidrBlock'",
    "Ipv6CidrBlock, ::/0, 'InvalidParameterCombination: The request must contain exactly one of"
        + " cidrBlock, ipv6CidrBlock'",
  })
  void shouldRefuseEntriesThatMakeNoSense(String name, String value, String error) {
    List<String> entry = new ArrayList<>(Arrays.asList(tcp(create(), "90")));
    int at = entry.indexOf(name);
    if (at < 0) {
      entry.addAll(List.of(name, value));
    } else {
      entry.set(at + 1, value);
    }

    assertThat(api.error("CreateNetworkAclEntry", entry.toArray(String[]::new))).isEqualTo(error);
  }

  @Test
  void shouldGoByPortsAndTypesOnlyWhereTheProtocolHasThem() {
    String acl = create();
    String[] ports = {
      "PortRange.From", "1", "PortRange.To", "2", "Icmp.Type", "3", "Icmp.Code", "4"
    };
    String[] protocols = {"-1", "50", "58"};
    for (String protocol : protocols) {
      List<String> rest = new ArrayList<>(List.of("Protocol", protocol, "CidrBlock", "0.0.0.0/0"));
      rest.addAll(List.of(ports));
      api.call(
          "CreateNetworkAclEntry",
          entry(
              acl, Integer.toString(99 + protocol.length()), "true", rest.toArray(String[]::new)));
      assertThat(describe("network-acl-id", acl)).doesNotContain("portRange", "icmpTypeCode");
      api.call(
          "DeleteNetworkAclEntry",
          "NetworkAclId",
          acl,
          "RuleNumber",
          Integer.toString(99 + protocol.length()),
          "Egress",
          "true");
    }
    api.call(
        "CreateNetworkAclEntry",
        entry(
            acl,
            "1",
            "true",
            "Protocol",
            "58",
            "Ipv6CidrBlock",
            "fd00::/8",
            "Icmp.Type",
            "128",
            "Icmp.Code",
            "0"));
    assertThat(describe("network-acl-id", acl))
        .contains("<icmpTypeCode><code>0</code><type>128</type></icmpTypeCode>");
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
