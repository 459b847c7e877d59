package io.peerway.control.ec2;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Regions;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.Zone;
import io.peerway.control.rule.VpcSetup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** DescribeRegions, DescribeAvailabilityZones, DescribeAccountAttributes. */
final class PlaceActions {
  private static final String OPT_IN = "opt-in-not-required";

  private static final Filters<String> REGION_FILTERS =
      Filters.<String>untagged()
          .on("endpoint", PlaceActions::endpoint)
          .on("opt-in-status", region -> OPT_IN)
          .on("region-name", Function.identity());

  private static final Filters<Zone> ZONE_FILTERS =
      Filters.<Zone>untagged()
          .on("group-name", Zone::region)
          .onNone("group-long-name", "message", "parent-zone-id", "parent-zone-name")
          .on("opt-in-status", zone -> OPT_IN)
          .on("region-name", Zone::region)
          .on("state", zone -> "available")
          .on("zone-id", Zone::id)
          .on("zone-name", Zone::name)
          .on("zone-type", zone -> "availability-zone");

  private PlaceActions() {}

  static List<Action> actions() {
    return List.of(
        Action.read("DescribeRegions", PlaceActions::describeRegions)
            .takes("RegionName.N", "AllRegions")
            .takesFilters(),
        Action.read("DescribeAvailabilityZones", PlaceActions::describeZones)
            .takes("ZoneName.N", "ZoneId.N", "AllAvailabilityZones")
            .takesFilters(),
        Action.read("DescribeAccountAttributes", PlaceActions::describeAccount)
            .takes("AttributeName.N"));
  }

  private static void describeRegions(Call call, Xml xml) {
    // Every region is enabled, so AllRegions shows no more than the rest does.
    call.parameters().flag("AllRegions");
    Predicate<String> wanted = REGION_FILTERS.of(call);
    Set<String> regions = new TreeSet<>(Regions.KNOWN);
    regions.add(call.caller().region());
    xml.list(
        "regionInfo",
        named(call, "RegionName", regions, Function.identity()).stream().filter(wanted).toList(),
        region ->
            xml.text("regionName", region)
                .text("regionEndpoint", endpoint(region))
                .text("optInStatus", OPT_IN));
  }

  private static void describeZones(Call call, Xml xml) {
    call.parameters().flag("AllAvailabilityZones");
    Predicate<Zone> wanted = ZONE_FILTERS.of(call);
    List<Zone> zones = named(call, "ZoneName", Zone.of(call.caller().region()), Zone::name);
    xml.list(
        "availabilityZoneInfo",
        named(call, "ZoneId", zones, Zone::id).stream().filter(wanted).toList(),
        zone ->
            xml.text("zoneName", zone.name())
                .text("zoneId", zone.id())
                .text("zoneState", "available")
                .text("zoneType", "availability-zone")
                .text("regionName", zone.region())
                .text("groupName", zone.region())
                .text("networkBorderGroup", zone.region())
                .text("optInStatus", OPT_IN)
                .list("messageSet", List.of(), none -> {}));
  }

  private static void describeAccount(Call call, Xml xml) {
    String defaultVpc =
        VpcSetup.findDefault(call.inventory(), call.caller()).map(Vpc::id).orElse("none");
    List<Map.Entry<String, String>> attributes =
        List.of(
            Map.entry("default-vpc", defaultVpc),
            // There are no Elastic IP addresses to be had.
            Map.entry("max-elastic-ips", "0"),
            Map.entry("max-instances", quota(call, Quota.INSTANCES_PER_REGION)),
            Map.entry("supported-platforms", "VPC"),
            Map.entry("vpc-max-elastic-ips", "0"),
            Map.entry(
                "vpc-max-security-groups-per-interface",
                quota(call, Quota.SECURITY_GROUPS_PER_INTERFACE)));
    xml.list(
        "accountAttributeSet",
        named(call, "AttributeName", attributes, Map.Entry::getKey),
        attribute ->
            xml.text("attributeName", attribute.getKey())
                .list(
                    "attributeValueSet",
                    List.of(attribute.getValue()),
                    value -> xml.text("attributeValue", value)));
  }

  private static String quota(Call call, Quota quota) {
    return Integer.toString(call.quotas().of(quota));
  }

  /** Those of all that a list parameter names, or all of them if it is absent. */
  private static <T> List<T> named(
      Call call, String parameter, Iterable<T> all, Function<T, String> name) {
    List<String> names = call.parameters().list(parameter);
    Map<String, T> byName = new LinkedHashMap<>();
    all.forEach(one -> byName.put(name.apply(one), one));
    for (String wanted : names) {
      if (!byName.containsKey(wanted)) {
        throw Errors.invalidValue("Invalid " + parameter + ": [" + wanted + "]");
      }
    }
    return byName.entrySet().stream()
        .filter(entry -> names.isEmpty() || names.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static String endpoint(String region) {
    return "ec2." + region + ".amazonaws.com";
  }
}
