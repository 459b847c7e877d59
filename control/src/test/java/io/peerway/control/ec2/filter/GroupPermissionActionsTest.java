package io.peerway.control.ec2.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupPermissionActionsTest {
  private final Api api = new Api();
  private String vpc;
  private String group;

  @BeforeEach
  void createGroup() {
    vpc = api.createVpc("10.1.0.0/16");
    group = create(api, "web");
  }

  private String create(Api in, String name) {
    return Api.text(
        in.call("CreateSecurityGroup", "GroupName", name, "GroupDescription", "d", "VpcId", vpc),
        "groupId");
  }

  private String[] permission(String protocol, String from, String to, String... rest) {
    List<String> all =
        new ArrayList<>(List.of("GroupId", group, "IpPermissions.1.IpProtocol", protocol));
    if (!from.isEmpty()) {
      all.addAll(List.of("IpPermissions.1.FromPort", from));
    }
    if (!to.isEmpty()) {
      all.addAll(List.of("IpPermissions.1.ToPort", to));
    }
    for (int i = 0; i < rest.length; i += 2) {
      all.addAll(List.of("IpPermissions.1." + rest[i], rest[i + 1]));
    }
    return all.toArray(String[]::new);
  }

  private String[] from(String cidr, String protocol, String from, String to) {
    return permission(protocol, from, to, "IpRanges.1.CidrIp", cidr);
  }

  private String describe() {
    return api.call("DescribeSecurityGroups", "GroupId.1", group);
  }

  private String rules() {
    return api.call(
        "DescribeSecurityGroupRules", "Filter.1.Name", "group-id", "Filter.1.Value.1", group);
  }

  @Test
  void shouldAnswerWithTheRulesThatItAdded() {
    String xml =
        api.call(
            "AuthorizeSecurityGroupIngress",
            permission(
                "TCP",
                "22",
                "80",
                "IpRanges.1.CidrIp",
                "10.9.1.2/16",
                "IpRanges.1.Description",
                "the office",
                "Ipv6Ranges.1.CidrIpv6",
                "fd00::1/8",
                "Groups.1.GroupId",
                group));

    assertThat(xml)
        .contains(
            "<return>true</return>",
            "<isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort>"
                + "<toPort>80</toPort><description>the office</description>"
                + "<groupOwnerId>111111111111</groupOwnerId><cidrIpv4>10.9.0.0/16</cidrIpv4>",
            "<cidrIpv6>fd00::/8</cidrIpv6>",
            "<referencedGroupInfo><userId>111111111111</userId><groupId>"
                + group
                + "</groupId></referencedGroupInfo>",
            "<securityGroupRuleArn>arn:aws:ec2:eu-west-1:111111111111:security-group-rule/sgr-0");
    // One item for each protocol and port range.
    assertThat(describe())
        .contains(
            "<ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort>"
                + "<toPort>80</toPort><groups><item><userId>111111111111</userId><groupId>"
                + group
                + "</groupId></item></groups><ipRanges><item><cidrIp>10.9.0.0/16</cidrIp>"
                + "<description>the office</description></item></ipRanges><ipv6Ranges><item>"
                + "<cidrIpv6>fd00::/8</cidrIpv6></item></ipv6Ranges>"
                + "<prefixListIds></prefixListIds></item></ipPermissions>");
  }

  @Test
  void shouldAuthorizeEgressApartFromIngress() {
    api.call("AuthorizeSecurityGroupIngress", from("10.0.0.0/8", "udp", "53", "53"));
    api.call("AuthorizeSecurityGroupEgress", from("10.0.0.0/8", "udp", "53", "53"));

    assertThat(rules().split("<cidrIpv4>10.0.0.0/8<", -1)).hasSize(3);
  }

  @Test
  void shouldTakeTheParametersThatOldClientsSend() {
    api.call(
        "AuthorizeSecurityGroupIngress",
        "GroupId",
        group,
        "IpProtocol",
        "tcp",
        "FromPort",
        "22",
        "ToPort",
        "22",
        "CidrIp",
        "10.0.0.0/8");
    assertThat(rules()).contains("<cidrIpv4>10.0.0.0/8</cidrIpv4>");
    api.call(
        "RevokeSecurityGroupIngress",
        "GroupId",
        group,
        "IpProtocol",
        "tcp",
        "FromPort",
        "22",
        "ToPort",
        "22",
        "CidrIp",
        "10.0.0.0/8");
    assertThat(rules()).doesNotContain("10.0.0.0/8");
    assertThat(api.error("AuthorizeSecurityGroupIngress", "GroupId", group, "IpProtocol", "-1"))
        .isEqualTo(
            "MissingParameter: Missing source specification: include source security group or CIDR"
                + " information");
    assertThat(api.error("AuthorizeSecurityGroupEgress", "GroupId", group, "CidrIp", "10.0.0.0/8"))
        .isEqualTo("UnsupportedOperation: The parameter CidrIp is not supported");
  }

  @Test
  void shouldReferenceGroupsOfTheDefaultVpcByName() {
    String byDefault =
        Api.text(api.call("DescribeSecurityGroups", "GroupName.1", "default"), "groupId");

    api.call(
        "AuthorizeSecurityGroupIngress",
        "GroupName",
        "default",
        "IpPermissions.1.IpProtocol",
        "50",
        "IpPermissions.1.Groups.1.GroupName",
        "default");
    assertThat(
            api.error(
                "AuthorizeSecurityGroupIngress",
                "GroupName",
                "default",
                "SourceSecurityGroupName",
                "default"))
        .isEqualTo(
            "InvalidPermission.Duplicate: the specified rule \"peer: "
                + byDefault
                + ", ALL, ALLOW\" already exists");
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, 80, 80, 'TCP, from port: 80, to port: 80'",
    "17, 1, 2, 'UDP, from port: 1, to port: 2'",
    "icmp, 8, -1, 'ICMP, type: 8, code: ALL'",
    "icmpv6, '', '', 'ICMPV6, type: ALL, code: ALL'",
    "50, '', '', protocol: 50",
    "-1, '', '', ALL",
  })
  void shouldRefuseARuleThatIsThere(String protocol, String from, String to, String what) {
    api.call("AuthorizeSecurityGroupIngress", from("10.0.0.0/8", protocol, from, to));

    assertThat(api.error("AuthorizeSecurityGroupIngress", from("10.9.9.9/8", protocol, from, to)))
        .isEqualTo(
            "InvalidPermission.Duplicate: the specified rule \"peer: 10.0.0.0/8, "
                + what
                + ", ALLOW\" already exists");
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, '', 80, InvalidParameterValue: Invalid value 'Must specify both from and to ports with"
        + " TCP/UDP.' for portRange.",
    "udp, -1, 80, InvalidPermission.Malformed: TCP/UDP port (-1) out of range",
    "tcp, 80, 65536, InvalidPermission.Malformed: TCP/UDP port (65536) out of range",
    "tcp, 81, 80, InvalidParameterValue: Invalid TCP/UDP port range (81:80)",
    "icmp, 8, '', InvalidParameterValue: Invalid value 'Must specify both from and to ports with"
        + " ICMP.' for portRange.",
    "icmp, 256, 0, InvalidPermission.Malformed: ICMP type (256) out of range",
    "icmp, -1, 0, InvalidPermission.Malformed: ICMP code (0) out of range",
    "256, '', '', InvalidParameterValue: Invalid value '256' for IP protocol. Unknown protocol.",
    "sctp, '', '', InvalidParameterValue: Invalid value 'sctp' for IP protocol. Unknown protocol.",
  })
  void shouldRefuseProtocolsAndPorts(String protocol, String from, String to, String error) {
    assertThat(api.error("AuthorizeSecurityGroupIngress", from("10.0.0.0/8", protocol, from, to)))
        .isEqualTo(error);
  }

  @Test
  void shouldRefusePeersThatAreNone() {
    assertThat(api.error("AuthorizeSecurityGroupIngress", from("::/0", "-1", "", "")))
        .isEqualTo("InvalidParameterValue: CIDR block ::/0 is malformed");
    assertThat(api.error("AuthorizeSecurityGroupEgress", permission("-1", "", "")))
        .isEqualTo(
            "MissingParameter: Missing destination specification:"
                + " include destination security group or CIDR information");
    assertThat(
            api.error(
                "AuthorizeSecurityGroupIngress",
                permission("-1", "", "", "Groups.1.UserId", "111111111111")))
        .isEqualTo("MissingParameter: Source group ID missing.");
    assertThat(
            api.error(
                "AuthorizeSecurityGroupIngress",
                permission(
                    "-1",
                    "",
                    "",
                    "IpRanges.1.CidrIp",
                    "10.0.0.0/8",
                    "IpRanges.2.CidrIp",
                    "10.1.0.0/8")))
        .isEqualTo("InvalidParameterValue: The same permission must not appear multiple times");
    assertThat(
            api.error(
                "AuthorizeSecurityGroupIngress",
                permission(
                    "-1",
                    "",
                    "",
                    "IpRanges.1.CidrIp",
                    "10.0.0.0/8",
                    "IpRanges.1.Description",
                    "<b>")))
        .startsWith("InvalidParameterValue: Invalid rule description.");
    assertThat(rules()).doesNotContain("10.0.0.0/8");
  }

  @Test
  void shouldRevokeByWhatARuleAllows() {
    api.call("AuthorizeSecurityGroupIngress", from("10.0.0.0/8", "tcp", "22", "22"));

    assertThat(api.error("RevokeSecurityGroupIngress", from("10.0.0.0/8", "tcp", "22", "23")))
        .isEqualTo(
            "InvalidPermission.NotFound:"
                + " The specified rule does not exist in this security group.");
    assertThat(api.error("RevokeSecurityGroupEgress", from("10.0.0.0/8", "tcp", "22", "22")))
        .startsWith("InvalidPermission.NotFound");
    assertThat(api.call("RevokeSecurityGroupIngress", from("10.0.0.0/8", "tcp", "22", "22")))
        .contains("<revokedSecurityGroupRuleSet><item><securityGroupRuleId>sgr-");
    api.call("RevokeSecurityGroupEgress", from("0.0.0.0/0", "-1", "", ""));

    assertThat(rules()).doesNotContain("<item>");
  }

  @Test
  void shouldOnlySayWhichRulesItDidNotFindInTheDefaultVpc() {
    String xml =
        api.call(
            "RevokeSecurityGroupIngress",
            "GroupName",
            "default",
            "IpPermissions.1.IpProtocol",
            "-1",
            "IpPermissions.1.IpRanges.1.CidrIp",
            "10.0.0.0/8");

    assertThat(xml)
        .contains(
            "<unknownIpPermissionSet><item><ipProtocol>-1</ipProtocol>"
                + "<ipRanges><item><cidrIp>10.0.0.0/8</cidrIp></item></ipRanges></item>"
                + "</unknownIpPermissionSet>");
  }

  @Test
  void shouldRevokeById() {
    String rule =
        Api.text(
            api.call("AuthorizeSecurityGroupIngress", from("10.0.0.0/8", "tcp", "22", "22")),
            "securityGroupRuleId");

    assertThat(
            api.error("RevokeSecurityGroupEgress", "GroupId", group, "SecurityGroupRuleId.1", rule))
        .isEqualTo(
            "InvalidSecurityGroupRuleId.NotFound: The security group rule ID '"
                + rule
                + "' does not exist");
    assertThat(
            api.error(
                "RevokeSecurityGroupIngress", "GroupId", group, "SecurityGroupRuleId.1", "sgr-1"))
        .startsWith("InvalidSecurityGroupRuleId.Malformed");
    api.call("RevokeSecurityGroupIngress", "GroupId", group, "SecurityGroupRuleId.1", rule);
    assertThat(rules()).doesNotContain(rule);
  }

  @Test
  void shouldKeepToItsQuotaByDirectionAndIpVersion() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.RULES_PER_SECURITY_GROUP, 2));
    vpc = small.createVpc("10.1.0.0/16");
    group = create(small, "web");
    small.call("AuthorizeSecurityGroupIngress", from("10.1.0.0/16", "-1", "", ""));
    // Counts for both versions.
    small.call(
        "AuthorizeSecurityGroupIngress", permission("-1", "", "", "Groups.1.GroupId", group));

    assertThat(small.error("AuthorizeSecurityGroupIngress", from("10.2.0.0/16", "-1", "", "")))
        .isEqualTo(
            "RulesPerSecurityGroupLimitExceeded:"
                + " The maximum number of rules per security group has been reached.");
    small.call(
        "AuthorizeSecurityGroupIngress",
        permission("-1", "", "", "Ipv6Ranges.1.CidrIpv6", "fd00::/8"));
    small.call("AuthorizeSecurityGroupEgress", from("10.2.0.0/16", "-1", "", ""));
    assertThat(
            small.error(
                "AuthorizeSecurityGroupIngress",
                permission("-1", "", "", "Ipv6Ranges.1.CidrIpv6", "fc00::/8")))
        .startsWith("RulesPerSecurityGroupLimitExceeded");
  }
}
