package io.peerway.control.ec2.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteActionsTest {
  private final Api api = new Api();
  private String vpc;
  private String peer;
  private String table;
  private String pcx;

  @BeforeEach
  void createPeering() {
    vpc =
        Api.text(
            api.call(
                "CreateVpc", "CidrBlock", "10.1.0.0/16", "AmazonProvidedIpv6CidrBlock", "true"),
            "vpcId");
    peer = api.createVpc("10.2.0.0/16");
    table = api.mainTable(Api.SCOPE, vpc);
    pcx = api.peer(vpc, peer);
  }

  private String error(String action, String destination) {
    return api.error(
        action,
        "RouteTableId",
        table,
        destination.contains(":") ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock",
        destination,
        "VpcPeeringConnectionId",
        pcx);
  }

  private String describe() {
    return api.call("DescribeRouteTables", "RouteTableId.1", table);
  }

  @Test
  void shouldCreateRoutesOfBothVersionsInCanonicalForm() {
    api.createRoute(table, "10.2.3.4/24", pcx);
    api.createRoute(table, "2001:DB8::1/32", pcx);

    assertThat(describe())
        .contains(
            "<destinationCidrBlock>10.2.3.0/24</destinationCidrBlock><vpcPeeringConnectionId>"
                + pcx
                + "</vpcPeeringConnectionId><state>active</state><origin>CreateRoute</origin>",
            "<destinationIpv6CidrBlock>2001:db8::/32</destinationIpv6CidrBlock>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ten|InvalidParameterValue: Value (ten) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.",
        "10.1.0.0/16|InvalidParameterValue: The destination CIDR block 10.1.0.0/16 is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.",
        "10.1.9.0/24|InvalidParameterValue: The destination CIDR block 10.1.9.0/24 is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.",
        "169.254.169.0/24|InvalidParameterValue: The destination CIDR block 169.254.169.0/24 is reserved.",
        "fd00:ec2::254/128|InvalidParameterValue: The destination CIDR block fd00:ec2::254/128 is reserved.",
      })
  void shouldRefuseDestinations(String destination, String error) {
    assertThat(error("CreateRoute", destination)).isEqualTo(error);
  }

  @Test
  void shouldRouteToAnInterfaceWhileItIsThere() {
    String subnet = api.createSubnet(vpc, "10.1.1.0/24");
    api.createSubnet(vpc, "10.1.2.0/24");
    String eni =
        Api.text(api.call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");
    String[] route = routeTo("192.168.0.0/16", "NetworkInterfaceId", eni);
    api.call("CreateRoute", route);
    api.call("CreateRoute", routeTo("10.1.2.0/24", "NetworkInterfaceId", eni));

    assertThat(api.error("CreateRoute", routeTo("10.1.2.0/25", "NetworkInterfaceId", eni)))
        .endsWith("It must be equal to the CIDR block of a subnet.");
    assertThat(describe())
        .contains("<networkInterfaceId>" + eni + "</networkInterfaceId><state>active<");
    String other = api.mainTable(Api.SCOPE, peer);
    route[1] = other;
    assertThat(api.error("CreateRoute", route))
        .isEqualTo(
            "InvalidParameterValue: route table %s and interface %s belong to different networks"
                .formatted(other, eni));
    api.call("DeleteNetworkInterface", "NetworkInterfaceId", eni);
    assertThat(describe())
        .contains("<networkInterfaceId>" + eni + "</networkInterfaceId><state>blackhole<");
  }

  @Test
  void shouldRouteToTheOneInterfaceOfARunningInstance() {
    String subnet = api.createSubnet(vpc, "10.1.1.0/24");
    String instance = api.runInstance(subnet);
    api.call("CreateRoute", routeTo("192.168.0.0/16", "InstanceId", instance));

    assertThat(describe())
        .contains("<instanceId>" + instance + "</instanceId><instanceOwnerId>111111111111<")
        .contains("<state>active</state><origin>CreateRoute<");
    assertThat(
            api.call(
                "DescribeRouteTables",
                "Filter.1.Name",
                "route.instance-id",
                "Filter.1.Value.1",
                instance))
        .contains(table);
    api.call("TerminateInstances", "InstanceId.1", instance);
    assertThat(describe()).contains("<state>blackhole</state><origin>CreateRoute<");
  }

  private String[] routeTo(String block, String parameter, String target) {
    return new String[] {"RouteTableId", table, "DestinationCidrBlock", block, parameter, target};
  }

  @Test
  void shouldTakeADestinationThatIsLargerThanTheVpc() {
    api.createRoute(table, "10.0.0.0/8", pcx);
    api.createRoute(table, "0.0.0.0/0", pcx);

    assertThat(describe()).contains("10.0.0.0/8", "0.0.0.0/0");
  }

  @Test
  void shouldRefuseASecondRouteToOneDestination() {
    api.createRoute(table, "10.2.0.0/16", pcx);

    assertThat(error("CreateRoute", "10.2.0.9/16"))
        .isEqualTo("RouteAlreadyExists: The route identified by 10.2.0.0/16 already exists.");
  }

  @Test
  void shouldReplaceARouteThatIsThere() {
    assertThat(error("ReplaceRoute", "10.3.0.0/16"))
        .isEqualTo(
            "InvalidParameterValue: There is no route defined for '10.3.0.0/16' in the route table."
                + " Use CreateRoute instead.");
    String third = api.createVpc("10.3.0.0/16");
    String other = api.peer(vpc, third);
    api.createRoute(table, "10.3.0.0/16", pcx);

    api.call(
        "ReplaceRoute",
        "RouteTableId",
        table,
        "DestinationCidrBlock",
        "10.3.0.0/16",
        "VpcPeeringConnectionId",
        other);

    assertThat(describe()).contains(other).doesNotContain(pcx);
  }

  @Test
  void shouldDeleteARouteThatWasCreated() {
    api.createRoute(table, "10.2.0.0/16", pcx);

    api.call("DeleteRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16");

    assertThat(describe()).doesNotContain("10.2.0.0/16");
    assertThat(
            api.error("DeleteRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16"))
        .isEqualTo(
            "InvalidRoute.NotFound: no route with destination-cidr-block 10.2.0.0/16 in route table "
                + table);
    assertThat(
            api.error("DeleteRoute", "RouteTableId", table, "DestinationCidrBlock", "10.1.0.0/16"))
        .isEqualTo(
            "InvalidParameterValue: cannot remove local route 10.1.0.0/16 in route table " + table);
  }

  @Test
  void shouldAskForExactlyOneDestinationAndATarget() {
    assertThat(api.error("CreateRoute", "RouteTableId", table, "VpcPeeringConnectionId", pcx))
        .startsWith("MissingParameter: The request must contain exactly one of");
    assertThat(
            api.error("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16"))
        .startsWith("MissingParameter: The request must contain exactly one of");
    assertThat(
            api.error(
                "CreateRoute",
                "RouteTableId",
                table,
                "DestinationCidrBlock",
                "10.2.0.0/16",
                "DestinationIpv6CidrBlock",
                "2001:db8::/32",
                "VpcPeeringConnectionId",
                pcx))
        .startsWith("InvalidParameterCombination");
    assertThat(
            api.error(
                "CreateRoute",
                "RouteTableId",
                table,
                "DestinationCidrBlock",
                "10.2.0.0/16",
                "NatGatewayId",
                "nat-0123456789abcdef0"))
        .isEqualTo("UnsupportedOperation: The parameter NatGatewayId is not supported");
  }

  @Test
  void shouldRefuseAPeeringOfOtherVpcs() {
    String third = api.createVpc("10.3.0.0/16");
    String other = api.peer(peer, third);

    assertThat(
            api.error(
                "CreateRoute",
                "RouteTableId",
                table,
                "DestinationCidrBlock",
                "10.3.0.0/16",
                "VpcPeeringConnectionId",
                other))
        .isEqualTo(
            "InvalidParameterValue: route table "
                + table
                + " and network gateway "
                + other
                + " belong to different networks");
  }

  @Test
  void shouldRefuseAPeeringThatIsOverOrUnknown() {
    api.call("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", pcx);

    assertThat(error("CreateRoute", "10.2.0.0/16"))
        .isEqualTo(
            "InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID '"
                + pcx
                + "' does not exist");
    pcx = "pcx-0123456789abcdef0";
    assertThat(error("CreateRoute", "10.2.0.0/16"))
        .startsWith("InvalidVpcPeeringConnectionID.NotFound");
    pcx = "pcx-x";
    assertThat(error("CreateRoute", "10.2.0.0/16"))
        .startsWith("InvalidVpcPeeringConnectionId.Malformed");
  }

  @Test
  void shouldKeepToItsQuotaPerVersion() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.ROUTES_PER_TABLE, 1));
    String one = small.createVpc("10.1.0.0/16");
    String two = small.createVpc("10.2.0.0/16");
    String peering = small.peer(one, two);
    String main = small.mainTable(Api.SCOPE, one);
    small.createRoute(main, "10.2.0.0/24", peering);
    small.createRoute(main, "2001:db8::/32", peering);

    assertThat(
            small.error(
                "CreateRoute",
                "RouteTableId",
                main,
                "DestinationCidrBlock",
                "10.2.1.0/24",
                "VpcPeeringConnectionId",
                peering))
        .isEqualTo("RouteLimitExceeded: The maximum number of routes has been reached.");
  }
}
