package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.networkinterface.InterfaceGroups;
import io.peerway.control.ec2.networkinterface.NetworkInterfaceXml;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.Times;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes instances, and finds them. */
final class InstanceXml {
  static final String ARCHITECTURE = "x86_64";
  static final String ROOT_DEVICE_TYPE = "instance-store"; // no volume, that is
  static final String VIRTUALIZATION_TYPE = "hvm";
  private static final String MONITORING = "disabled";

  static final Filters<Instance> FILTERS =
      Filters.<Instance>tagged(Instance::id)
          .on("architecture", instance -> ARCHITECTURE)
          .on("availability-zone", Instance::zone)
          .onAny("client-token", (call, instance) -> instance.clientToken().stream())
          // There are none of these.
          .onNone(
              "dns-name", "instance-lifecycle", "ip-address", "key-name", "placement-group-name")
          .on("image-id", Instance::imageId)
          .on("instance-id", Instance::id)
          .on("instance-state-code", instance -> Integer.toString(instance.state().code()))
          .on("instance-state-name", instance -> instance.state().label())
          .on("instance-type", Instance::instanceType)
          .onAny("instance.group-id", (call, instance) -> groups(call, instance).stream())
          .onAny(
              "instance.group-name",
              (call, instance) -> InterfaceGroups.names(call, groups(call, instance)))
          .on("launch-index", instance -> Integer.toString(instance.launchIndex()))
          .on("launch-time", instance -> Times.format(instance.launchedAt()))
          .on("monitoring-state", instance -> MONITORING)
          .onEach(
              "network-interface.",
              NetworkInterfaceXml.FILTERS,
              (call, instance) -> Instance.interfaces(call.inventory(), instance.id()).stream())
          .on("owner-id", instance -> instance.scope().account())
          .onAny(
              "private-dns-name",
              (call, instance) ->
                  primary(call, instance).stream().map(eni -> dnsName(instance, eni.primary())))
          .onAny(
              "private-ip-address",
              (call, instance) ->
                  primary(call, instance).stream().map(eni -> eni.primary().format()))
          .onAny(
              "reason",
              (call, instance) -> instance.reason().map(Instance.Reason::message).stream())
          .on("reservation-id", Instance::reservationId)
          .on("root-device-type", instance -> ROOT_DEVICE_TYPE)
          .onAny(
              "source-dest-check",
              (call, instance) ->
                  primary(call, instance).stream()
                      .map(eni -> Boolean.toString(eni.sourceDestCheck())))
          .onAny(
              "state-reason-code",
              (call, instance) -> instance.reason().map(Instance.Reason::code).stream())
          .on("subnet-id", Instance::subnetId)
          .onAny("tenancy", (call, instance) -> Stream.of(tenancy(call, instance)))
          .on("virtualization-type", instance -> VIRTUALIZATION_TYPE)
          .on("vpc-id", Instance::vpcId);

  private InstanceXml() {}

  private static Optional<NetworkInterface> primary(Call call, Instance instance) {
    return Instance.interfaces(call.inventory(), instance.id()).stream().findFirst();
  }

  private static List<String> groups(Call call, Instance instance) {
    return primary(call, instance).map(NetworkInterface::groups).orElse(List.of());
  }

  private static String dnsName(Instance instance, Ipv4Host host) {
    return NetworkInterfaceXml.dnsName(instance.scope().region(), host);
  }

  /** Writes a reservation's fields, with those of its instances that are to be shown. */
  static void writeReservation(Call call, Xml xml, String reservationId, List<Instance> instances) {
    xml.text("reservationId", reservationId)
        .text("ownerId", instances.getFirst().scope().account())
        .list("groupSet", List.of(), none -> {})
        .list(
            "instancesSet",
            instances.stream().sorted(Comparator.comparing(Instance::launchIndex)).toList(),
            instance -> write(call, xml, instance));
  }

  /** Writes a state's code and name. */
  static void writeState(Xml xml, String element, InstanceState state) {
    xml.element(element, () -> xml.text("code", state.code()).text("name", state.label()));
  }

  private static void write(Call call, Xml xml, Instance instance) {
    Optional<NetworkInterface> primary = primary(call, instance);
    xml.text("instanceId", instance.id()).text("imageId", instance.imageId());
    writeState(xml, "instanceState", instance.state());
    xml.text("privateDnsName", primary.map(eni -> dnsName(instance, eni.primary())).orElse(""))
        .text("dnsName", "")
        .text("reason", instance.reason().map(Instance.Reason::message).orElse(""))
        .text("amiLaunchIndex", instance.launchIndex())
        .list("productCodes", List.of(), none -> {})
        .text("instanceType", instance.instanceType())
        .text("launchTime", Times.format(instance.launchedAt()))
        .element(
            "placement",
            () ->
                xml.text("availabilityZone", instance.zone())
                    .text("groupName", "")
                    .text("tenancy", tenancy(call, instance)))
        .element("monitoring", () -> xml.text("state", MONITORING))
        .text("architecture", ARCHITECTURE);
    if (primary.isPresent()) {
      xml.text("subnetId", instance.subnetId())
          .text("vpcId", instance.vpcId())
          .text("privateIpAddress", primary.get().primary().format())
          .text("ipv6Address", primary.get().ipv6().stream().findFirst().map(Ipv6Address::format))
          .text("sourceDestCheck", primary.get().sourceDestCheck());
    }
    InterfaceGroups.write(call, xml, groups(call, instance));
    instance
        .reason()
        .ifPresent(
            reason ->
                xml.element(
                    "stateReason",
                    () -> xml.text("code", reason.code()).text("message", reason.message())));
    xml.text("rootDeviceType", ROOT_DEVICE_TYPE)
        .list("blockDeviceMapping", List.of(), none -> {})
        .text("virtualizationType", VIRTUALIZATION_TYPE)
        .text("clientToken", instance.clientToken().orElse(""))
        .text("ebsOptimized", false)
        .list(
            "networkInterfaceSet",
            Instance.interfaces(call.inventory(), instance.id()),
            eni -> NetworkInterfaceXml.writeOfInstance(call, xml, eni));
    TagSpecifications.write(call, xml, instance.id());
  }

  private static String tenancy(Call call, Instance instance) {
    return call.inventory().find(Vpc.KIND, instance.vpcId()).map(Vpc::tenancy).orElse("default");
  }
}
