package io.peerway.control.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class InternetGatewayActionsTest {
  private static final int ELSEWHERE = Ipv4Address.parse("198.51.100.7");

  private final Api api = new Api();
  private final String vpc = api.createVpc("10.1.0.0/16");
  private final String gateway = Api.text(api.call("CreateInternetGateway"), "internetGatewayId");

  private void attach() {
    api.call("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
  }

  private void detach() {
    api.call("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
  }

  private String route(String action, String table) {
    return api.error(
        action, "RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", gateway);
  }

  @Test
  void shouldBelongToOneVpcAtATime() {
    attach();

    assertThat(api.error("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc))
        .isEqualTo(
            "Resource.AlreadyAssociated: resource "
                + gateway
                + " is already attached to network "
                + vpc);
    String second = Api.text(api.call("CreateInternetGateway"), "internetGatewayId");
    assertThat(api.error("AttachInternetGateway", "InternetGatewayId", second, "VpcId", vpc))
        .isEqualTo(
            "InvalidParameterValue: Network " + vpc + " already has an internet gateway attached");
    assertThat(api.error("DetachInternetGateway", "InternetGatewayId", second, "VpcId", vpc))
        .isEqualTo(
            "Gateway.NotAttached: resource " + second + " is not attached to network " + vpc);
    assertThat(api.error("DeleteInternetGateway", "InternetGatewayId", gateway))
        .isEqualTo(
            "DependencyViolation: The internetGateway '"
                + gateway
                + "' has dependencies and cannot be deleted.");
    assertThat(api.error("DeleteVpc", "VpcId", vpc)).startsWith("DependencyViolation");

    detach();
    api.call("DeleteInternetGateway", "InternetGatewayId", gateway);
    assertThat(api.error("DescribeInternetGateways", "InternetGatewayId.1", gateway))
        .isEqualTo(
            "InvalidInternetGatewayID.NotFound: The internetGateway ID '"
                + gateway
                + "' does not exist");
    api.call("DeleteVpc", "VpcId", vpc);
  }

  @Test
  void shouldBeTheTargetOfRoutesOfItsVpcAlone() {
    String table = api.mainTable(Api.SCOPE, vpc);
    assertThat(route("CreateRoute", table))
        .isEqualTo(
            "InvalidParameterValue: route table "
                + table
                + " and network gateway "
                + gateway
                + " belong to different networks");
    attach();
    api.call(
        "CreateRoute",
        "RouteTableId",
        table,
        "DestinationCidrBlock",
        "0.0.0.0/0",
        "GatewayId",
        gateway);

    assertThat(routes(table)).contains("<gatewayId>" + gateway + "</gatewayId><state>active<");
    assertThat(target().kind()).isEqualTo(Target.Kind.NOT_EMULATED);

    detach();
    assertThat(routes(table)).contains("<gatewayId>" + gateway + "</gatewayId><state>blackhole<");
    assertThat(target().kind()).isEqualTo(Target.Kind.BLACKHOLE);

    attach();
    assertThat(target().kind()).isEqualTo(Target.Kind.NOT_EMULATED);
    String other = api.mainTable(Api.SCOPE, api.createVpc("10.2.0.0/16"));
    assertThat(route("CreateRoute", other)).contains("belong to different networks");
    assertThat(
            api.error(
                "CreateRoute",
                "RouteTableId",
                other,
                "DestinationCidrBlock",
                "0.0.0.0/0",
                "GatewayId",
                "igw-12345678"))
        .isEqualTo("InvalidGatewayID.NotFound: The gateway ID 'igw-12345678' does not exist");
  }

  private String routes(String table) {
    return api.call("DescribeRouteTables", "RouteTableId.1", table);
  }

  /** What the data plane makes of a packet from the VPC to an address elsewhere. */
  private Target target() {
    VpcForwarding forwarding =
        api.datapath().state().vpcs().stream()
            .filter(Objects::nonNull)
            .filter(one -> one.id().equals(vpc))
            .findFirst()
            .orElseThrow();
    RouteTable table = forwarding.local().find(Ipv4Address.parse("10.1.1.13")).routeTable();
    return table.target(table.v4().lookup(ELSEWHERE));
  }

  @Test
  void shouldNotBeReachedThroughAPeering() {
    String peer = api.createVpc("10.2.0.0/16");
    String pcx = api.peer(vpc, peer);
    attach();
    String table = api.mainTable(Api.SCOPE, vpc);
    api.call(
        "CreateRoute",
        "RouteTableId",
        table,
        "DestinationCidrBlock",
        "0.0.0.0/0",
        "GatewayId",
        gateway);

    assertThat(
            api.error(
                "CreateRoute",
                "RouteTableId",
                api.mainTable(Api.SCOPE, peer),
                "DestinationCidrBlock",
                "0.0.0.0/0",
                "GatewayId",
                gateway,
                "VpcPeeringConnectionId",
                pcx))
        .startsWith("InvalidParameterCombination: The request must contain exactly one of");
    assertThat(route("CreateRoute", api.mainTable(Api.SCOPE, peer)))
        .contains("belong to different networks");
  }

  @Test
  void shouldFilter() {
    attach();
    for (String[] filter :
        new String[][] {
          {"attachment.vpc-id", vpc},
          {"internet-gateway-id", gateway},
          {"attachment.state", "available"},
          {"owner-id", "111111111111"},
        }) {
      assertThat(
              api.call(
                  "DescribeInternetGateways",
                  "Filter.1.Name",
                  filter[0],
                  "Filter.1.Value.1",
                  filter[1]))
          .as(filter[0])
          .contains(gateway);
    }
    assertThat(api.call(Api.OTHER, "DescribeInternetGateways")).doesNotContain(gateway);
  }

  @Test
  void shouldKeepToItsQuota() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.INTERNET_GATEWAYS_PER_REGION, 2));
    small.call("CreateInternetGateway");

    assertThat(small.error("CreateInternetGateway")).startsWith("InternetGatewayLimitExceeded");
  }
}
