package io.peerway.control.ec2.networkinterface;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.Times;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.ec2.vpc.SubnetXml;
import io.peerway.control.model.DhcpOptions;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.MacAddress;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes network interfaces, and finds them. */
public final class NetworkInterfaceXml {
  public static final Filters<NetworkInterface> FILTERS =
      Filters.<NetworkInterface>tagged(NetworkInterface::id)
          .onAny(
              "addresses.primary",
              (call, eni) ->
                  eni.ipv4().stream().map(host -> Boolean.toString(host.equals(eni.primary()))))
          .onAny("addresses.private-ip-address", (call, eni) -> ipv4(eni))
          // Nothing has a public address, and nobody but its owner manages an interface.
          .onNone("addresses.association.owner-id", "addresses.association.public-ip")
          .onNone("association.allocation-id", "association.association-id")
          .onNone("association.ip-owner-id", "association.public-dns-name")
          .onNone("association.public-ip", "operator.principal", "requester-id")
          .on("operator.managed", eni -> "false")
          .onAny(
              "attachment.attach-time", (call, eni) -> attachment(eni, a -> Times.format(a.at())))
          .onAny(
              "attachment.attachment-id",
              (call, eni) -> attachment(eni, NetworkInterface.Attachment::id))
          .onAny(
              "attachment.delete-on-termination",
              (call, eni) -> attachment(eni, a -> Boolean.toString(a.deleteOnTermination())))
          .onAny(
              "attachment.device-index",
              (call, eni) -> attachment(eni, a -> Integer.toString(a.deviceIndex())))
          .onAny(
              "attachment.instance-id",
              (call, eni) -> attachment(eni, NetworkInterface.Attachment::instanceId))
          .onAny(
              "attachment.instance-owner-id",
              (call, eni) -> attachment(eni, a -> eni.scope().account()))
          .onAny("attachment.status", (call, eni) -> attachment(eni, a -> a.status().label()))
          .onAny("availability-zone", (call, eni) -> Stream.of(subnet(call, eni).zone()))
          .onAny(
              "availability-zone-id", (call, eni) -> Stream.of(SubnetXml.zoneId(subnet(call, eni))))
          .on("description", NetworkInterface::description)
          .onAny("group-id", (call, eni) -> eni.groups().stream())
          .onAny("group-name", (call, eni) -> InterfaceGroups.names(call, eni.groups()))
          .on("interface-type", eni -> "interface")
          .onAny(
              "ipv6-addresses.ipv6-address",
              (call, eni) -> eni.ipv6().stream().map(Ipv6Address::format))
          .on("mac-address", eni -> MacAddress.format(eni.mac()))
          .on("network-interface-id", NetworkInterface::id)
          .on("owner-id", eni -> eni.scope().account())
          .onAny("private-dns-name", (call, eni) -> dnsName(call, eni, eni.primary()).stream())
          .onAny("private-ip-address", (call, eni) -> ipv4(eni))
          .on("requester-managed", eni -> "false")
          .on("source-dest-check", eni -> Boolean.toString(eni.sourceDestCheck()))
          .on("status", NetworkInterfaceXml::status)
          .on("subnet-id", NetworkInterface::subnetId)
          .on("vpc-id", NetworkInterface::vpcId);

  private NetworkInterfaceXml() {}

  private static Stream<String> ipv4(NetworkInterface eni) {
    return eni.ipv4().stream().map(Ipv4Host::format);
  }

  private static Stream<String> attachment(
      NetworkInterface eni, Function<NetworkInterface.Attachment, String> field) {
    return eni.attachment().map(field).stream();
  }

  private static Subnet subnet(Call call, NetworkInterface eni) {
    return call.inventory().find(Subnet.KIND, eni.subnetId()).orElseThrow();
  }

  /** {@code in-use} when it is an instance's, {@code available} when it is not. */
  static String status(NetworkInterface eni) {
    return eni.attachment().isPresent() ? "in-use" : "available";
  }

  /**
   * The private DNS name of an address, where its VPC gives names: {@code
   * ip-10-1-0-4.eu-west-1.compute.internal}.
   */
  public static Optional<String> dnsName(Call call, NetworkInterface eni, Ipv4Host host) {
    return call.inventory()
        .find(Vpc.KIND, eni.vpcId())
        .filter(vpc -> vpc.attributes().enableDnsHostnames())
        .map(vpc -> dnsName(vpc.scope().region(), host));
  }

  /** What EC2 calls the host with this address in this region. */
  public static String dnsName(String region, Ipv4Host host) {
    return "ip-" + host.format().replace('.', '-') + "." + DhcpOptions.domain(region);
  }

  /**
   * Writes a network interface's fields.
   *
   * @param status {@code pending}, {@code available} or {@code in-use}
   */
  static void write(Call call, Xml xml, NetworkInterface eni, String status) {
    Subnet subnet = subnet(call, eni);
    xml.text("networkInterfaceId", eni.id())
        .text("subnetId", eni.subnetId())
        .text("vpcId", eni.vpcId())
        .text("availabilityZone", subnet.zone())
        .text("availabilityZoneId", SubnetXml.zoneId(subnet))
        .text("description", eni.description())
        .text("ownerId", eni.scope().account())
        .text("requesterManaged", false)
        .text("status", status)
        .text("macAddress", MacAddress.format(eni.mac()))
        .text("privateIpAddress", eni.primary().format())
        .text("privateDnsName", dnsName(call, eni, eni.primary()))
        .text("sourceDestCheck", eni.sourceDestCheck());
    InterfaceGroups.write(call, xml, eni.groups());
    writeAttachment(xml, eni);
    writeAddresses(call, xml, eni);
    TagSpecifications.write(call, xml, eni.id());
  }

  /** Writes what an instance shows of its network interface. */
  public static void writeOfInstance(Call call, Xml xml, NetworkInterface eni) {
    xml.text("networkInterfaceId", eni.id())
        .text("subnetId", eni.subnetId())
        .text("vpcId", eni.vpcId())
        .text("description", eni.description())
        .text("ownerId", eni.scope().account())
        .text("status", status(eni))
        .text("macAddress", MacAddress.format(eni.mac()))
        .text("privateIpAddress", eni.primary().format())
        .text("privateDnsName", dnsName(call, eni, eni.primary()))
        .text("sourceDestCheck", eni.sourceDestCheck());
    InterfaceGroups.write(call, xml, eni.groups());
    writeAttachment(xml, eni);
    writeAddresses(call, xml, eni);
  }

  private static void writeAddresses(Call call, Xml xml, NetworkInterface eni) {
    xml.list(
            "privateIpAddressesSet",
            eni.ipv4(),
            host ->
                xml.text("privateIpAddress", host.format())
                    .text("privateDnsName", dnsName(call, eni, host))
                    .text("primary", host.equals(eni.primary())))
        .list("ipv6AddressesSet", eni.ipv6(), host -> xml.text("ipv6Address", host.format()))
        .text("interfaceType", "interface");
  }

  /** Writes to which instance it belongs, if to any. */
  static void writeAttachment(Xml xml, NetworkInterface eni) {
    eni.attachment()
        .ifPresent(
            attachment ->
                xml.element(
                    "attachment",
                    () ->
                        xml.text("attachmentId", attachment.id())
                            .text("instanceId", attachment.instanceId())
                            .text("instanceOwnerId", eni.scope().account())
                            .text("deviceIndex", attachment.deviceIndex())
                            .text("networkCardIndex", 0)
                            .text("status", attachment.status().label())
                            .text("attachTime", Times.format(attachment.at()))
                            .text("deleteOnTermination", attachment.deleteOnTermination())));
  }
}
