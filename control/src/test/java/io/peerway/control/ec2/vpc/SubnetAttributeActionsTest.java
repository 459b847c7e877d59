package io.peerway.control.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv6Prefix;
import org.junit.jupiter.api.Test;

class SubnetAttributeActionsTest {
  private final Api api = new Api();
  private final String vpc =
      Api.text(
          api.call("CreateVpc", "CidrBlock", "10.1.0.0/16", "AmazonProvidedIpv6CidrBlock", "true"),
          "vpcId");
  private final Ipv6Prefix block =
      api.inventory().find(Vpc.KIND, vpc).orElseThrow().ipv6Prefixes().getFirst();
  private final String subnet = api.createSubnet(vpc, "10.1.1.0/24");

  private String ipv6(int number) {
    return new Ipv6Prefix(block.hi() | number, 0, 64).format();
  }

  private String associate(String text) {
    return api.call("AssociateSubnetCidrBlock", "SubnetId", subnet, "Ipv6CidrBlock", text);
  }

  @Test
  void shouldGetAndLoseItsIpv6Block() {
    String xml = associate(ipv6(1));
    assertThat(xml).contains(ipv6(1), "<state>associating</state>");
    assertThat(api.call("DescribeSubnets", "SubnetId.1", subnet)).contains(ipv6(1));
    assertThat(api.error("AssociateSubnetCidrBlock", "SubnetId", subnet, "Ipv6CidrBlock", ipv6(2)))
        .startsWith("CidrLimitExceeded");
    String other = api.createSubnet(vpc, "10.1.2.0/24");
    assertThat(api.error("AssociateSubnetCidrBlock", "SubnetId", other, "Ipv6CidrBlock", ipv6(1)))
        .startsWith("InvalidSubnet.Conflict");
    assertThat(
            api.error("AssociateSubnetCidrBlock", "SubnetId", other, "Ipv6CidrBlock", "fd00::/64"))
        .startsWith("InvalidSubnet.Range");

    String association = Api.text(xml, "associationId");
    assertThat(api.call("DisassociateSubnetCidrBlock", "AssociationId", association))
        .contains("<state>disassociating</state>");
    assertThat(api.call("DescribeSubnets", "SubnetId.1", subnet)).doesNotContain(ipv6(1));
    assertThat(api.error("DisassociateSubnetCidrBlock", "AssociationId", association))
        .isEqualTo(
            "InvalidSubnetCidrBlockAssociationID.NotFound: The subnet CIDR block with association"
                + " ID '"
                + association
                + "' does not exist");
  }

  @Test
  void shouldModifyOneAttributeAtATime() {
    assertThat(
            api.error(
                "ModifySubnetAttribute",
                "SubnetId",
                subnet,
                "AssignIpv6AddressOnCreation.Value",
                "true"))
        .startsWith("InvalidParameterValue");
    associate(ipv6(1));
    api.call(
        "ModifySubnetAttribute", "SubnetId", subnet, "AssignIpv6AddressOnCreation.Value", "true");
    api.call("ModifySubnetAttribute", "SubnetId", subnet, "MapPublicIpOnLaunch.Value", "true");

    assertThat(api.call("DescribeSubnets", "SubnetId.1", subnet))
        .contains("<mapPublicIpOnLaunch>true<", "<assignIpv6AddressOnCreation>true<");
    assertThat(
            api.error(
                "ModifySubnetAttribute",
                "SubnetId",
                subnet,
                "MapPublicIpOnLaunch.Value",
                "true",
                "AssignIpv6AddressOnCreation.Value",
                "true"))
        .isEqualTo("InvalidParameterCombination: Fields for multiple attribute types specified.");
    assertThat(api.error("ModifySubnetAttribute", "SubnetId", subnet, "EnableDns64.Value", "true"))
        .isEqualTo("UnsupportedOperation: The parameter EnableDns64 is not supported");
    assertThat(api.error("ModifySubnetAttribute", "SubnetId", subnet))
        .startsWith("InvalidParameterCombination");
  }
}
