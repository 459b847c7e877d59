package io.peerway.control;

import io.peerway.control.model.Scope;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What AWS's Peering Guide says of the lifecycle, written down as plainly as can be: a list that is
 * searched from end to end. Actions answer {@code Success} or EC2's error code.
 */
final class PeeringModel {
  static final String SUCCESS = "Success";

  private static final String NOT_FOUND = "InvalidVpcPeeringConnectionID.NotFound";
  private static final String NOT_PERMITTED = "OperationNotPermitted";
  private static final String WRONG_RANGE = "InvalidVpc.Range";
  private static final Duration SHORT = Duration.ofHours(2);
  private static final Duration LONG = Duration.ofDays(2);
  private static final Duration TIME_TO_ACCEPT = Duration.ofDays(7);

  /** A VPC, its main table, and what that leads to beside the VPC itself. */
  static final class Site {
    final String id;
    final Scope owner;
    final String mainTable;
    final List<Ipv4Prefix> blocks = new ArrayList<>();
    final Map<Ipv4Prefix, Peering> routes = new HashMap<>();

    Site(String id, Scope owner, String mainTable, Ipv4Prefix block) {
      this.id = id;
      this.owner = owner;
      this.mainTable = mainTable;
      blocks.add(block);
    }

    boolean has(int address) {
      return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private boolean overlaps(Ipv4Prefix other) {
      return blocks.stream().anyMatch(other::overlaps);
    }

    private boolean overlaps(Site other) {
      return blocks.stream().anyMatch(other::overlaps);
    }
  }

  /** A peering connection in any state. */
  static final class Peering {
    final String id;
    final Site requester;
    final Site accepter;
    private final Instant expires;
    private String state;
    private Instant ended;
    private String endedBy;

    private Peering(String id, Site requester, Site accepter, Instant expires) {
      this.id = id;
      this.requester = requester;
      this.accepter = accepter;
      this.expires = expires;
    }

    String state() {
      return state;
    }

    boolean isLive() {
      return isPending() || isActive();
    }

    private boolean isPending() {
      return state.equals("pending-acceptance");
    }

    private boolean isActive() {
      return state.equals("active");
    }

    private boolean connects(Site site) {
      return requester == site || accepter == site;
    }

    private Site otherThan(Site site) {
      return requester == site ? accepter : requester;
    }

    private void end(String last, Instant at, String by) {
      state = last;
      ended = at;
      endedBy = by;
    }
  }

  private final List<Peering> peerings = new ArrayList<>();
  private final List<Site> deleted = new ArrayList<>();

  /** Those that were ever made. */
  List<Peering> peerings() {
    return peerings;
  }

  /** Lets requests that nobody answered expire. */
  void timeIs(Instant now) {
    for (Peering each : peerings) {
      if (each.isPending() && !now.isBefore(each.expires)) {
        each.end("expired", each.expires, "nobody");
      }
    }
  }

  /** The peering that the same request would get again. */
  Optional<Peering> existing(Site requester, Site accepter) {
    return peerings.stream()
        .filter(p -> p.isLive() && p.requester == requester && p.accepter == accepter)
        .findFirst();
  }

  Peering request(String id, Site requester, Site accepter, Instant now) {
    Peering made = new Peering(id, requester, accepter, now.plus(TIME_TO_ACCEPT));
    if (deleted.contains(accepter) || requester.overlaps(accepter)) {
      made.end("failed", now, "nobody");
    } else {
      made.state = "pending-acceptance";
    }
    peerings.add(made);
    return made;
  }

  String accept(Peering peering, Scope caller, Instant now) {
    String refusal = refusalOfAnswer(peering, caller, now);
    if (!refusal.equals(SUCCESS)) {
      return refusal;
    }
    for (Peering other : peerings) {
      if (other.isActive()
          && other.connects(peering.requester)
          && other.connects(peering.accepter)) {
        return "VpcPeeringConnectionAlreadyExists";
      }
    }
    peering.state = "active";
    return SUCCESS;
  }

  String reject(Peering peering, Scope caller, Instant now) {
    String refusal = refusalOfAnswer(peering, caller, now);
    if (refusal.equals(SUCCESS)) {
      peering.end("rejected", now, caller.account());
    }
    return refusal;
  }

  private static String refusalOfAnswer(Peering peering, Scope caller, Instant now) {
    boolean known =
        List.of(peering.requester, peering.accepter).stream()
            .anyMatch(
                side ->
                    side.owner.account().equals(caller.account()) && isShown(peering, side, now));
    if (!known) {
      return NOT_FOUND;
    }
    if (!peering.accepter.owner.equals(caller)) {
      return NOT_PERMITTED;
    }
    return peering.isPending() ? SUCCESS : "InvalidStateTransition";
  }

  String delete(Peering peering, Scope caller, Instant now) {
    if (!isVisible(peering, caller, now)) {
      return NOT_FOUND;
    }
    if (!peering.isLive()) {
      return "InvalidStateTransition";
    }
    if (peering.isPending() && !peering.requester.owner.account().equals(caller.account())) {
      return NOT_PERMITTED;
    }
    peering.end("deleted", now, caller.account());
    return SUCCESS;
  }

  /** The owner deletes a VPC, and its peerings with it. */
  String deleteVpc(Site site, Instant now) {
    String account = site.owner.account();
    List<Peering> live = peerings.stream().filter(p -> p.isLive() && p.connects(site)).toList();
    if (live.stream()
        .anyMatch(p -> p.isPending() && !p.requester.owner.account().equals(account))) {
      return "DependencyViolation";
    }
    live.forEach(peering -> peering.end("deleted", now, account));
    deleted.add(site);
    return SUCCESS;
  }

  /** The owner gives a VPC one more block. */
  String addBlock(Site site, Ipv4Prefix block, Instant now) {
    List<Peering> live = peerings.stream().filter(p -> p.isLive() && p.connects(site)).toList();
    if (live.stream().anyMatch(p -> p.isPending() && p.requester == site)) {
      return NOT_PERMITTED;
    }
    if (site.overlaps(block) || site.routes.keySet().stream().anyMatch(block::contains)) {
      return WRONG_RANGE;
    }
    List<Peering> overlapping =
        live.stream().filter(p -> p.otherThan(site).overlaps(block)).toList();
    if (overlapping.stream().anyMatch(Peering::isActive)) {
      return WRONG_RANGE;
    }
    overlapping.forEach(request -> request.end("failed", now, "nobody"));
    site.blocks.add(block);
    return SUCCESS;
  }

  /** The owner has a destination routed over a peering, as it may have been before over another. */
  String route(Site site, Ipv4Prefix destination, Peering over, Instant now) {
    if (!isVisible(over, site.owner, now) || !over.isLive()) {
      return NOT_FOUND;
    }
    if (site.blocks.stream().anyMatch(block -> block.contains(destination))) {
      return "InvalidParameterValue";
    }
    site.routes.put(destination, over);
    return SUCCESS;
  }

  /** The states of the peerings that are visible in a scope, by their ids. */
  Map<String, String> describe(Scope caller, Instant now) {
    Map<String, String> visible = new TreeMap<>();
    for (Peering each : peerings) {
      if (isVisible(each, caller, now)) {
        visible.put(each.id, each.state);
      }
    }
    return visible;
  }

  private static boolean isVisible(Peering peering, Scope caller, Instant now) {
    return List.of(peering.requester, peering.accepter).stream()
        .anyMatch(side -> side.owner.equals(caller) && isShown(peering, side, now));
  }

  private static boolean isShown(Peering peering, Site side, Instant now) {
    if (peering.isLive()) {
      return true;
    }
    Duration gone = Duration.between(peering.ended, now);
    boolean sameAccount =
        peering.requester.owner.account().equals(peering.accepter.owner.account());
    return switch (peering.state) {
      case "failed" -> side == peering.requester && gone.compareTo(SHORT) < 0;
      case "expired" -> gone.compareTo(LONG) < 0;
      default ->
          gone.compareTo(sameAccount || side.owner.account().equals(peering.endedBy) ? SHORT : LONG)
              < 0;
    };
  }

  /** The states of a VPC's routes over peerings, by their destinations. */
  static Map<String, String> describeRoutes(Site site) {
    Map<String, String> states = new TreeMap<>();
    site.routes.forEach(
        (destination, over) ->
            states.put(destination.format(), over.isActive() ? "active" : "blackhole"));
    return states;
  }

  /** The VPC to which a packet from a VPC to an address outside it is delivered, if to any. */
  static Optional<Site> deliver(Site from, int address) {
    Ipv4Prefix longest = null;
    for (Ipv4Prefix destination : from.routes.keySet()) {
      if (destination.contains(address)
          && (longest == null || destination.length() > longest.length())) {
        longest = destination;
      }
    }
    return Optional.ofNullable(longest)
        .map(from.routes::get)
        .filter(Peering::isActive)
        .map(over -> over.otherThan(from))
        .filter(peer -> peer.has(address));
  }
}
