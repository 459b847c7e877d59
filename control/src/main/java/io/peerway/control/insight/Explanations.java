package io.peerway.control.insight;

import io.peerway.control.model.InsightsAnalysis.Explanation;
import io.peerway.control.model.InsightsAnalysis.Route;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.dataplane.explain.Filtering;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.state.LocalEntry;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says in AWS's codes why a packet is dropped.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html">
 *     Explanation codes</a>
 */
final class Explanations {
  static final String NO_PATH = "NO_PATH";
  static final String NO_SOURCE_OR_DESTINATION = "NO_SOURCE_OR_DESTINATION";
  static final String ENI_ADDRESS_RESTRICTION = "ENI_ADDRESS_RESTRICTION";
  static final String COMPONENT_FILTER_RESTRICTION = "COMPONENT_FILTER_RESTRICTION";
  static final String COMPONENT_REMOVED = "COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT";

  private static final String EGRESS = "egress";
  private static final String INGRESS = "ingress";

  private final Inventory inventory;
  private final Journey journey;

  private Explanations(Inventory inventory, Journey journey) {
    this.inventory = inventory;
    this.journey = journey;
  }

  /** Why the packet of a journey was dropped. */
  static Explanation of(Inventory inventory, Journey journey) {
    return new Explanations(inventory, journey).find();
  }

  /** A code that needs no more words. */
  static Explanation plain(String code, NavigableMap<String, String> components) {
    return new Explanation(
        code, Optional.empty(), components, List.of(), Optional.empty(), Optional.empty());
  }

  private Explanation find() {
    NavigableMap<String, String> components = new TreeMap<>();
    components.put("vpc", journey.vpc() == null ? journey.responsible() : journey.vpc().id());
    return switch (journey.reason()) {
      case NO_ROUTE -> {
        components.put("routeTable", journey.routeTable().id());
        yield plain("NO_ROUTE_TO_DESTINATION", components);
      }
      case BLACKHOLE_ROUTE -> {
        components.put("routeTable", journey.routeTable().id());
        yield new Explanation(
            "BAD_STATE_ROUTE", Optional.empty(), components, List.of(), route(), Optional.empty());
      }
      case TARGET_NOT_EMULATED -> {
        components.put("internetGateway", journey.target().id());
        // What it is for an internet gateway too: no interface here has a public address.
        yield plain("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", components);
      }
      case NOT_IN_PEER_VPC -> {
        components.put("vpcPeeringConnection", journey.target().id());
        yield plain("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", components);
      }
      case SPOOFED_SOURCE -> {
        putInterface(components, journey.ingress().owner());
        yield plain("ENI_SOURCE_DEST_CHECK_RESTRICTION", components);
      }
      case DESTINATION_CHECK -> {
        components.put("networkInterface", journey.target().id());
        yield plain("ENI_SOURCE_DEST_CHECK_RESTRICTION", components);
      }
      case SECURITY_GROUP_EGRESS -> groups(journey.egressFilter(), EGRESS);
      case SECURITY_GROUP_INGRESS -> groups(journey.ingressFilter(), INGRESS);
      case NETWORK_ACL_EGRESS -> acl(journey.egressFilter(), EGRESS);
      case NETWORK_ACL_INGRESS -> acl(journey.ingressFilter(), INGRESS);
      case PEER_ROUTER_ADDRESS, PORT_GONE, NEIGHBOR_UNRESOLVED ->
          plain("NO_POSSIBLE_DESTINATION", components);
      default -> plain(NO_PATH, components);
    };
  }

  private Optional<Route> route() {
    return Steps.route(journey);
  }

  private NavigableMap<String, String> end(String direction) {
    boolean isSender = direction.equals(EGRESS);
    LocalEntry entry = isSender ? journey.sourceEntry() : journey.destinationEntry();
    return Steps.place(isSender ? journey.vpc().id() : journey.egressVpc().id(), entry);
  }

  /** Not where hosts are behind a VPC's own device. */
  private void putInterface(NavigableMap<String, String> components, String owner) {
    if (inventory.find(NetworkInterface.KIND, owner).isPresent()) {
      components.put("networkInterface", owner);
    }
  }

  private Explanation groups(Filtering filter, String direction) {
    NavigableMap<String, String> components = end(direction);
    putInterface(
        components,
        direction.equals(EGRESS) ? journey.ingress().owner() : journey.egress().owner());
    boolean hasRules =
        filter.groups().stream()
            .flatMap(group -> inventory.by(SecurityGroupRule.BY_GROUP, group).stream())
            .anyMatch(rule -> rule.egress() == direction.equals(EGRESS));
    return new Explanation(
        hasRules ? "ENI_SG_RULES_MISMATCH" : "SG_HAS_NO_RULES",
        Optional.of(direction),
        components,
        filter.groups(),
        Optional.empty(),
        Optional.empty());
  }

  private Explanation acl(Filtering filter, String direction) {
    NavigableMap<String, String> components = end(direction);
    components.put("acl", filter.acl());
    Optional<NetworkAclEntry> rule = Steps.aclRule(inventory, filter, direction.equals(EGRESS));
    return new Explanation(
        "SUBNET_ACL_RESTRICTION",
        Optional.of(direction),
        components,
        List.of(),
        Optional.empty(),
        rule);
  }
}
