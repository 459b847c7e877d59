package io.peerway.control.ec2.filter;

import static io.peerway.control.ec2.filter.AclEntries.entry;
import static io.peerway.control.ec2.filter.AclEntries.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkAclEntryActionsTest {
  private final Api api = new Api();
  private String acl;

  @BeforeEach
  void createAcl() {
    String vpc = api.createVpc("10.1.0.0/16");
    acl = Api.text(api.call("CreateNetworkAcl", "VpcId", vpc), "networkAclId");
  }

  private String describe() {
    return api.call("DescribeNetworkAcls", "NetworkAclId.1", acl);
  }

  @Test
  void shouldAddReplaceAndDeleteEntries() {
    api.call("CreateNetworkAclEntry", tcp(acl, "90"));
    assertThat(describe())
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
    assertThat(describe())
        .contains("<icmpTypeCode><code>-1</code><type>8</type></icmpTypeCode>")
        .doesNotContain("portRange");

    api.call("DeleteNetworkAclEntry", "NetworkAclId", acl, "RuleNumber", "90", "Egress", "false");
    assertThat(describe()).doesNotContain("<ruleNumber>90<");
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
    List<String> entry = new ArrayList<>(Arrays.asList(tcp(acl, "90")));
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
      assertThat(describe()).doesNotContain("portRange", "icmpTypeCode");
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
    assertThat(describe()).contains("<icmpTypeCode><code>0</code><type>128</type></icmpTypeCode>");
  }
}
