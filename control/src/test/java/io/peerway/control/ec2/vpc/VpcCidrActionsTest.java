package io.peerway.control.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VpcCidrActionsTest {
  private final Api api = new Api();

  private String associate(String vpc, String block) {
    return Api.text(
        api.call("AssociateVpcCidrBlock", "VpcId", vpc, "CidrBlock", block), "associationId");
  }

  private String refused(String vpc, String block) {
    return api.error("AssociateVpcCidrBlock", "VpcId", vpc, "CidrBlock", block);
  }

  private String disassociate(String association) {
    return api.call("DisassociateVpcCidrBlock", "AssociationId", association);
  }

  @Test
  void shouldAddABlockThatIsRoutedAtOnce() {
    String vpc = api.createVpc("10.1.0.0/16");

    String xml = api.call("AssociateVpcCidrBlock", "VpcId", vpc, "CidrBlock", "10.9.1.2/16");

    assertThat(xml).contains("<cidrBlock>10.9.0.0/16</cidrBlock>", "<state>associating</state>");
    assertThat(api.call("DescribeVpcs", "VpcId.1", vpc))
        .contains("<cidrBlock>10.9.0.0/16</cidrBlock>" + "<cidrBlockState><state>associated<");
    assertThat(api.call("DescribeRouteTables"))
        .contains("<destinationCidrBlock>10.9.0.0/16</destinationCidrBlock><gatewayId>local<");
    assertThat(isInside(vpc, "10.9.1.13")).isTrue();

    String association = Api.text(xml, "associationId");
    assertThat(disassociate(association)).contains("<state>disassociating</state>");
    assertThat(api.call("DescribeVpcs", "VpcId.1", vpc)).doesNotContain("10.9.0.0/16");
    assertThat(isInside(vpc, "10.9.1.13")).isFalse();
    assertThat(api.error("DisassociateVpcCidrBlock", "AssociationId", association))
        .isEqualTo(
            "InvalidVpcCidrBlockAssociationID.NotFound: The vpc CIDR block association ID '"
                + association
                + "' does not exist");
  }

  private boolean isInside(String vpc, String address) {
    return api.datapath().state().vpcs().stream()
        .filter(Objects::nonNull)
        .filter(forwarding -> forwarding.id().equals(vpc))
        .anyMatch(forwarding -> forwarding.local().find(Ipv4Address.parse(address)) != null);
  }

  @Test
  void shouldAddIpv6Blocks() {
    String vpc = api.createVpc("10.1.0.0/16");
    String xml =
        api.call("AssociateVpcCidrBlock", "VpcId", vpc, "AmazonProvidedIpv6CidrBlock", "true");

    String block = Api.text(xml, "ipv6CidrBlock");
    assertThat(xml).contains("<ipv6CidrBlockState><state>associating<");
    assertThat(api.call("DescribeVpcs", "VpcId.1", vpc)).contains(block);
    disassociate(Api.text(xml, "associationId"));
    assertThat(api.call("DescribeVpcs", "VpcId.1", vpc)).doesNotContain(block);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, 10.1.0.0/20, conflicts",
    "10.1.0.0/16, 10.0.0.0/16, restricted",
    "10.2.0.0/16, 10.0.0.0/16, ''",
    "10.2.0.0/16, 172.16.0.0/16, restricted",
    "10.2.0.0/16, 192.168.0.0/24, restricted",
    "10.2.0.0/16, 198.19.0.0/16, restricted",
    "10.2.0.0/16, 100.64.0.0/16, ''",
    "10.2.0.0/16, 203.0.113.0/24, ''",
    "172.16.0.0/16, 172.31.0.0/16, restricted",
    "172.16.0.0/16, 172.17.0.0/16, ''",
    "203.0.112.0/22, 10.0.0.0/16, restricted",
    "10.2.0.0/16, 10.0.0.0/15, invalid",
    "10.2.0.0/16, 169.254.0.0/16, invalid",
  })
  void shouldKeepToTheRangesThatGoTogether(String primary, String block, String why) {
    String vpc = api.createVpc(primary);

    if (why.isEmpty()) {
      associate(vpc, block);
    } else {
      assertThat(refused(vpc, block)).startsWith("InvalidVpc.Range: The CIDR '").contains(why);
    }
  }

  @Test
  void shouldNeitherTakeOverARouteNorOverlapAPeer() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc("10.2.0.0/16");
    String pcx = api.peer(vpc, peer);
    api.createRoute(api.mainTable(Api.SCOPE, vpc), "10.7.1.0/24", pcx);

    assertThat(refused(vpc, "10.7.0.0/16"))
        .contains("is the same as or larger than the destination 10.7.1.0/24");
    assertThat(refused(vpc, "10.2.128.0/17")).contains(pcx);
    // More specific than the route: the new local route is the longer one.
    associate(vpc, "10.7.1.0/25");
  }

  @Test
  void shouldNotGrowWhileItsOwnRequestIsPending() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc("10.2.0.0/16");
    String pcx = api.requestPeering(Api.SCOPE, vpc, Api.SCOPE, peer);

    assertThat(refused(vpc, "10.7.0.0/16"))
        .isEqualTo(
            "OperationNotPermitted: No CIDR block can be added to "
                + vpc
                + " while "
                + pcx
                + " is pending");
    associate(peer, "10.7.0.0/16");
    assertThat(status(pcx)).isEqualTo("pending-acceptance");
    // A block of the accepter that overlaps the requester's ends the request.
    String peers = api.createVpc("10.3.0.0/16");
    String other = api.requestPeering(Api.SCOPE, peers, Api.SCOPE, peer);
    associate(peer, "10.3.7.0/24");
    assertThat(status(other)).isEqualTo("failed");
    assertThat(status(pcx)).isEqualTo("pending-acceptance");
  }

  private String status(String pcx) {
    return Api.text(
        api.call("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", pcx), "code");
  }

  @Test
  void shouldKeepBlocksThatAreNeeded() {
    String vpc = api.createVpc("10.1.0.0/16");
    String primary = Api.text(api.call("DescribeVpcs", "VpcId.1", vpc), "associationId");
    assertThat(api.error("DisassociateVpcCidrBlock", "AssociationId", primary))
        .isEqualTo(
            "OperationNotPermitted: The vpc CIDR block with association ID "
                + primary
                + " may not be disassociated. It is the primary IPv4 CIDR block of the VPC");
    String second = associate(vpc, "10.9.0.0/16");
    String subnet = api.createSubnet(vpc, "10.9.1.0/24");
    assertThat(api.error("DisassociateVpcCidrBlock", "AssociationId", second))
        .isEqualTo(
            "InvalidCidrBlock.InUse: The vpc "
                + vpc
                + " currently has a subnet within CIDR block 10.9.1.0/24");
    api.call("DeleteSubnet", "SubnetId", subnet);
    disassociate(second);
  }

  @Test
  void shouldAddAtMostFive() {
    String vpc = api.createVpc("10.1.0.0/16");
    for (int i = 2; i <= 5; i++) {
      associate(vpc, "10." + i + ".0.0/16");
    }

    assertThat(refused(vpc, "10.6.0.0/16"))
        .isEqualTo(
            "CidrLimitExceeded: This network '"
                + vpc
                + "' has met its maximum number of allowed CIDRs: 5");
    assertThat(api.error("AssociateVpcCidrBlock", "VpcId", vpc))
        .startsWith("InvalidParameterCombination");
  }
}
