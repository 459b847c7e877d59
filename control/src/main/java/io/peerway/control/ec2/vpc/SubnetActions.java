package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Cidrs;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Ipv6Block;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.SubnetAttributes;
import io.peerway.control.model.Tags;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.Zone;
import io.peerway.control.rule.AddressRules;
import io.peerway.control.rule.FilterSetup;
import io.peerway.control.rule.SubnetAddresses;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** CreateSubnet, DescribeSubnets, DeleteSubnet. */
public final class SubnetActions {
  private static final int MOST_RESULTS = 1000;
  private static final String PRIVATE_DNS = "private-dns-name-options-on-launch.";

  private static final Filters<Subnet> FILTERS =
      Filters.<Subnet>tagged(Subnet::id)
          .on("availability-zone", Subnet::zone)
          .on("availabilityZone", Subnet::zone)
          .on("availability-zone-id", SubnetXml::zoneId)
          .on("availabilityZoneId", SubnetXml::zoneId)
          .onAny(
              "available-ip-address-count",
              (call, subnet) ->
                  Stream.of(Long.toString(SubnetAddresses.of(call.inventory(), subnet).free4())))
          .on("cidr", subnet -> subnet.ipv4().format())
          .on("cidr-block", subnet -> subnet.ipv4().format())
          .on("cidrBlock", subnet -> subnet.ipv4().format())
          .onNone("customer-owned-ipv4-pool")
          .on("default-for-az", subnet -> Boolean.toString(subnet.defaultForAz()))
          .on("defaultForAz", subnet -> Boolean.toString(subnet.defaultForAz()))
          .on("enable-dns64", subnet -> "false")
          .onNone("enable-lni-at-device-index")
          .onAny(
              "ipv6-cidr-block-association.association-id",
              (call, subnet) -> subnet.ipv6().stream().map(Ipv6Block::associationId))
          .onAny(
              "ipv6-cidr-block-association.ipv6-cidr-block",
              (call, subnet) -> subnet.ipv6().stream().map(block -> block.prefix().format()))
          .onAny(
              "ipv6-cidr-block-association.state",
              (call, subnet) -> subnet.ipv6().stream().map(block -> "associated"))
          .on("ipv6-native", subnet -> "false")
          .on("map-customer-owned-ip-on-launch", subnet -> "false")
          .on(
              "map-public-ip-on-launch",
              subnet -> Boolean.toString(subnet.attributes().mapPublicIpOnLaunch()))
          .onNone("outpost-arn")
          .on("owner-id", subnet -> subnet.scope().account())
          .on(PRIVATE_DNS + "enable-resource-name-dns-a-record", subnet -> "false")
          .on(PRIVATE_DNS + "enable-resource-name-dns-aaaa-record", subnet -> "false")
          .on(PRIVATE_DNS + "hostname-type", subnet -> "ip-name")
          .on("state", subnet -> "available")
          .on("subnet-arn", SubnetXml::arn)
          .on("subnet-id", Subnet::id)
          .on("vpc-id", Subnet::vpcId);

  private SubnetActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateSubnet", SubnetActions::create)
            .takes("VpcId", "CidrBlock", "Ipv6CidrBlock", "AvailabilityZone", "AvailabilityZoneId")
            .takesTags()
            .refuses(
                "Ipv4IpamPoolId",
                "Ipv4NetmaskLength",
                "Ipv6IpamPoolId",
                "Ipv6Native",
                "Ipv6NetmaskLength",
                "OutpostArn"),
        Action.read("DescribeSubnets", SubnetActions::describe)
            .takes("SubnetId.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteSubnet", SubnetActions::delete).takes("SubnetId"));
  }

  private static void create(WriteCall call, Xml xml) {
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    Collection<Subnet> others = call.inventory().by(Subnet.BY_VPC, vpc.id());
    Ipv4Prefix ipv4 = Cidrs.ipv4("cidrBlock", call.parameters().required("CidrBlock"));
    if (!AddressRules.mayBeSubnet(ipv4, vpc)) {
      throw outOfRange(ipv4);
    }
    if (others.stream().anyMatch(other -> other.ipv4().overlaps(ipv4))) {
      throw conflict(ipv4);
    }
    Optional<Ipv6Prefix> ipv6 =
        call.parameters().text("Ipv6CidrBlock").map(text -> newIpv6Block(text, vpc, others));
    if (others.size() >= call.quotas().of(Quota.SUBNETS_PER_VPC)) {
      throw new Ec2Exception(
          "SubnetLimitExceeded", "The maximum number of subnets has been reached.");
    }
    Subnet subnet =
        new Subnet(
            call.ids().next(ResourceType.SUBNET),
            call.caller(),
            vpc.id(),
            zone(call),
            ipv4,
            ipv6.stream()
                .map(block -> new Ipv6Block(call.ids().next("subnet-cidr-assoc"), block))
                .toList(),
            false,
            SubnetAttributes.DEFAULT);
    FilterSetup.addSubnet(call.draft(), subnet, call.ids());
    TagSpecifications.apply(call, ResourceType.SUBNET, subnet.id());
    xml.element("subnet", () -> SubnetXml.write(call, xml, subnet, "associating"));
  }

  /**
   * Reads an IPv6 block for a subnet.
   *
   * @param others the subnets of the VPC
   * @throws Ec2Exception if no subnet of the VPC can have it, or one has it
   */
  static Ipv6Prefix newIpv6Block(String text, Vpc vpc, Collection<Subnet> others) {
    Ipv6Prefix block = Cidrs.ipv6("ipv6CidrBlock", text);
    if (!AddressRules.mayBeSubnet(block, vpc)) {
      throw outOfRange(block);
    }
    boolean taken =
        others.stream()
            .flatMap(other -> other.ipv6().stream())
            .anyMatch(other -> other.prefix().overlaps(block));
    if (taken) {
      throw conflict(block);
    }
    return block;
  }

  /** The name of the zone that the call asks for, or of the first. */
  static String zone(Call call) {
    List<Zone> zones = Zone.of(call.caller().region());
    Optional<String> name = call.parameters().text("AvailabilityZone");
    Optional<String> id = call.parameters().text("AvailabilityZoneId");
    if (name.isPresent() && id.isPresent()) {
      throw Errors.invalidCombination(
          "Only one of availabilityZone and availabilityZoneId may be given.");
    }
    if (name.isPresent()) {
      return pick(zones, Zone::name, name.get(), "availabilityZone");
    }
    return id.map(wanted -> pick(zones, Zone::id, wanted, "availabilityZoneId"))
        .orElse(zones.getFirst().name());
  }

  private static String pick(
      List<Zone> zones, Function<Zone, String> key, String wanted, String parameter) {
    return zones.stream()
        .filter(zone -> key.apply(zone).equals(wanted))
        .map(Zone::name)
        .findFirst()
        .orElseThrow(
            () ->
                Errors.invalidValue(
                    parameter,
                    wanted,
                    "Subnets can currently only be created in the following availability zones: "
                        + zones.stream().map(key).collect(Collectors.joining(", "))
                        + "."));
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.SUBNET.wanted(call, "SubnetId", Subnet.BY_SCOPE, FILTERS),
            Subnet::id,
            MOST_RESULTS)
        .write(xml, "subnetSet", subnet -> SubnetXml.write(call, xml, subnet, "associated"));
  }

  private static void delete(WriteCall call, Xml xml) {
    Subnet subnet = Lookup.SUBNET.required(call, "SubnetId");
    if (!call.inventory().by(NetworkInterface.BY_SUBNET, subnet.id()).isEmpty()) {
      throw Errors.dependency("subnet", subnet.id());
    }
    call.inventory().by(RouteTableAssociation.BY_SUBNET, subnet.id()).forEach(call.draft()::delete);
    Tags.forget(call.draft(), subnet.id());
    FilterSetup.removeSubnet(call.draft(), subnet);
    xml.text("return", true);
  }

  private static Ec2Exception outOfRange(Object block) {
    return new Ec2Exception("InvalidSubnet.Range", "The CIDR '" + block + "' is invalid.");
  }

  private static Ec2Exception conflict(Object block) {
    return new Ec2Exception(
        "InvalidSubnet.Conflict", "The CIDR '" + block + "' conflicts with another subnet");
  }
}
