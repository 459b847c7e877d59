package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv6Prefix;

/** Writes VPCs. */
final class VpcXml {
  /** The pool that Amazon-provided IPv6 blocks come from. */
  static final String IPV6_POOL = "Amazon";

  private VpcXml() {}

  /**
   * Writes a VPC's fields.
   *
   * @param state {@code pending} or {@code available}
   * @param blockState {@code associating} or {@code associated}, of IPv6 blocks
   */
  static void write(Call call, Xml xml, Vpc vpc, String state, String blockState) {
    xml.text("vpcId", vpc.id())
        .text("ownerId", vpc.scope().account())
        .text("state", state)
        .text("cidrBlock", vpc.primaryIpv4().format())
        .list(
            "cidrBlockAssociationSet",
            vpc.ipv4(),
            block ->
                xml.text("associationId", block.associationId())
                    .text("cidrBlock", block.prefix().format())
                    .element("cidrBlockState", () -> xml.text("state", "associated")))
        .listIfAny(
            "ipv6CidrBlockAssociationSet",
            vpc.ipv6(),
            block -> writeIpv6(xml, vpc, block.associationId(), block.prefix(), blockState))
        .text("dhcpOptionsId", vpc.dhcpOptionsId())
        .text("instanceTenancy", vpc.tenancy())
        .text("isDefault", vpc.isDefault());
    TagSpecifications.writeIfAny(call, xml, vpc.id());
  }

  /** Writes an IPv6 block of a VPC. */
  static void writeIpv6(Xml xml, Vpc vpc, String association, Ipv6Prefix block, String state) {
    xml.text("associationId", association)
        .text("ipv6CidrBlock", block.format())
        .element("ipv6CidrBlockState", () -> xml.text("state", state))
        .text("networkBorderGroup", vpc.scope().region())
        .text("ipv6Pool", IPV6_POOL)
        .text("ipSource", "amazon")
        .text("ipv6AddressAttribute", "private");
  }
}
