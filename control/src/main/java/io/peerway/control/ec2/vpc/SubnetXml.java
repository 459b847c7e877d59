package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Zone;
import io.peerway.control.rule.SubnetAddresses;

/** Writes subnets. */
public final class SubnetXml {
  private SubnetXml() {}

  static String arn(Subnet subnet) {
    return subnet.scope().arn("subnet", subnet.id());
  }

  public static String zoneId(Subnet subnet) {
    return Zone.named(subnet.scope().region(), subnet.zone()).orElseThrow().id();
  }

  /**
   * Writes a subnet's fields.
   *
   * @param blockState {@code associating} or {@code associated}, of IPv6 blocks
   */
  static void write(Call call, Xml xml, Subnet subnet, String blockState) {
    xml.text("subnetId", subnet.id())
        .text("subnetArn", arn(subnet))
        .text("state", "available")
        .text("ownerId", subnet.scope().account())
        .text("vpcId", subnet.vpcId())
        .text("cidrBlock", subnet.ipv4().format())
        .list(
            "ipv6CidrBlockAssociationSet",
            subnet.ipv6(),
            block ->
                xml.text("associationId", block.associationId())
                    .text("ipv6CidrBlock", block.prefix().format())
                    .element("ipv6CidrBlockState", () -> xml.text("state", blockState)))
        .text("availableIpAddressCount", SubnetAddresses.of(call.inventory(), subnet).free4())
        .text("availabilityZone", subnet.zone())
        .text("availabilityZoneId", zoneId(subnet))
        .text("defaultForAz", subnet.defaultForAz())
        .text("mapPublicIpOnLaunch", subnet.attributes().mapPublicIpOnLaunch())
        .text("mapCustomerOwnedIpOnLaunch", false)
        .text("assignIpv6AddressOnCreation", subnet.attributes().assignIpv6AddressOnCreation())
        .text("ipv6Native", false)
        .text("enableDns64", false)
        .element(
            "privateDnsNameOptionsOnLaunch",
            () ->
                xml.text("hostnameType", "ip-name")
                    .text("enableResourceNameDnsARecord", false)
                    .text("enableResourceNameDnsAAAARecord", false));
    TagSpecifications.writeIfAny(call, xml, subnet.id());
  }
}
