package io.peerway.control.ec2.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteTableActionsTest {
  private final Api api = new Api();
  private String vpc;
  private String subnet;
  private String table;

  @BeforeEach
  void createVpc() {
    vpc = api.createVpc("10.1.0.0/16");
    subnet = api.createSubnet(vpc, "10.1.1.0/24");
    table = Api.text(api.call("CreateRouteTable", "VpcId", vpc), "routeTableId");
  }

  @Test
  void shouldHaveALocalRouteFromTheStart() {
    assertThat(api.call("DescribeRouteTables", "RouteTableId.1", table))
        .contains(
            "<item><destinationCidrBlock>10.1.0.0/16</destinationCidrBlock>"
                + "<gatewayId>local</gatewayId><state>active</state>"
                + "<origin>CreateRouteTable</origin></item>");
  }

  @Test
  void shouldAssociateOnceAndBeIdempotent() {
    String first = associate(table);
    assertThat(first).startsWith("rtbassoc-");
    assertThat(associate(table)).isEqualTo(first);

    assertThat(
            api.error(
                "AssociateRouteTable",
                "SubnetId",
                subnet,
                "RouteTableId",
                api.mainTable(Api.SCOPE, vpc)))
        .startsWith("Resource.AlreadyAssociated");
  }

  private String associate(String to) {
    return Api.text(
        api.call("AssociateRouteTable", "SubnetId", subnet, "RouteTableId", to), "associationId");
  }

  @Test
  void shouldNotAssociateAcrossVpcs() {
    String other = api.createVpc("10.2.0.0/16");

    assertThat(
            api.error(
                "AssociateRouteTable",
                "SubnetId",
                subnet,
                "RouteTableId",
                api.mainTable(Api.SCOPE, other)))
        .startsWith("InvalidParameterValue");
  }

  @Test
  void shouldRefuseToAssociateAGatewayByName() {
    assertThat(
            api.error(
                "AssociateRouteTable", "GatewayId", "igw-0123456789abcdef0", "RouteTableId", table))
        .isEqualTo("UnsupportedOperation: The parameter GatewayId is not supported");
  }

  @Test
  void shouldDeleteOnlyTablesThatNothingUses() {
    String dependency =
        "DependencyViolation: The routeTable '%s' has dependencies and cannot be deleted.";
    String main = api.mainTable(Api.SCOPE, vpc);
    assertThat(api.error("DeleteRouteTable", "RouteTableId", main))
        .isEqualTo(dependency.formatted(main));
    String association = associate(table);
    assertThat(api.error("DeleteRouteTable", "RouteTableId", table))
        .isEqualTo(dependency.formatted(table));

    api.call("DisassociateRouteTable", "AssociationId", association);
    api.call("DeleteRouteTable", "RouteTableId", table);

    assertThat(api.error("DescribeRouteTables", "RouteTableId.1", table))
        .isEqualTo(
            "InvalidRouteTableID.NotFound: The routeTable ID '" + table + "' does not exist");
    assertThat(api.error("DisassociateRouteTable", "AssociationId", association))
        .isEqualTo(
            "InvalidAssociationID.NotFound: The association ID '"
                + association
                + "' does not exist");
  }

  @Test
  void shouldMoveMainWithItsAssociation() {
    String main = api.mainTable(Api.SCOPE, vpc);
    String association =
        Api.text(
            api.call("DescribeRouteTables", "RouteTableId.1", main), "routeTableAssociationId");
    assertThat(api.error("DisassociateRouteTable", "AssociationId", association))
        .startsWith("InvalidParameterValue");

    String moved =
        Api.text(
            api.call(
                "ReplaceRouteTableAssociation",
                "AssociationId",
                association,
                "RouteTableId",
                table),
            "newAssociationId");

    assertThat(moved).isNotEqualTo(association);
    assertThat(api.mainTable(Api.SCOPE, vpc)).isEqualTo(table);
    api.call("DeleteRouteTable", "RouteTableId", main);
    api.call("DeleteSubnet", "SubnetId", subnet);
    api.call("DeleteVpc", "VpcId", vpc);
  }

  @Test
  void shouldMoveASubnetWithItsAssociation() {
    String association = associate(table);
    String other = Api.text(api.call("CreateRouteTable", "VpcId", vpc), "routeTableId");

    api.call("ReplaceRouteTableAssociation", "AssociationId", association, "RouteTableId", other);

    assertThat(api.call("DescribeRouteTables", "RouteTableId.1", other)).contains(subnet);
    assertThat(api.call("DescribeRouteTables", "RouteTableId.1", table)).doesNotContain(subnet);
  }

  @Test
  void shouldCreateOneTableForOneClientToken() {
    String first = create("token-1");
    assertThat(create("token-1")).isEqualTo(first);
    assertThat(create("token-2")).isNotEqualTo(first);
    String other = api.createVpc("10.2.0.0/16");
    assertThat(api.error("CreateRouteTable", "VpcId", other, "ClientToken", "token-1"))
        .startsWith("IdempotentParameterMismatch");
    assertThat(api.error("CreateRouteTable", "VpcId", vpc, "ClientToken", "t".repeat(65)))
        .startsWith("InvalidParameterValue");

    api.clock().advance(Duration.ofHours(24));
    assertThat(create("token-1")).isNotEqualTo(first);
  }

  private String create(String token) {
    String xml = api.call("CreateRouteTable", "VpcId", vpc, "ClientToken", token);
    assertThat(xml).contains("<clientToken>" + token + "</clientToken>");
    return Api.text(xml, "routeTableId");
  }

  @Test
  void shouldFilter() {
    String association = associate(table);
    String other = api.createVpc("10.2.0.0/16");
    String pcx = api.peer(vpc, other);
    api.createRoute(table, "10.2.7.0/24", pcx);

    for (String[] filter :
        new String[][] {
          {"association.subnet-id", subnet},
          {"association.route-table-association-id", association},
          {"association.main", "false"},
          {"route.destination-cidr-block", "10.2.7.*"},
          {"route.vpc-peering-connection-id", pcx},
          {"route-table-id", table}
        }) {
      String xml =
          api.call(
              "DescribeRouteTables", "Filter.1.Name", filter[0], "Filter.1.Value.1", filter[1]);
      assertThat(xml).as(filter[0]).contains(table);
      assertThat(xml.split("<propagatingVgwSet>", -1)).as(filter[0]).hasSize(2);
    }
    assertThat(
            api.call(
                "DescribeRouteTables",
                "Filter.1.Name",
                "route.origin",
                "Filter.1.Value.1",
                "CreateRoute"))
        .contains(table, "<gatewayId>igw-");
    assertThat(
            api.call(
                "DescribeRouteTables",
                "Filter.1.Name",
                "route.state",
                "Filter.1.Value.1",
                "blackhole"))
        .doesNotContain("routeTableId");
  }

  @Test
  void shouldKeepToItsQuota() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.ROUTE_TABLES_PER_VPC, 1));
    String only = small.createVpc("10.1.0.0/16");

    assertThat(small.error("CreateRouteTable", "VpcId", only))
        .startsWith("RouteTableLimitExceeded");
  }
}
