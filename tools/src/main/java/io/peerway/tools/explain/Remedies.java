package io.peerway.tools.explain;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.Verdict;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.tools.explain.Explanation.Remedy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to do about a packet that is not delivered: here what concerns routes and peerings. Where
 * several steps are to be done, asking again tells the next one.
 */
final class Remedies {

  private final PacketFacts packet;
  private final Journey journey;
  private final Inventory inventory;
  private final Instant now;
  private final boolean peeringIsTold;
  private final HostRemedies hosts;
  private final FilterRemedies filters;

  /**
   * @param ports the router's, to know where hosts are
   * @param peeringIsTold whether how to peer the VPCs was said already, of the other direction
   */
  Remedies(
      PacketFacts packet,
      Journey journey,
      Inventory inventory,
      List<PortSnapshot> ports,
      Instant now,
      boolean peeringIsTold) {
    this.packet = packet;
    this.journey = journey;
    this.inventory = inventory;
    this.now = now;
    this.peeringIsTold = peeringIsTold;
    this.hosts = new HostRemedies(packet, journey, inventory, ports);
    this.filters = new FilterRemedies(packet, inventory);
  }

  /** The remedy, or null where nothing needs to be done, or can be. */
  Remedy find() {
    if (journey.verdict() == Verdict.HELD) {
      return hosts.unresolved(overlapping());
    }
    if (journey.reason() == null) {
      return null;
    }
    return switch (journey.reason()) {
      case NO_ROUTE -> lead("");
      case BLACKHOLE_ROUTE -> blackhole();
      case NOT_IN_PEER_VPC -> beyondPeer();
      case SPOOFED_SOURCE -> hosts.wrongSender();
      case PORT_GONE -> hosts.attach(receiversVpc());
      case PACKET_TOO_BIG -> hosts.tooBig();
      case TTL_EXCEEDED ->
          advice(
              "The router counts as a hop: send with a larger TTL, or run it with --ttl"
                  + " transparent.");
      case PEER_ROUTER_ADDRESS ->
          advice("Choose a host's address: the peer VPC's router answers its own VPC only.");
      case ROUTER_PROTOCOL ->
          advice(
              "%s is the VPC's router, which answers ping, DHCP and DNS only."
                  .formatted(packet.destination()));
      case DESTINATION_CHECK ->
          inventory
              .find(NetworkInterface.KIND, targetId())
              .map(eni -> hosts.uncheck(eni, "Let %s take packets for others:".formatted(eni.id())))
              .orElse(null);
      case TARGET_NOT_EMULATED ->
          lead("%s is an internet gateway, and there is no internet here. ".formatted(targetId()));
      case SECURITY_GROUP_EGRESS -> filters.allow(true, journey.responsible());
      case SECURITY_GROUP_INGRESS -> filters.allow(false, journey.responsible());
      case FLOW_TABLE_FULL_EGRESS, FLOW_TABLE_FULL_INGRESS ->
          advice("Let idle connections end, or start the router with more --max-connections.");
      case FLOW_RATE_EGRESS, FLOW_RATE_INGRESS ->
          advice(
              "Open fewer connections a second, or start the router with more --max-new-connections.");
      case NETWORK_ACL_EGRESS -> filters.entry(true, journey.egressFilter());
      case NETWORK_ACL_INGRESS -> filters.entry(false, journey.ingressFilter());
      case NEIGHBOR_UNRESOLVED, NEIGHBOR_QUEUE_FULL -> hosts.unresolved(overlapping());
      default -> null;
    };
  }

  private static Remedy advice(String text) {
    return new Remedy(text, List.of());
  }

  /** Another VPC that has the address, where it is looked for in the sender's own. */
  private Optional<Vpc> overlapping() {
    return journey.egressVpc().id().equals(journey.vpc().id())
        ? owners().stream().findFirst()
        : Optional.empty();
  }

  private String targetId() {
    return journey.target().id();
  }

  private String receiversVpc() {
    return inventory
        .find(PeeringConnection.KIND, targetId())
        .map(pcx -> pcx.peerOf(journey.vpc().id()).vpcId())
        .orElse(journey.vpc().id());
  }

  /** The VPCs, other than the sender's, that have the destination in a block of theirs. */
  private List<Vpc> owners() {
    return inventory.all(Vpc.KIND).stream()
        .filter(vpc -> !vpc.id().equals(journey.vpc().id()))
        .filter(vpc -> Blocks.of(vpc, packet.destination()).isPresent())
        .toList();
  }

  /** The next step towards a route to whoever has the destination's address. */
  private Remedy lead(String why) {
    Optional<Vpc> sender = inventory.find(Vpc.KIND, journey.vpc().id());
    List<Vpc> owners = owners();
    Remedy remedy =
        sender.isEmpty() || owners.isEmpty()
            ? advice(
                "No VPC here has the address %s: check the address."
                    .formatted(packet.destination()))
            : owners.stream()
                .flatMap(owner -> routeThroughPeering(sender.get(), owner).stream())
                .findFirst()
                .orElseGet(() -> peer(sender.get(), owners.getFirst()));
    return new Remedy(why + remedy.advice(), remedy.commands());
  }

  private Optional<Remedy> routeThroughPeering(Vpc sender, Vpc owner) {
    return inventory.by(PeeringConnection.LIVE_BY_VPC, sender.id()).stream()
        .map(pcx -> pcx.at(now))
        .filter(pcx -> !pcx.state().isFinal() && pcx.connects(owner.id()))
        .min(Comparator.comparing(pcx -> pcx.state() != PeeringState.ACTIVE))
        .map(pcx -> routeThrough(pcx, sender, owner));
  }

  private Remedy routeThrough(PeeringConnection pcx, Vpc sender, Vpc owner) {
    String block = Blocks.of(owner, packet.destination()).orElseThrow();
    boolean replaces =
        journey.routePrefix() != null
            && Blocks.length(journey.routePrefix()) >= Blocks.length(block);
    String route =
        AwsLine.of(
            sender.scope(),
            "%s --route-table-id %s %s --vpc-peering-connection-id %s"
                .formatted(
                    replaces ? "replace-route" : "create-route",
                    journey.routeTable().id(),
                    replaces ? matchedDestination() : destinationOption() + " " + block,
                    pcx.id()));
    String step = replaces ? "point the route to it:" : "add the route:";
    if (pcx.state() == PeeringState.PENDING_ACCEPTANCE) {
      return new Remedy(
          "%s is peered with %s by %s, but the request has not been accepted. Accept it, then %s"
              .formatted(sender.id(), owner.id(), pcx.id(), step),
          peeringIsTold ? List.of(route) : List.of(accept(pcx), route));
    }
    return new Remedy(
        "%s has this address, and the peering connection %s leads there; %s"
            .formatted(owner.id(), pcx.id(), step),
        List.of(route));
  }

  private String destinationOption() {
    return packet.isIpv6() ? "--destination-ipv6-cidr-block" : "--destination-cidr-block";
  }

  /** The destination of the route that matched: the prefix, or a prefix list that has it. */
  private String matchedDestination() {
    String prefix = journey.routePrefix();
    List<RouteDestination> destinations =
        inventory.by(Route.BY_TARGET, journey.target().id()).stream()
            .filter(route -> route.routeTableId().equals(journey.routeTable().id()))
            .map(Route::destination)
            .toList();
    boolean isItsOwn = destinations.stream().anyMatch(one -> one.text().equals(prefix));
    return destinations.stream()
        .filter(one -> !isItsOwn && one instanceof RouteDestination.PrefixList)
        .map(list -> "--destination-prefix-list-id " + list.text())
        .findFirst()
        .orElse(destinationOption() + " " + prefix);
  }

  private static String accept(PeeringConnection pcx) {
    return AwsLine.of(
        pcx.accepter().scope(),
        "accept-vpc-peering-connection --vpc-peering-connection-id " + pcx.id());
  }

  private Remedy peer(Vpc sender, Vpc owner) {
    if (sender.overlaps(owner)) {
      return advice(
          "%s has this address, but its blocks overlap with those of %s, and VPCs that overlap cannot be peered: give one of them other addresses."
              .formatted(owner.id(), sender.id()));
    }
    if (peeringIsTold) {
      return advice("This direction needs the same peering connection, and then a route.");
    }
    List<String> options = new ArrayList<>();
    options.add("create-vpc-peering-connection --vpc-id " + sender.id());
    options.add("--peer-vpc-id " + owner.id());
    if (!owner.scope().account().equals(sender.scope().account())) {
      options.add("--peer-owner-id " + owner.scope().account());
    }
    if (!owner.scope().region().equals(sender.scope().region())) {
      options.add("--peer-region " + owner.scope().region());
    }
    return new Remedy(
        "%s has this address, and no peering connection leads there. Request one; it has to be accepted then, and routes are needed in both VPCs:"
            .formatted(owner.id()),
        List.of(AwsLine.of(sender.scope(), String.join(" ", options))));
  }

  private Remedy blackhole() {
    String id = targetId();
    Optional<PeeringConnection> pcx =
        inventory.find(PeeringConnection.KIND, id).map(connection -> connection.at(now));
    if (pcx.isEmpty()) {
      return lead("%s is gone or not attached any more. ".formatted(id));
    }
    if (pcx.get().state() != PeeringState.PENDING_ACCEPTANCE) {
      return lead("%s is %s for good. ".formatted(id, pcx.get().state().code()));
    }
    String peerId = pcx.get().peerOf(journey.vpc().id()).vpcId();
    return owners().stream().noneMatch(owner -> owner.id().equals(peerId))
        ? lead("%s leads to %s, which does not have this address. ".formatted(id, peerId))
        : new Remedy(
            "The request %s waits for the owner of %s. Accept it:"
                .formatted(id, pcx.get().accepter().vpcId()),
            List.of(accept(pcx.get())));
  }

  private Remedy beyondPeer() {
    String peerId = receiversVpc();
    String blocks = inventory.find(Vpc.KIND, peerId).map(Blocks::text).orElse("other addresses");
    return lead(
        "%s has %s, and a packet cannot go through it to a third network. "
            .formatted(peerId, blocks));
  }
}
