package io.peerway.tools.explain;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.PeeringConnection;
import io.peerway.dataplane.explain.Filtering;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.Verdict;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.tools.explain.Explanation.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts what every stage found into a sentence. */
final class Steps {

  private final PacketFacts packet;
  private final Journey journey;
  private final Inventory inventory;
  private final List<PortSnapshot> ports;
  private final Instant now;
  private final Map<String, String> found = new LinkedHashMap<>();

  /**
   * @param ports the router's, to name their devices
   */
  Steps(
      PacketFacts packet,
      Journey journey,
      Inventory inventory,
      List<PortSnapshot> ports,
      Instant now) {
    this.packet = packet;
    this.journey = journey;
    this.inventory = inventory;
    this.ports = ports;
    this.now = now;
  }

  List<Step> list() {
    List<Step> steps = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      if (journey.reached(stage)) {
        found.clear();
        String sentence = sentence(stage);
        steps.add(new Step(stage.name(), sentence, Map.copyOf(found)));
      }
    }
    return steps;
  }

  private String sentence(Stage stage) {
    boolean dropsHere = journey.reason() != null && stage == journey.last();
    return switch (stage) {
      case ETHERNET_INPUT -> dropsHere ? dropped() : arrival();
      case IP_INPUT -> dropsHere ? dropped() : validity();
      case SOURCE_CHECK -> dropsHere ? dropped() : sender();
      case ROUTE -> route() + (dropsHere ? " " + dropped() : "");
      case DELIVER -> delivery(dropsHere);
      case EGRESS_FILTER -> filters("sender", "outbound", journey.egressFilter(), dropsHere);
      case INGRESS_FILTER -> filters("receiver", "inbound", journey.ingressFilter(), dropsHere);
      case TTL_MTU -> room() + (dropsHere ? " " + dropped() : "");
      case REWRITE -> neighbor(dropsHere);
      case OUTPUT -> departure();
    };
  }

  private String dropped() {
    return "Dropped: " + journey.reason().sentence() + ".";
  }

  private String validity() {
    boolean isDiscovery = journey.verdict() == Verdict.CONSUMED && journey.last() == Stage.IP_INPUT;
    return isDiscovery
        ? "This is neighbour discovery, which the router answers."
        : "This is a sound IPv%d packet.".formatted(packet.isIpv6() ? 6 : 4);
  }

  private String note(String name, String value) {
    found.put(name, value);
    return value;
  }

  private String arrival() {
    return "It comes from %s by device %s, in a frame to the VPC's router (%s)."
        .formatted(
            note("vpc", journey.vpc().id()),
            note("device", device(journey.ingress())),
            note("router_mac", MacAddress.format(journey.vpc().routerMac())));
  }

  private String device(PortForwarding port) {
    return ports.stream()
        .filter(snapshot -> snapshot.number() == port.number())
        .map(Steps::device)
        .findFirst()
        .orElse("of port " + port.number());
  }

  private static String device(PortSnapshot port) {
    return port.location()
        .map(at -> at.device() + at.namespace().map(name -> " in " + name).orElse(""))
        .orElse(port.spec().device() + " (gone)");
  }

  private String sender() {
    if (journey.sourceEntry() == null) {
      return "The sender %s is a host on the link.".formatted(packet.source());
    }
    return "The sender %s belongs to %s (%s), which routes by %s."
        .formatted(
            packet.source(),
            note("source", journey.sourceEntry().name()),
            note("source_prefix", journey.sourcePrefix()),
            note("route_table", journey.routeTable().id()));
  }

  private String route() {
    if (journey.routeTable() == null) {
      return "%s is the router's address on the link.".formatted(packet.destination());
    }
    String table = note("route_table", journey.routeTable().id());
    Target target = journey.target();
    if (target == null) {
      return "%s has no route for %s.".formatted(table, packet.destination());
    }
    String prefix = note("route", journey.routePrefix());
    note("target", target.id());
    String route =
        "The longest match for %s in %s is %s".formatted(packet.destination(), table, prefix);
    return switch (target.kind()) {
      case LOCAL -> route + ", the VPC's own local route.";
      case PEERING -> "%s, which leads to %s.".formatted(route, peering(target));
      case BLACKHOLE -> "%s, which leads to %s.".formatted(route, blackhole(target));
      case INTERFACE, NOT_EMULATED, ROUTER ->
          "%s, which leads to %s.".formatted(route, target.id());
    };
  }

  private String blackhole(Target target) {
    if (!target.id().startsWith("eni-")) {
      return peering(target);
    }
    note("state", "blackhole");
    return target.id() + ", which does not exist any more, or whose instance does not run";
  }

  private String peering(Target target) {
    PeeringConnection pcx =
        inventory
            .find(PeeringConnection.KIND, target.id())
            .map(connection -> connection.at(now))
            .orElse(null);
    if (pcx == null) {
      note("state", "blackhole");
      return target.id() + ", which is gone or not attached any more";
    }
    return "the peering connection %s (%s) with %s"
        .formatted(
            target.id(),
            note("peering_state", pcx.state().code()),
            note("peer_vpc", pcx.peerOf(journey.vpc().id()).vpcId()));
  }

  private String delivery(boolean dropsHere) {
    if (journey.verdict() == Verdict.CONSUMED) {
      return "%s is the VPC's router itself, which answers.".formatted(packet.destination());
    }
    if (journey.egress() == null) {
      return dropped();
    }
    String owner = note("destination", journey.destinationEntry().name());
    String vpc = note("destination_vpc", journey.egressVpc().id());
    if (journey.target().kind() == Target.Kind.INTERFACE) {
      String taker =
          "%s forwards for others: it gets the packet by device %s, whatever its destination."
              .formatted(owner, note("device", device(journey.egress())));
      return dropsHere ? taker + " " + dropped() : taker;
    }
    String where =
        "The receiver %s belongs to %s (%s)%s, by device %s."
            .formatted(
                packet.destination(),
                owner,
                note("destination_prefix", journey.destinationPrefix()),
                owner.equals(vpc) ? "" : " of " + vpc,
                note("device", device(journey.egress())));
    return dropsHere ? where + " " + dropped() : where;
  }

  private String filters(String side, String direction, Filtering filtering, boolean dropsHere) {
    if (filtering == null) {
      return dropsHere ? dropped() : "No security group and no network ACL filters packets here.";
    }
    List<String> sentences = new ArrayList<>();
    if (!filtering.groups().isEmpty()) {
      String groups = note("security_groups", String.join(", ", filtering.groups()));
      String basis = basis(filtering, groups);
      sentences.add(
          basis != null
              ? basis
              : filtering.rule() == null
                  ? "No %s rule of the %s's security groups (%s) allows it."
                      .formatted(direction, side, groups)
                  : "%s of the %s's security groups (%s) allows it."
                      .formatted(note("security_group_rule", filtering.rule().id()), side, groups));
    }
    if (filtering.acl() != null) {
      // A receiver's network ACL is asked first, a sender's last.
      int place = direction.equals("inbound") ? 0 : sentences.size();
      String acl = note("network_acl", filtering.acl());
      String number =
          note(
              "network_acl_rule",
              filtering.aclRule() == null ? "*" : Integer.toString(filtering.aclRule().number()));
      boolean allows = filtering.aclRule() != null && filtering.aclRule().allows();
      sentences.add(
          place,
          "%s rule %s of %s %s it."
              .formatted(
                  direction.equals("inbound") ? "Inbound" : "Outbound",
                  number,
                  acl,
                  allows ? "allows" : "denies"));
    }
    if (sentences.isEmpty()) {
      sentences.add(
          "No security group and no network ACL filters the %s's %s packets."
              .formatted(side, direction));
    }
    if (dropsHere) {
      sentences.add(dropped());
    }
    return String.join(" ", sentences);
  }

  /** Why the security groups let the packet pass without asking their rules, or null. */
  private static String basis(Filtering filtering, String groups) {
    return switch (filtering.basis()) {
      case CONNECTION -> "It is of a connection that is tracked for %s.".formatted(groups);
      case RELATED -> "It is about a connection that is tracked for %s.".formatted(groups);
      case RELATED_TO_UNTRACKED ->
          "It is about a connection that %s allow without tracking it.".formatted(groups);
      case FRAGMENT -> "The first fragment of its datagram was let through.";
      case NO_GROUPS, RULES, NEW_CONNECTION -> null;
    };
  }

  private String room() {
    note("ttl", Integer.toString(packet.ttl()));
    note("size", Integer.toString(packet.size()));
    note("mtu", Integer.toString(journey.mtu()));
    String limit =
        journey.target().mtu() < journey.egress().mtu()
            ? "the peering connection"
            : device(journey.egress());
    return "Its %s is %d. It has %d bytes, and %s carries up to %d%s."
        .formatted(
            packet.isIpv6() ? "hop limit" : "TTL",
            packet.ttl(),
            packet.size(),
            limit,
            journey.mtu(),
            journey.fragmentTo() == 0 ? "" : ", so it is cut into fragments");
  }

  private String neighbor(boolean dropsHere) {
    if (dropsHere) {
      return dropped();
    }
    String neighbor = packet.neighbor(journey.target());
    if (journey.verdict() == Verdict.HELD) {
      return ("No host has shown the MAC address of %s yet. The packet waits while the router asks"
              + " by %s, for up to three seconds.")
          .formatted(neighbor, neighbor.contains(":") ? "neighbour solicitation" : "ARP");
    }
    byte[] bytes = journey.output().getFirst().bytes();
    return "%s is at %s. The frame goes there from the router's %s, with a %s of %d."
        .formatted(
            neighbor,
            note("destination_mac", MacAddress.format(FrameText.destination(bytes))),
            note("source_mac", MacAddress.format(FrameText.source(bytes))),
            packet.isIpv6() ? "hop limit" : "TTL",
            Integer.parseInt(note("ttl", Integer.toString(FrameText.ttl(bytes)))));
  }

  private String departure() {
    int frames = journey.output().size();
    note("frames", Integer.toString(frames));
    return "It leaves by device %s%s."
        .formatted(
            note("device", device(journey.egress())),
            frames == 1 ? "" : " in " + frames + " fragments");
  }
}
