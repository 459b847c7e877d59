package io.peerway.control.insight;

import io.peerway.control.model.InsightsAnalysis.Header;
import io.peerway.control.model.InsightsAnalysis.Route;
import io.peerway.control.model.InsightsAnalysis.Step;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.dataplane.explain.Filtering;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The components that a packet passes, in the order in which AWS tells them. */
final class Steps {
  private final Inventory inventory;
  private final Journey journey;
  private final Header header;
  private final Set<String> ends;
  private final List<Step> steps = new ArrayList<>();

  private Steps(Inventory inventory, Journey journey, SyntheticPacket packet, Set<String> ends) {
    this.inventory = inventory;
    this.journey = journey;
    this.ends = ends;
    this.header =
        new Header(
            packet.source(),
            packet.destination(),
            packet.protocol(),
            packet.sourcePort(),
            packet.destinationPort());
  }

  /**
   * As far as the packet comes.
   *
   * @param ends of the path; instances that are not among them are not told apart from their
   *     network interfaces
   */
  static List<Step> of(
      Inventory inventory, Journey journey, SyntheticPacket packet, Set<String> ends) {
    Steps steps = new Steps(inventory, journey, packet, ends);
    if (journey.vpc() == null) {
      return List.of();
    }
    steps.addSender();
    if (journey.target() != null) {
      steps.addRoute();
    }
    if (journey.egress() != null && journey.reached(Stage.INGRESS_FILTER)) {
      steps.addReceiver();
    }
    return steps.steps;
  }

  private void addSender() {
    NavigableMap<String, String> place = place(journey.vpc().id(), journey.sourceEntry());
    String owner = journey.ingress().owner();
    addInstance(owner, place);
    steps.add(
        new Step(
            owner,
            attached(owner, place),
            Optional.empty(),
            Optional.of(header),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    Filtering filter = journey.egressFilter();
    if (filter != null) {
      addGroup(filter, place);
      addAcl(filter, place, true);
    }
  }

  private void addRoute() {
    NavigableMap<String, String> vpc = new TreeMap<>(Map.of("vpc", journey.vpc().id()));
    if (journey.routeTable() != null) {
      steps.add(
          new Step(
              journey.routeTable().id(),
              vpc,
              Optional.empty(),
              Optional.empty(),
              route(journey),
              Optional.empty(),
              Optional.empty()));
    }
    if (journey.target().kind() == Target.Kind.PEERING) {
      steps.add(plain(journey.target().id(), new TreeMap<>()));
    }
  }

  /** The route that the packet takes. */
  static Optional<Route> route(Journey journey) {
    return journey.routePrefix() == null
        ? Optional.empty()
        : Optional.of(
            new Route(
                journey.routePrefix(),
                journey.target().id(),
                journey.target().kind() != Target.Kind.BLACKHOLE));
  }

  private void addReceiver() {
    NavigableMap<String, String> place =
        place(journey.egressVpc().id(), journey.destinationEntry());
    Filtering filter = journey.ingressFilter();
    if (filter != null) {
      addAcl(filter, place, false);
      addGroup(filter, place);
    }
    String owner = journey.egress().owner();
    steps.add(
        new Step(
            owner,
            attached(owner, place),
            Optional.of(header),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    addInstance(owner, place);
  }

  private Optional<String> instance(String owner) {
    return inventory
        .find(NetworkInterface.KIND, owner)
        .flatMap(NetworkInterface::attachment)
        .map(NetworkInterface.Attachment::instanceId);
  }

  private void addInstance(String owner, NavigableMap<String, String> place) {
    instance(owner).filter(ends::contains).ifPresent(id -> steps.add(plain(id, place)));
  }

  private NavigableMap<String, String> attached(String owner, NavigableMap<String, String> place) {
    NavigableMap<String, String> context = new TreeMap<>(place);
    instance(owner).ifPresent(id -> context.put("attachedTo", id));
    return context;
  }

  private void addGroup(Filtering filter, NavigableMap<String, String> place) {
    if (filter.groups().isEmpty()) {
      return;
    }
    Optional<SecurityGroupRule> rule =
        Optional.ofNullable(filter.rule())
            .flatMap(found -> inventory.find(SecurityGroupRule.KIND, found.id()));
    steps.add(
        new Step(
            rule.map(SecurityGroupRule::groupId).orElse(filter.groups().getFirst()),
            new TreeMap<>(Map.of("vpc", place.get("vpc"))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            rule.map(SecurityGroupRule::id)));
  }

  private void addAcl(Filtering filter, NavigableMap<String, String> place, boolean egress) {
    if (filter.acl() != null) {
      steps.add(
          new Step(
              filter.acl(),
              place,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              aclRule(inventory, filter, egress),
              Optional.empty()));
    }
  }

  /** The rule of the network ACL that decided. */
  static Optional<NetworkAclEntry> aclRule(Inventory inventory, Filtering filter, boolean egress) {
    if (filter.aclRule() == null) {
      return Optional.empty();
    }
    return inventory
        .find(NetworkAcl.KIND, filter.acl())
        .flatMap(
            acl ->
                acl.entries().stream()
                    .filter(entry -> entry.egress() == egress)
                    .filter(entry -> entry.number() == filter.aclRule().number())
                    .findFirst());
  }

  private static Step plain(String component, NavigableMap<String, String> context) {
    return new Step(
        component,
        context,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** VPC and subnet of an address. */
  static NavigableMap<String, String> place(String vpc, LocalEntry entry) {
    NavigableMap<String, String> place = new TreeMap<>();
    place.put("vpc", vpc);
    if (entry != null && entry.subnetAcl() != null) {
      place.put("subnet", entry.subnetAcl().subnet());
    }
    return place;
  }
}
