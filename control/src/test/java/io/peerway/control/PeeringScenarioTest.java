package io.peerway.control;

import static io.peerway.control.TestControlPlane.OTHER_ACCOUNT;
import static io.peerway.control.TestControlPlane.OTHER_REGION;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnection;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnectionStateReasonCode;

/** The peering tutorial, as the AWS SDK sees it. */
class PeeringScenarioTest {
  private TestControlPlane plane;
  private Ec2Client ec2;

  @BeforeEach
  void start() {
    plane = new TestControlPlane();
    ec2 = plane.ec2();
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void shouldGoFromRequestToActiveAndMakeRoutesActive() {
    String vpcA = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    String vpcB = ec2.createVpc(r -> r.cidrBlock("10.2.0.0/16")).vpc().vpcId();
    ec2.createSubnet(r -> r.vpcId(vpcA).cidrBlock("10.1.1.0/24"));

    VpcPeeringConnection created =
        ec2.createVpcPeeringConnection(r -> r.vpcId(vpcA).peerVpcId(vpcB)).vpcPeeringConnection();
    String pcx = created.vpcPeeringConnectionId();
    assertThat(created.status().code())
        .isEqualTo(VpcPeeringConnectionStateReasonCode.INITIATING_REQUEST);
    VpcPeeringConnection pending = describe(ec2, pcx);
    assertThat(pending.status().code())
        .isEqualTo(VpcPeeringConnectionStateReasonCode.PENDING_ACCEPTANCE);
    assertThat(pending.accepterVpcInfo().cidrBlock()).isNull();
    assertThat(pending.requesterVpcInfo().cidrBlock()).isEqualTo("10.1.0.0/16");

    String table = mainTable(vpcA).routeTableId();
    ec2.createRoute(
        r -> r.routeTableId(table).destinationCidrBlock("10.2.0.0/16").vpcPeeringConnectionId(pcx));
    assertThat(routeState(vpcA)).isEqualTo(RouteState.BLACKHOLE);

    ec2.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));
    assertThat(describe(ec2, pcx).status().message()).isEqualTo("Active");
    assertThat(describe(ec2, pcx).accepterVpcInfo().cidrBlock()).isEqualTo("10.2.0.0/16");
    assertThat(routeState(vpcA)).isEqualTo(RouteState.ACTIVE);

    ec2.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));
    assertThat(routeState(vpcA)).isEqualTo(RouteState.BLACKHOLE);
  }

  @Test
  void shouldAcceptAcrossAccountsAndRegions() {
    Ec2Client other = plane.ec2(OTHER_ACCOUNT, OTHER_REGION);
    String vpcA = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    String vpcB = other.createVpc(r -> r.cidrBlock("10.2.0.0/16")).vpc().vpcId();
    String pcx =
        ec2.createVpcPeeringConnection(
                r ->
                    r.vpcId(vpcA)
                        .peerVpcId(vpcB)
                        .peerOwnerId(OTHER_ACCOUNT)
                        .peerRegion(OTHER_REGION))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();

    other.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));

    assertThat(describe(ec2, pcx).status().code())
        .isEqualTo(VpcPeeringConnectionStateReasonCode.ACTIVE);
    assertThat(describe(other, pcx).requesterVpcInfo().region()).isEqualTo(TestControlPlane.REGION);
  }

  private static VpcPeeringConnection describe(Ec2Client client, String pcx) {
    return client
        .describeVpcPeeringConnections(r -> r.vpcPeeringConnectionIds(pcx))
        .vpcPeeringConnections()
        .getFirst();
  }

  private RouteTable mainTable(String vpc) {
    return ec2.describeRouteTables(
            r -> r.filters(filter("vpc-id", vpc), filter("association.main", "true")))
        .routeTables()
        .getFirst();
  }

  private static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }

  private RouteState routeState(String vpc) {
    return mainTable(vpc).routes().getLast().state();
  }
}
