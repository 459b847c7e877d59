package io.peerway.control.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.Vpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VpcActionsTest {
  private final Api api = new Api();

  @Test
  void shouldCanonicaliseTheBlock() {
    assertThat(api.call("CreateVpc", "CidrBlock", "10.1.2.3/16"))
        .contains("<cidrBlock>10.1.0.0/16</cidrBlock>", "<state>pending</state>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CidrBlock=|MissingParameter: Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.",
        "CidrBlock=ten|InvalidParameterValue: Value (ten) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
        "CidrBlock=10.0.0.0|InvalidParameterValue: Value (10.0.0.0) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
        "CidrBlock=10.0.0.0/33|InvalidParameterValue: Value (10.0.0.0/33) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
        "CidrBlock=10.0.0.0/15|InvalidVpc.Range: The CIDR '10.0.0.0/15' is invalid.",
        "CidrBlock=10.0.0.0/29|InvalidVpc.Range: The CIDR '10.0.0.0/29' is invalid.",
        "CidrBlock=127.0.0.0/16|InvalidVpc.Range: The CIDR '127.0.0.0/16' is invalid.",
        "InstanceTenancy=host|UnsupportedTenancy: The tenancy value host is not supported.",
        "AmazonProvidedIpv6CidrBlock=2|InvalidParameterValue: Invalid value '2' for AmazonProvidedIpv6CidrBlock. It must be true or false.",
        "Ipv6Pool=mine|UnsupportedOperation: The parameter Ipv6Pool is not supported",
        "VpcEncryptionControl.Mode=monitor|UnsupportedOperation: The parameter VpcEncryptionControl is not supported",
        "Colour=red|UnknownParameter: The parameter Colour is not recognized",
        "TagSpecification.1.ResourceType=subnet|InvalidParameterValue: 'subnet' is not a valid taggable resource type for this operation.",
        "TagSpecification.1.ResourceType=vpc|InvalidParameterValue: Tag specification must have at least one tag",
      })
  void shouldRefuseToCreate(String parameter, String error) {
    int equals = parameter.indexOf('=');
    String name = parameter.substring(0, equals);
    String value = parameter.substring(equals + 1);

    if (name.equals("CidrBlock")) {
      assertThat(api.error("CreateVpc", name, value)).isEqualTo(error);
    } else {
      assertThat(api.error("CreateVpc", "CidrBlock", "10.1.0.0/16", name, value)).isEqualTo(error);
    }

    assertThat(api.inventory().count(Vpc.KIND)).isZero();
  }

  @Test
  void shouldGiveEachVpcAnIpv6BlockOfItsOwn() {
    String one = create6("10.1.0.0/16");
    String two = create6("10.2.0.0/16");

    assertThat(one).matches("fd70:7772:[0-9a-f:]+/56").isNotEqualTo(two);
  }

  private String create6(String block) {
    String xml = api.call("CreateVpc", "CidrBlock", block, "AmazonProvidedIpv6CidrBlock", "true");
    assertThat(xml).contains("<state>associating</state>");
    return Api.text(xml, "ipv6CidrBlock");
  }

  @Test
  void shouldNeverShowTheVpcsOfAnotherAccountOrRegion() {
    String vpc = api.createVpc("10.1.0.0/16");

    assertThat(api.call(Api.OTHER, "DescribeVpcs")).doesNotContain(vpc);
    assertThat(api.error(Api.OTHER, "DescribeVpcs", "VpcId.1", vpc))
        .isEqualTo("InvalidVpcID.NotFound: The vpc ID '" + vpc + "' does not exist");
    assertThat(api.error(Api.OTHER, "DeleteVpc", "VpcId", vpc)).startsWith("InvalidVpcID.NotFound");
  }

  @Test
  void shouldFilter() {
    String one = api.createVpc("10.1.0.0/16");
    String two = api.createVpc("10.2.0.0/16");
    api.call("CreateTags", "ResourceId.1", two, "Tag.1.Key", "Name", "Tag.1.Value", "blue");

    assertFinds("cidr", "10.1.*", one);
    assertFinds("cidr-block-association.cidr-block", "10.?.0.0/16", one, two);
    assertFinds("tag:Name", "b*e", two);
    assertFinds("tag-key", "Name", two);
    assertFinds("tag:Other", "*");
    assertFinds("vpc-id", one, one);
    assertFinds("owner-id", "222222222222");
    assertFinds("is-default", "false", one, two);
    assertThat(
            api.call(
                "DescribeVpcs",
                "Filter.1.Name",
                "is-default",
                "Filter.1.Value.1",
                "false",
                "Filter.2.Name",
                "vpc-id",
                "Filter.2.Value.1",
                "none",
                "Filter.2.Value.2",
                two))
        .contains(two)
        .doesNotContain(one);
  }

  private void assertFinds(String filter, String value, String... vpcs) {
    String xml = api.call("DescribeVpcs", "Filter.1.Name", filter, "Filter.1.Value.1", value);
    for (String vpc : vpcs) {
      assertThat(xml).as(filter).contains(vpc);
    }
    assertThat(xml.split("<vpcId>", -1)).as(filter).hasSize(vpcs.length + 1);
  }

  @Test
  void shouldRefuseFiltersThatDoNotExistOrHaveNoValue() {
    assertThat(api.error("DescribeVpcs", "Filter.1.Name", "colour", "Filter.1.Value.1", "red"))
        .isEqualTo("InvalidParameterValue: The filter 'colour' is invalid");
    assertThat(api.error("DescribeVpcs", "Filter.1.Name", "vpc-id"))
        .isEqualTo("MissingParameter: The request must contain the parameter Filter.1.Value.1");
    assertThat(api.error("DescribeVpcs", "Filter.1.Value.1", "red"))
        .isEqualTo("MissingParameter: The request must contain the parameter Filter.1.Name");
  }

  @Test
  void shouldDeleteAVpcThatNothingDependsOn() {
    String vpc = api.createVpc("10.1.0.0/16");
    String subnet = api.createSubnet(vpc, "10.1.1.0/24");
    String table = Api.text(api.call("CreateRouteTable", "VpcId", vpc), "routeTableId");
    String main = api.mainTable(Api.SCOPE, vpc);
    String dependency =
        "DependencyViolation: The vpc '" + vpc + "' has dependencies and cannot be deleted.";

    assertThat(api.error("DeleteVpc", "VpcId", vpc)).isEqualTo(dependency);
    api.call("DeleteSubnet", "SubnetId", subnet);
    assertThat(api.error("DeleteVpc", "VpcId", vpc)).isEqualTo(dependency);
    api.call("DeleteRouteTable", "RouteTableId", table);
    api.call("DeleteVpc", "VpcId", vpc);

    assertThat(api.error("DescribeVpcs", "VpcId.1", vpc)).startsWith("InvalidVpcID.NotFound");
    assertThat(api.error("DescribeRouteTables", "RouteTableId.1", main))
        .startsWith("InvalidRouteTableID.NotFound");
  }

  @Test
  void shouldFurnishEachRegionWithItsDefaultVpcOnce() {
    String xml = api.call("DescribeVpcs");

    assertThat(xml).contains("<cidrBlock>172.31.0.0/16</cidrBlock>", "<isDefault>true</isDefault>");
    String vpc = Api.text(xml, "vpcId");
    assertThat(api.call("DescribeVpcs")).contains(vpc);
    assertThat(api.call("DescribeSubnets"))
        .contains(
            "172.31.0.0/20",
            "172.31.16.0/20",
            "172.31.32.0/20",
            "<availabilityZone>eu-west-1c</availabilityZone>");
    assertThat(Api.text(api.call(Api.OTHER, "DescribeVpcs"), "vpcId")).isNotEqualTo(vpc);
  }

  @Test
  void shouldNotBringTheDefaultVpcBackOnceItIsDeleted() {
    String vpc = Api.text(api.call("DescribeVpcs"), "vpcId");
    String subnets = api.call("DescribeSubnets");
    for (String rest = subnets; rest.contains("<subnetId>"); ) {
      api.call("DeleteSubnet", "SubnetId", Api.text(rest, "subnetId"));
      rest = rest.substring(rest.indexOf("</subnetId>") + 1);
    }

    String gateway = Api.text(api.call("DescribeInternetGateways"), "internetGatewayId");
    api.call("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);

    api.call("DeleteVpc", "VpcId", vpc);

    assertThat(api.call("DescribeVpcs")).doesNotContain("<vpcId>");
    assertThat(api.call("DescribeAccountAttributes")).contains("none");
  }

  @Test
  void shouldShowAndModifyAttributesOneAtATime() {
    String vpc = api.createVpc("10.1.0.0/16");
    assertThat(attribute(vpc, "enableDnsSupport")).isEqualTo("true");
    assertThat(attribute(vpc, "enableDnsHostnames")).isEqualTo("false");

    api.call("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsHostnames.Value", "true");
    api.call("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsSupport.Value", "false");
    api.call("ModifyVpcAttribute", "VpcId", vpc, "EnableNetworkAddressUsageMetrics.Value", "true");

    assertThat(attribute(vpc, "enableDnsHostnames")).isEqualTo("true");
    assertThat(attribute(vpc, "enableDnsSupport")).isEqualTo("false");
    assertThat(attribute(vpc, "enableNetworkAddressUsageMetrics")).isEqualTo("true");
    assertThat(api.error("ModifyVpcAttribute", "VpcId", vpc))
        .startsWith("InvalidParameterCombination");
    assertThat(
            api.error(
                "ModifyVpcAttribute",
                "VpcId",
                vpc,
                "EnableDnsSupport.Value",
                "true",
                "EnableDnsHostnames.Value",
                "true"))
        .startsWith("InvalidParameterCombination");
    assertThat(
            api.error(
                "ModifyVpcAttribute",
                "VpcId",
                vpc,
                "EnableDnsSupport.Value",
                "true",
                "DryRun",
                "true"))
        .isEqualTo("UnknownParameter: The parameter DryRun is not recognized");
    assertThat(api.error("DescribeVpcAttribute", "VpcId", vpc, "Attribute", "colour"))
        .startsWith("InvalidParameterValue");
    assertThat(api.error("DescribeVpcAttribute", "VpcId", vpc))
        .isEqualTo("MissingParameter: The request must contain the parameter Attribute");
  }

  private String attribute(String vpc, String name) {
    return Api.text(api.call("DescribeVpcAttribute", "VpcId", vpc, "Attribute", name), "value");
  }

  @Test
  void shouldKeepToItsQuota() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.VPCS_PER_REGION, 2));
    small.createVpc("10.1.0.0/16");

    assertThat(small.error("CreateVpc", "CidrBlock", "10.2.0.0/16")).startsWith("VpcLimitExceeded");
  }
}
