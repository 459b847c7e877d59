package io.peerway.control.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import org.junit.jupiter.api.Test;

class DefaultVpcActionsTest {
  private final Api api = new Api();

  private void deleteSubnets() {
    for (String rest = api.call("DescribeSubnets"); rest.contains("<subnetId>"); ) {
      api.call("DeleteSubnet", "SubnetId", Api.text(rest, "subnetId"));
      rest = rest.substring(rest.indexOf("</subnetId>") + 1);
    }
  }

  private void deleteVpc() {
    deleteSubnets();
    String vpc = Api.text(api.call("DescribeVpcs"), "vpcId");
    String gateway = Api.text(api.call("DescribeInternetGateways"), "internetGatewayId");
    api.call("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
    api.call("DeleteVpc", "VpcId", vpc);
  }

  @Test
  void shouldLeadToAnInternetGatewayByItsMainTable() {
    String vpc = Api.text(api.call("DescribeVpcs"), "vpcId");

    String gateway =
        Api.text(
            api.call(
                "DescribeInternetGateways",
                "Filter.1.Name",
                "attachment.vpc-id",
                "Filter.1.Value.1",
                vpc),
            "internetGatewayId");
    assertThat(api.call("DescribeRouteTables"))
        .contains(
            "<destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>"
                + gateway
                + "</gatewayId><state>active</state>");
  }

  @Test
  void shouldComeBackWhenSomebodyAsksForIt() {
    assertThat(api.error("CreateDefaultVpc"))
        .isEqualTo(
            "DefaultVpcAlreadyExists: A Default VPC already exists for this account in this"
                + " region.");
    deleteVpc();
    assertThat(api.error("CreateDefaultSubnet", "AvailabilityZone", "eu-west-1a"))
        .startsWith("DefaultVpcDoesNotExist");

    assertThat(api.call("CreateDefaultVpc"))
        .contains("<cidrBlock>172.31.0.0/16</cidrBlock>", "<isDefault>true</isDefault>");

    assertThat(api.call("DescribeSubnets"))
        .contains("172.31.0.0/20", "172.31.16.0/20", "172.31.32.0/20");
  }

  @Test
  void shouldCreateOneDefaultSubnetPerZone() {
    api.call("DescribeVpcs");
    assertThat(api.error("CreateDefaultSubnet", "AvailabilityZone", "eu-west-1b"))
        .startsWith("DefaultSubnetAlreadyExistsInAvailabilityZone: 'subnet-")
        .endsWith("is already the default subnet in eu-west-1b.");
    deleteSubnets();

    assertThat(api.call("CreateDefaultSubnet", "AvailabilityZone", "eu-west-1b"))
        .contains(
            "<cidrBlock>172.31.0.0/20</cidrBlock>",
            "<availabilityZone>eu-west-1b<",
            "<defaultForAz>true<",
            "<mapPublicIpOnLaunch>true<");
    assertThat(api.call("CreateDefaultSubnet", "AvailabilityZoneId", "euw1-az1"))
        .contains("<cidrBlock>172.31.16.0/20</cidrBlock>");
    assertThat(api.error("CreateDefaultSubnet")).startsWith("MissingParameter");
  }
}
