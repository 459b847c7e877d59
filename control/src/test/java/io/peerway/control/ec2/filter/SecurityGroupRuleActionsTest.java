package io.peerway.control.ec2.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecurityGroupRuleActionsTest {
  private final Api api = new Api();
  private String group;

  @BeforeEach
  void createGroup() {
    String vpc = api.createVpc("10.1.0.0/16");
    group =
        Api.text(
            api.call(
                "CreateSecurityGroup", "GroupName", "web", "GroupDescription", "d", "VpcId", vpc),
            "groupId");
  }

  private String[] tcp(String port, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "GroupId",
                group,
                "IpPermissions.1.IpProtocol",
                "tcp",
                "IpPermissions.1.FromPort",
                port,
                "IpPermissions.1.ToPort",
                port,
                "IpPermissions.1.IpRanges.1.CidrIp",
                "10.0.0.0/8"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Lets TCP to a port in from 10.0.0.0/8, and returns the rule's id. */
  private String allow(String port, String... more) {
    return Api.text(
        api.call("AuthorizeSecurityGroupIngress", tcp(port, more)), "securityGroupRuleId");
  }

  private String rules() {
    return api.call(
        "DescribeSecurityGroupRules", "Filter.1.Name", "group-id", "Filter.1.Value.1", group);
  }

  @Test
  void shouldModifyRulesInPlace() {
    String rule = allow("22");
    allow("23");

    modify(rule, "IpProtocol", "udp", "FromPort", "53", "ToPort", "54", "CidrIpv4", "10.1.0.0/16");

    assertThat(api.call("DescribeSecurityGroupRules", "SecurityGroupRuleId.1", rule))
        .contains("<ipProtocol>udp<", "<fromPort>53<", "<toPort>54<", "<cidrIpv4>10.1.0.0/16<");
    assertThat(
            modifyError(
                rule,
                "IpProtocol",
                "tcp",
                "FromPort",
                "23",
                "ToPort",
                "23",
                "CidrIpv4",
                "10.0.0.0/8"))
        .startsWith("InvalidPermission.Duplicate");
    assertThat(modifyError(rule, "IpProtocol", "-1", "CidrIpv6", "::/0"))
        .isEqualTo(
            "InvalidParameterValue: You cannot change the type of the security group rule " + rule);
    assertThat(modifyError(rule, "IpProtocol", "-1", "CidrIpv6", "::/0", "CidrIpv4", "0.0.0.0/0"))
        .startsWith("InvalidParameterCombination");
    assertThat(modifyError(rule, "Description", "x"))
        .isEqualTo(
            "MissingParameter: The request must contain the parameter"
                + " SecurityGroupRule.1.SecurityGroupRule.IpProtocol");
    assertThat(modifyError("sgr-12345678", "IpProtocol", "-1", "CidrIpv4", "0.0.0.0/0"))
        .startsWith("InvalidSecurityGroupRuleId.NotFound");
    assertThat(api.error("ModifySecurityGroupRules", "GroupId", group))
        .startsWith("MissingParameter");
  }

  private String[] modification(String rule, String... update) {
    List<String> all =
        new ArrayList<>(List.of("GroupId", group, "SecurityGroupRule.1.SecurityGroupRuleId", rule));
    for (int i = 0; i < update.length; i += 2) {
      all.addAll(List.of("SecurityGroupRule.1.SecurityGroupRule." + update[i], update[i + 1]));
    }
    return all.toArray(String[]::new);
  }

  private void modify(String rule, String... update) {
    api.call("ModifySecurityGroupRules", modification(rule, update));
  }

  private String modifyError(String rule, String... update) {
    return api.error("ModifySecurityGroupRules", modification(rule, update));
  }

  @Test
  void shouldDescribeRulesAnew() {
    String rule = allow("22");
    String[] byPermission = tcp("22", "IpPermissions.1.IpRanges.1.Description", "new");

    api.call("UpdateSecurityGroupRuleDescriptionsIngress", byPermission);
    assertThat(rules()).contains("<description>new</description>");
    assertThat(api.error("UpdateSecurityGroupRuleDescriptionsEgress", byPermission))
        .startsWith("InvalidPermission.NotFound");

    api.call(
        "UpdateSecurityGroupRuleDescriptionsIngress",
        "GroupId",
        group,
        "SecurityGroupRuleDescription.1.SecurityGroupRuleId",
        rule,
        "SecurityGroupRuleDescription.1.Description",
        "newer");
    assertThat(rules()).contains("<description>newer</description>");
    assertThat(
            api.error(
                "UpdateSecurityGroupRuleDescriptionsEgress",
                "GroupId",
                group,
                "SecurityGroupRuleDescription.1.SecurityGroupRuleId",
                rule))
        .startsWith("InvalidSecurityGroupRuleId.NotFound");
    api.call(
        "UpdateSecurityGroupRuleDescriptionsIngress",
        "GroupId",
        group,
        "SecurityGroupRuleDescription.1.SecurityGroupRuleId",
        rule);
    assertThat(rules()).doesNotContain("<description>");
    assertThat(api.error("UpdateSecurityGroupRuleDescriptionsIngress", "GroupId", group))
        .startsWith("MissingParameter");
  }

  @Test
  void shouldTagRules() {
    String rule =
        allow(
            "22",
            "TagSpecification.1.ResourceType",
            "security-group-rule",
            "TagSpecification.1.Tag.1.Key",
            "Name",
            "TagSpecification.1.Tag.1.Value",
            "ssh");

    assertThat(
            api.call(
                "DescribeSecurityGroupRules",
                "Filter.1.Name",
                "tag:Name",
                "Filter.1.Value.1",
                "ssh"))
        .contains(rule, "<key>Name</key><value>ssh</value>");
    api.call("DeleteTags", "ResourceId.1", rule);
    assertThat(rules()).doesNotContain("ssh");
  }
}
