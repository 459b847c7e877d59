package io.peerway.control.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv6Prefix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubnetActionsTest {
  private final Api api = new Api();
  private String vpc;
  private Ipv6Prefix block;

  @BeforeEach
  void createVpc() {
    vpc =
        Api.text(
            api.call(
                "CreateVpc", "CidrBlock", "10.1.0.0/16", "AmazonProvidedIpv6CidrBlock", "true"),
            "vpcId");
    block = api.inventory().find(Vpc.KIND, vpc).orElseThrow().ipv6Prefixes().getFirst();
  }

  @Test
  void shouldCreateInTheZoneThatIsAskedForOrInTheFirst() {
    assertThat(api.call("CreateSubnet", "VpcId", vpc, "CidrBlock", "10.1.1.9/24"))
        .contains(
            "<cidrBlock>10.1.1.0/24</cidrBlock>",
            "<availabilityZone>eu-west-1a</availabilityZone>",
            "<availabilityZoneId>euw1-az1</availabilityZoneId>",
            "<availableIpAddressCount>251</availableIpAddressCount>");
    assertThat(create("10.1.2.0/24", "AvailabilityZone", "eu-west-1c")).contains("euw1-az3");
    assertThat(create("10.1.3.0/24", "AvailabilityZoneId", "euw1-az2")).contains("eu-west-1b");
  }

  private String create(String cidr, String name, String value) {
    return api.call("CreateSubnet", "VpcId", vpc, "CidrBlock", cidr, name, value);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/15, InvalidSubnet.Range: The CIDR '10.0.0.0/15' is invalid.",
    "10.2.0.0/24, InvalidSubnet.Range: The CIDR '10.2.0.0/24' is invalid.",
    "10.1.1.0/29, InvalidSubnet.Range: The CIDR '10.1.1.0/29' is invalid.",
    "10.1.5.128/25, InvalidSubnet.Conflict: The CIDR '10.1.5.128/25' conflicts with another subnet",
    "10.1.0.0/16, InvalidSubnet.Conflict: The CIDR '10.1.0.0/16' conflicts with another subnet",
  })
  void shouldRefuseBlocks(String cidr, String error) {
    api.createSubnet(vpc, "10.1.5.0/24");

    assertThat(api.error("CreateSubnet", "VpcId", vpc, "CidrBlock", cidr)).isEqualTo(error);
  }

  @Test
  void shouldRefuseZonesOfOtherRegions() {
    assertThat(
            api.error(
                "CreateSubnet",
                "VpcId",
                vpc,
                "CidrBlock",
                "10.1.1.0/24",
                "AvailabilityZone",
                "us-east-1a"))
        .isEqualTo(
            "InvalidParameterValue: Value (us-east-1a) for parameter availabilityZone is invalid."
                + " Subnets can currently only be created in the following availability zones:"
                + " eu-west-1a, eu-west-1b, eu-west-1c.");
  }

  @Test
  void shouldTakeAnIpv6BlockOfTheVpcOnce() {
    String first = new Ipv6Prefix(block.hi() | 1, 0, 64).format();
    assertThat(create("10.1.1.0/24", "Ipv6CidrBlock", first))
        .contains("<ipv6CidrBlock>" + first + "</ipv6CidrBlock>");

    assertThat(error6("10.1.2.0/24", first))
        .isEqualTo(
            "InvalidSubnet.Conflict: The CIDR '" + first + "' conflicts with another subnet");
    assertThat(error6("10.1.2.0/24", "2001:db8::/64")).startsWith("InvalidSubnet.Range");
    assertThat(error6("10.1.2.0/24", block.format())).startsWith("InvalidSubnet.Range");
    assertThat(error6("10.1.2.0/24", "10.1.2.0/24")).startsWith("InvalidParameterValue");
  }

  private String error6(String cidr, String ipv6) {
    return api.error("CreateSubnet", "VpcId", vpc, "CidrBlock", cidr, "Ipv6CidrBlock", ipv6);
  }

  @Test
  void shouldNameWhatIsMissingOrUnknown() {
    assertThat(api.error("CreateSubnet", "CidrBlock", "10.1.1.0/24"))
        .isEqualTo("MissingParameter: The request must contain the parameter VpcId");
    assertThat(api.error("CreateSubnet", "VpcId", vpc))
        .isEqualTo("MissingParameter: The request must contain the parameter CidrBlock");
    assertThat(
            api.error("CreateSubnet", "VpcId", "vpc-0123456789abcdef0", "CidrBlock", "10.1.1.0/24"))
        .isEqualTo("InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist");
    assertThat(api.error("DeleteSubnet", "SubnetId", "subnet-x"))
        .isEqualTo(
            "InvalidSubnetID.Malformed: Invalid id: \"subnet-x\" (expecting \"subnet-...\")");
    assertThat(api.error("DeleteSubnet", "SubnetId", "subnet-12345678"))
        .isEqualTo("InvalidSubnetID.NotFound: The subnet ID 'subnet-12345678' does not exist");
    assertThat(
            api.error(
                "CreateSubnet", "VpcId", vpc, "CidrBlock", "10.1.1.0/24", "Ipv6Native", "true"))
        .isEqualTo("UnsupportedOperation: The parameter Ipv6Native is not supported");
  }

  @Test
  void shouldFilter() {
    String subnet = api.createSubnet(vpc, "10.1.1.0/24");

    for (String[] filter :
        new String[][] {
          {"subnet-id", subnet},
          {"vpc-id", vpc},
          {"cidr-block", "10.1.1.0/*"},
          {"availability-zone", "eu-west-1a"},
          {"default-for-az", "false"},
          {"available-ip-address-count", "251"},
          {"enable-dns64", "false"},
          {"private-dns-name-options-on-launch.hostname-type", "ip-name"},
          {"subnet-arn", "*/" + subnet}
        }) {
      String xml =
          api.call("DescribeSubnets", "Filter.1.Name", filter[0], "Filter.1.Value.1", filter[1]);
      assertThat(xml).as(filter[0]).contains(subnet);
    }
    assertThat(
            api.call(
                "DescribeSubnets", "Filter.1.Name", "cidr-block", "Filter.1.Value.1", "10.2.*"))
        .doesNotContain("<subnetId>");
    assertThat(api.call("DescribeSubnets", "Filter.1.Name", "outpost-arn", "Filter.1.Value.1", "*"))
        .doesNotContain("<subnetId>");
  }

  @Test
  void shouldDeleteWithItsAssociationAndTags() {
    String subnet = api.createSubnet(vpc, "10.1.1.0/24");
    String table = api.mainTable(Api.SCOPE, vpc);
    api.call("CreateTags", "ResourceId.1", subnet, "Tag.1.Key", "a", "Tag.1.Value", "b");
    api.call("AssociateRouteTable", "SubnetId", subnet, "RouteTableId", table);

    api.call("DeleteSubnet", "SubnetId", subnet);

    assertThat(api.call("DescribeSubnets")).doesNotContain(subnet);
    assertThat(api.call("DescribeRouteTables")).doesNotContain(subnet);
    assertThat(api.call("DescribeTags")).doesNotContain(subnet);
  }

  @Test
  void shouldKeepToItsQuota() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.SUBNETS_PER_VPC, 1));
    String only = small.createVpc("10.1.0.0/16");
    small.createSubnet(only, "10.1.1.0/24");

    assertThat(small.error("CreateSubnet", "VpcId", only, "CidrBlock", "10.1.2.0/24"))
        .startsWith("SubnetLimitExceeded");
  }
}
