package io.peerway.control.ec2.route;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTarget;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.InterfaceRoutes;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the routes of a table, the local ones first, and finds tables by them. */
final class RouteXml {
  /**
   * A route as the API shows it.
   *
   * @param targetName the element that names the target
   * @param instance that the target belongs to
   */
  private record Line(
      RouteDestination destination,
      String targetName,
      String target,
      Optional<Instance> instance,
      String origin,
      String state) {
    Line(
        RouteDestination destination,
        String targetName,
        String target,
        String origin,
        String state) {
      this(destination, targetName, target, Optional.empty(), origin, state);
    }

    String destinationName() {
      return switch (destination) {
        case RouteDestination.Ipv4 v4 -> "destinationCidrBlock";
        case RouteDestination.Ipv6 v6 -> "destinationIpv6CidrBlock";
        case RouteDestination.PrefixList list -> "destinationPrefixListId";
      };
    }
  }

  private static final Map<String, String> FILTERS_BY_ELEMENT =
      Map.of(
          "route.egress-only-internet-gateway-id", "egressOnlyInternetGatewayId",
          "route.gateway-id", "gatewayId",
          "route.nat-gateway-id", "natGatewayId",
          "route.transit-gateway-id", "transitGatewayId",
          "route.vpc-peering-connection-id", "vpcPeeringConnectionId");

  private RouteXml() {}

  static void write(Call call, Xml xml, RouteTable table) {
    xml.list(
        "routeSet",
        lines(call, table).toList(),
        line ->
            xml.text(line.destinationName(), line.destination().text())
                .text(line.targetName(), line.target())
                .text("instanceId", line.instance().map(Instance::id))
                .text("instanceOwnerId", line.instance().map(one -> one.scope().account()))
                .text("state", line.state())
                .text("origin", line.origin()));
  }

  static void addFilters(Filters<RouteTable> filters) {
    FILTERS_BY_ELEMENT.forEach(
        (filter, element) ->
            filters.onAny(
                filter,
                (call, table) ->
                    lines(call, table)
                        .filter(line -> line.targetName().equals(element))
                        .map(Line::target)));
    filters
        .onAny(
            "route.destination-cidr-block",
            (call, table) -> destinations(call, table, "destinationCidrBlock"))
        .onAny(
            "route.destination-ipv6-cidr-block",
            (call, table) -> destinations(call, table, "destinationIpv6CidrBlock"))
        .onAny(
            "route.destination-prefix-list-id",
            (call, table) -> destinations(call, table, "destinationPrefixListId"))
        .onAny(
            "route.instance-id",
            (call, table) ->
                lines(call, table).flatMap(line -> line.instance().stream()).map(Instance::id))
        .onAny("route.origin", (call, table) -> lines(call, table).map(Line::origin))
        .onAny("route.state", (call, table) -> lines(call, table).map(Line::state));
  }

  private static Stream<String> destinations(Call call, RouteTable table, String element) {
    return lines(call, table)
        .filter(line -> line.destinationName().equals(element))
        .map(line -> line.destination().text());
  }

  private static Stream<Line> lines(Call call, RouteTable table) {
    Vpc vpc = call.inventory().find(Vpc.KIND, table.vpcId()).orElseThrow();
    Stream<RouteDestination> local =
        Stream.concat(
            vpc.ipv4Prefixes().stream().map(RouteDestination.Ipv4::new),
            vpc.ipv6Prefixes().stream().map(RouteDestination.Ipv6::new));
    return Stream.concat(
        local.map(block -> new Line(block, "gatewayId", "local", "CreateRouteTable", "active")),
        call.inventory().by(Route.BY_TABLE, table.id()).stream()
            .sorted(Comparator.comparing(Route::destination))
            .map(route -> line(call.inventory(), route)));
  }

  private static Line line(Inventory inventory, Route route) {
    RouteTarget target = route.target();
    return switch (target.type()) {
      case INTERNET_GATEWAY ->
          new Line(
              route.destination(),
              "gatewayId",
              target.id(),
              "CreateRoute",
              isAttached(inventory, route) ? "active" : "blackhole");
      case NETWORK_INTERFACE ->
          new Line(
              route.destination(),
              "networkInterfaceId",
              target.id(),
              inventory
                  .find(NetworkInterface.KIND, target.id())
                  .flatMap(eni -> InterfaceRoutes.instance(inventory, eni)),
              "CreateRoute",
              InterfaceRoutes.live(inventory, route.vpcId(), target.id()).isPresent()
                  ? "active"
                  : "blackhole");
      case VPC_PEERING_CONNECTION ->
          new Line(
              route.destination(),
              "vpcPeeringConnectionId",
              target.id(),
              "CreateRoute",
              isActive(inventory, target.id()) ? "active" : "blackhole");
    };
  }

  private static boolean isAttached(Inventory inventory, Route route) {
    return inventory
        .find(InternetGateway.KIND, route.target().id())
        .filter(gateway -> gateway.isAttachedTo(route.vpcId()))
        .isPresent();
  }

  private static boolean isActive(Inventory inventory, String peeringId) {
    return inventory
        .find(PeeringConnection.KIND, peeringId)
        .filter(PeeringConnection::isActive)
        .isPresent();
  }
}
