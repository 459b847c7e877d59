package io.peerway.control.compile;

import io.peerway.control.model.Cidr;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PrefixListVersion;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the records lead IPv4 packets, by search of everything. */
final class SlowRoutes {
  /**
   * One block of a route.
   *
   * @param list that the block is in, the empty text if it is the route's own
   */
  private record Line(Ipv4Prefix block, String list, String target) {
    /** The longest prefix; then the route's own block; then the list with the least id. */
    static final Comparator<Line> PREFERENCE =
        Comparator.comparing((Line line) -> line.block().length())
            .thenComparing(Line::list, Comparator.reverseOrder());
  }

  private final Inventory inventory;

  SlowRoutes(Inventory inventory) {
    this.inventory = inventory;
  }

  /** What becomes of a packet that a host of the VPC sends. */
  String decide(String vpcId, int from, int to) {
    Optional<String> sender = place(vpcId, from);
    if (sender.isEmpty() || sender.get().startsWith("router")) {
      return "not a host of the VPC";
    }
    String table =
        inventory.all(RouteTableAssociation.KIND).stream()
            .filter(a -> a.vpcId().equals(vpcId))
            .filter(a -> a.isMain() || a.subnetId().equals(sender))
            .min(Comparator.comparing(RouteTableAssociation::isMain))
            .orElseThrow()
            .routeTableId();
    Vpc vpc = inventory.find(Vpc.KIND, vpcId).orElseThrow();
    int localLength =
        vpc.ipv4Prefixes().stream()
            .filter(block -> block.contains(to))
            .mapToInt(block -> block.length())
            .max()
            .orElse(-1);
    Optional<Line> route =
        inventory.all(Route.KIND).stream()
            .filter(r -> r.routeTableId().equals(table))
            .flatMap(r -> lines(vpc, r))
            .filter(line -> line.block().contains(to))
            .max(Line.PREFERENCE);
    if (route.isEmpty() || route.get().block().length() < localLength) {
      return localLength < 0
          ? "no route"
          : "local to " + place(vpcId, to).orElse("nowhere") + " in " + vpcId;
    }
    String target = route.get().target();
    if (inventory.find(NetworkInterface.KIND, target).isPresent()) {
      return "via " + target + " in " + vpcId;
    }
    Optional<PeeringConnection> peering =
        inventory.find(PeeringConnection.KIND, target).filter(PeeringConnection::isActive);
    if (peering.isEmpty()) {
      return "BLACKHOLE " + target;
    }
    String peer =
        peering.get().requester().vpcId().equals(vpcId)
            ? peering.get().accepter().vpcId()
            : peering.get().requester().vpcId();
    return target + " to " + place(peer, to).orElse("nowhere") + " in " + peer;
  }

  /** The smallest thing of a VPC that an address is in: a router, a subnet, the VPC itself. */
  private Optional<String> place(String vpcId, int address) {
    Vpc vpc = inventory.find(Vpc.KIND, vpcId).orElseThrow();
    List<Subnet> subnets =
        inventory.all(Subnet.KIND).stream().filter(s -> s.vpcId().equals(vpcId)).toList();
    for (Subnet subnet : subnets) {
      if (subnet.ipv4().first() + 1 == address) {
        return Optional.of("router of " + subnet.id());
      }
    }
    for (var block : vpc.ipv4Prefixes()) {
      if (block.first() + 1 == address) {
        return Optional.of("router of " + vpcId);
      }
    }
    for (Subnet subnet : subnets) {
      if (subnet.ipv4().contains(address)) {
        return Optional.of(subnet.id());
      }
    }
    return vpc.ipv4Prefixes().stream().anyMatch(block -> block.contains(address))
        ? Optional.of(vpcId)
        : Optional.empty();
  }

  private Stream<Line> lines(Vpc vpc, Route route) {
    String target = route.target().id();
    return switch (route.destination()) {
      case RouteDestination.Ipv4(var prefix) -> Stream.of(new Line(prefix, "", target));
      case RouteDestination.Ipv6 none -> Stream.empty();
      case RouteDestination.PrefixList(var id) ->
          inventory.all(PrefixListVersion.KIND).stream()
              .filter(version -> version.listId().equals(id))
              .max(Comparator.comparing(PrefixListVersion::version))
              .orElseThrow()
              .entries()
              .stream()
              .map(entry -> ((Cidr.Ipv4) entry.cidr()).prefix())
              .filter(block -> vpc.ipv4Prefixes().stream().noneMatch(own -> own.contains(block)))
              .map(block -> new Line(block, id, target));
    };
  }
}
