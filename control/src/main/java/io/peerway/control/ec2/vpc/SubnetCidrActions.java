package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Ipv6Block;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;

/** AssociateSubnetCidrBlock, DisassociateSubnetCidrBlock: of IPv6 blocks. */
public final class SubnetCidrActions {
  private static final int MOST_BLOCKS = 1;

  private SubnetCidrActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("AssociateSubnetCidrBlock", SubnetCidrActions::associate)
            .takes("SubnetId", "Ipv6CidrBlock")
            .withoutDryRun()
            .refuses("Ipv6IpamPoolId", "Ipv6NetmaskLength"),
        Action.write("DisassociateSubnetCidrBlock", SubnetCidrActions::disassociate)
            .takes("AssociationId")
            .withoutDryRun());
  }

  private static void associate(WriteCall call, Xml xml) {
    Subnet subnet = Lookup.SUBNET.required(call, "SubnetId");
    String text = call.parameters().required("Ipv6CidrBlock");
    Vpc vpc = call.inventory().find(Vpc.KIND, subnet.vpcId()).orElseThrow();
    Ipv6Prefix prefix =
        SubnetActions.newIpv6Block(text, vpc, call.inventory().by(Subnet.BY_VPC, vpc.id()));
    if (subnet.ipv6().size() >= MOST_BLOCKS) {
      throw new Ec2Exception(
          "CidrLimitExceeded",
          "The subnet '"
              + subnet.id()
              + "' has met its maximum number of allowed IPv6 CIDRs: "
              + MOST_BLOCKS);
    }
    Ipv6Block block = new Ipv6Block(call.ids().next("subnet-cidr-assoc"), prefix);
    call.draft().put(subnet.withIpv6(List.of(block)));
    write(xml, subnet, block, "associating");
  }

  private static void disassociate(WriteCall call, Xml xml) {
    String association = call.parameters().required("AssociationId");
    Subnet subnet =
        call.inventory().by(Subnet.BY_ASSOCIATION, association).stream()
            .filter(found -> found.scope().equals(call.caller()))
            .findFirst()
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "InvalidSubnetCidrBlockAssociationID.NotFound",
                        "The subnet CIDR block with association ID '"
                            + association
                            + "' does not exist"));
    Ipv6Block block =
        subnet.ipv6().stream()
            .filter(one -> one.associationId().equals(association))
            .findFirst()
            .orElseThrow();
    boolean isUsed =
        call.inventory().by(NetworkInterface.BY_SUBNET, subnet.id()).stream()
            .flatMap(eni -> eni.ipv6().stream())
            .anyMatch(block.prefix()::contains);
    if (isUsed) {
      throw Errors.dependency("subnet CIDR block", association);
    }
    call.draft()
        .put(subnet.withIpv6(subnet.ipv6().stream().filter(one -> !one.equals(block)).toList()));
    write(xml, subnet, block, "disassociating");
  }

  private static void write(Xml xml, Subnet subnet, Ipv6Block block, String state) {
    xml.text("subnetId", subnet.id())
        .element(
            "ipv6CidrBlockAssociation",
            () ->
                xml.text("associationId", block.associationId())
                    .text("ipv6CidrBlock", block.prefix().format())
                    .element("ipv6CidrBlockState", () -> xml.text("state", state)));
  }
}
