package io.peerway.control.ec2.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityGroupActionsTest {
  private final Api api = new Api();
  private String vpc;

  @BeforeEach
  void createVpc() {
    vpc = api.createVpc("10.1.0.0/16");
  }

  private String create(String name) {
    return Api.text(
        api.call("CreateSecurityGroup", "GroupName", name, "GroupDescription", "d", "VpcId", vpc),
        "groupId");
  }

  private String describe(String filter, String value) {
    return api.call(
        "DescribeSecurityGroups",
        "Filter.1.Name",
        "vpc-id",
        "Filter.1.Value.1",
        vpc,
        "Filter.2.Name",
        filter,
        "Filter.2.Value.1",
        value);
  }

  @Test
  void shouldComeWithAGroupThatAdmitsItself() {
    String xml = describe("group-name", "default");
    String group = Api.text(xml, "groupId");

    assertThat(xml)
        .contains(
            "<groupDescription>default VPC security group</groupDescription>",
            "<ipPermissions><item><ipProtocol>-1</ipProtocol><groups><item>"
                + "<userId>111111111111</userId><groupId>"
                + group
                + "</groupId></item></groups><ipRanges></ipRanges><ipv6Ranges></ipv6Ranges>"
                + "<prefixListIds></prefixListIds></item></ipPermissions>",
            "<ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><groups></groups>"
                + "<ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges>"
                + "<ipv6Ranges></ipv6Ranges><prefixListIds></prefixListIds></item>"
                + "</ipPermissionsEgress>");
  }

  @Test
  void shouldAdmitNothingAndSendAnythingWhenNew() {
    String group = create("web");

    assertThat(describe("group-id", group))
        .contains(
            "<ipPermissions></ipPermissions>",
            "<item><cidrIp>0.0.0.0/0</cidrIp></item>",
            "<securityGroupArn>arn:aws:ec2:eu-west-1:111111111111:security-group/" + group)
        .doesNotContain("::/0");
  }

  @Test
  void shouldSendIpv6WhereTheVpcHasIpv6() {
    vpc =
        Api.text(
            api.call(
                "CreateVpc", "CidrBlock", "10.2.0.0/16", "AmazonProvidedIpv6CidrBlock", "true"),
            "vpcId");
    String group = create("web");

    assertThat(describe("group-id", group)).contains("<item><cidrIpv6>::/0</cidrIpv6></item>");
    assertThat(describe("group-name", "default")).contains("<cidrIpv6>::/0</cidrIpv6>");
  }

  @Test
  void shouldBeInTheDefaultVpcUnlessOneIsNamed() {
    String group =
        Api.text(
            api.call("CreateSecurityGroup", "GroupName", "web", "GroupDescription", "d"),
            "groupId");

    String xml = api.call("DescribeSecurityGroups", "GroupName.1", "web");
    assertThat(xml).contains(group);
    create("db");
    assertThat(api.error("DescribeSecurityGroups", "GroupName.1", "db"))
        .startsWith("InvalidParameterValue: Invalid value 'db' for groupName. You may not");
    assertThat(api.error("DeleteSecurityGroup", "GroupName", "nobody"))
        .isEqualTo(
            "InvalidGroup.NotFound: The security group 'nobody' does not exist in default VPC '"
                + Api.text(xml, "vpcId")
                + "'");
    assertThat(api.error("DeleteSecurityGroup"))
        .isEqualTo("MissingParameter: The request must contain the parameter groupName or groupId");
    assertThat(api.error("DeleteSecurityGroup", "GroupName", "web", "GroupId", group))
        .startsWith("InvalidParameterCombination");
    api.call("DeleteSecurityGroup", "GroupName", "web");
    assertThat(api.call("DescribeSecurityGroups")).doesNotContain(group);
  }

  @ParameterizedTest
  @CsvSource({
    "default, d, InvalidParameterValue: Cannot use reserved security group name: default",
    "sg-web, d, InvalidParameterValue: invalid value for parameter groupName: sg-web."
        + " Group names may not be in the format sg-*.",
    "web, d, InvalidGroup.Duplicate: The security group 'web' already exists for VPC",
    "wëb, d, InvalidParameterValue: Invalid security group name.",
    "other, d|e, InvalidParameterValue: Invalid security group description. Valid descriptions are"
        + " strings less than 256 characters from the following set: a-zA-Z0-9. _-:",
    "'', d, MissingParameter: The request must contain the parameter GroupName",
    "other, '', MissingParameter: The request must contain the parameter GroupDescription",
  })
  void shouldRefuseNamesAndDescriptions(String name, String description, String error) {
    create("web");

    assertThat(
            api.error(
                "CreateSecurityGroup",
                "GroupName",
                name,
                "GroupDescription",
                description,
                "VpcId",
                vpc))
        .startsWith(error);
  }

  @Test
  void shouldTakeAnotherVpcsName() {
    create("web");
    vpc = api.createVpc("10.2.0.0/16");
    create("web");
  }

  @Test
  void shouldDeleteOnlyWhatNoOtherGroupOfTheVpcReferences() {
    String group = create("web");
    String other = create("db");
    api.call(
        "AuthorizeSecurityGroupIngress",
        "GroupId",
        group,
        "IpPermissions.1.IpProtocol",
        "-1",
        "IpPermissions.1.Groups.1.GroupId",
        group);
    api.call(
        "AuthorizeSecurityGroupIngress",
        "GroupId",
        other,
        "IpPermissions.1.IpProtocol",
        "-1",
        "IpPermissions.1.Groups.1.GroupId",
        group);
    assertThat(api.error("DeleteSecurityGroup", "GroupId", group))
        .isEqualTo("DependencyViolation: resource " + group + " has a dependent object");
    assertThat(api.error("DeleteVpc", "VpcId", vpc)).startsWith("DependencyViolation");
    String byDefault = Api.text(describe("group-name", "default"), "groupId");
    assertThat(api.error("DeleteSecurityGroup", "GroupId", byDefault))
        .isEqualTo(
            "CannotDelete: the specified group: \""
                + byDefault
                + "\" name: \"default\" cannot be deleted by a user");

    api.call("DeleteSecurityGroup", "GroupId", other);
    assertThat(api.call("DeleteSecurityGroup", "GroupId", group))
        .contains("<groupId>" + group + "</groupId>");

    assertThat(api.error("DescribeSecurityGroups", "GroupId.1", group))
        .isEqualTo("InvalidGroup.NotFound: The security group '" + group + "' does not exist");
    assertThat(api.call("DescribeSecurityGroupRules")).doesNotContain(group);
    api.call("DeleteVpc", "VpcId", vpc);
    assertThat(api.call("DescribeSecurityGroups")).doesNotContain(byDefault);
  }

  @Test
  void shouldNameWhatIsMalformed() {
    assertThat(api.error("DeleteSecurityGroup", "GroupId", "web"))
        .isEqualTo("InvalidGroupId.Malformed: Invalid id: \"web\" (expecting \"sg-...\")");
  }

  @Test
  void shouldFilter() {
    String group = create("web");
    String other = create("db");
    api.call(
        "AuthorizeSecurityGroupIngress",
        "GroupId",
        group,
        "IpPermissions.1.IpProtocol",
        "tcp",
        "IpPermissions.1.FromPort",
        "22",
        "IpPermissions.1.ToPort",
        "80",
        "IpPermissions.1.IpRanges.1.CidrIp",
        "10.9.0.0/16",
        "IpPermissions.1.Ipv6Ranges.1.CidrIpv6",
        "fd00::/8",
        "IpPermissions.1.Groups.1.GroupId",
        other);
    for (String[] filter :
        new String[][] {
          {"description", "d"},
          {"group-id", group},
          {"group-name", "w*"},
          {"owner-id", "111111111111"},
          {"ip-permission.cidr", "10.9.0.0/16"},
          {"ip-permission.ipv6-cidr", "fd00::/8"},
          {"ip-permission.group-id", other},
          {"ip-permission.group-name", "db"},
          {"ip-permission.user-id", "111111111111"},
          {"ip-permission.from-port", "22"},
          {"ip-permission.to-port", "80"},
          {"ip-permission.protocol", "tcp"},
          {"egress.ip-permission.cidr", "0.0.0.0/0"},
          {"egress.ip-permission.protocol", "-1"}
        }) {
      assertThat(describe(filter[0], filter[1])).as(filter[0]).contains("<groupName>web<");
    }
    assertThat(describe("egress.ip-permission.cidr", "10.9.*")).doesNotContain("<groupName>web<");
    assertThat(describe("ip-permission.cidr", "fd00::/8")).doesNotContain("<groupName>");
    assertThat(describe("ip-permission.prefix-list-id", "*")).doesNotContain("<groupName>");
  }

  @Test
  void shouldCarryTags() {
    String xml =
        api.call(
            "CreateSecurityGroup",
            "GroupName",
            "web",
            "GroupDescription",
            "d",
            "VpcId",
            vpc,
            "TagSpecification.1.ResourceType",
            "security-group",
            "TagSpecification.1.Tag.1.Key",
            "Name",
            "TagSpecification.1.Tag.1.Value",
            "edge");

    assertThat(xml).contains("<tagSet><item><key>Name</key><value>edge</value></item></tagSet>");
    assertThat(describe("tag:Name", "edge")).contains(Api.text(xml, "groupId"));
  }

  @Test
  void shouldKeepToItsQuota() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.SECURITY_GROUPS_PER_REGION, 2));

    // Two there are from the start: the default VPC's, and this one's.
    String only = small.createVpc("10.1.0.0/16");
    assertThat(
            small.error(
                "CreateSecurityGroup", "GroupName", "a", "GroupDescription", "d", "VpcId", only))
        .startsWith("SecurityGroupLimitExceeded");
  }
}
