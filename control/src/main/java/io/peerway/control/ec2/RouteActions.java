package io.peerway.control.ec2;

import io.peerway.control.model.AddressRules;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTarget;
import io.peerway.control.model.Vpc;
import java.util.List;
import java.util.Optional;

/** CreateRoute, ReplaceRoute, DeleteRoute. */
final class RouteActions {
  private RouteActions() {}

  static List<Action> actions() {
    return List.of(
        Action.write("CreateRoute", RouteActions::create)
            .takes("RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock")
            .takes(RouteTargets.TAKEN)
            .refuses("DestinationPrefixListId")
            .refuses(RouteTargets.REFUSED),
        Action.write("ReplaceRoute", RouteActions::replace)
            .takes("RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock")
            .takes(RouteTargets.TAKEN)
            .refuses("DestinationPrefixListId")
            .refuses(RouteTargets.REFUSED),
        Action.write("DeleteRoute", RouteActions::delete)
            .takes("RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock")
            .refuses("DestinationPrefixListId"));
  }

  private static void create(WriteCall call, Xml xml) {
    RouteTable table = Lookup.ROUTE_TABLE.required(call, "RouteTableId");
    RouteDestination destination = destination(call);
    RouteTarget target = RouteTargets.of(call, table);
    checkAllowed(call, table, destination);
    if (find(call, table, destination).isPresent()) {
      throw new Ec2Exception(
          "RouteAlreadyExists",
          "The route identified by " + destination.text() + " already exists.");
    }
    boolean ipv4 = destination instanceof RouteDestination.Ipv4;
    long sameVersion =
        call.inventory().by(Route.BY_TABLE, table.id()).stream()
            .filter(route -> route.destination() instanceof RouteDestination.Ipv4 == ipv4)
            .count();
    if (sameVersion >= call.quotas().of(Quota.ROUTES_PER_TABLE)) {
      throw new Ec2Exception(
          "RouteLimitExceeded", "The maximum number of routes has been reached.");
    }
    call.draft().put(new Route(table.id(), table.vpcId(), destination, target));
    xml.text("return", true);
  }

  private static void replace(WriteCall call, Xml xml) {
    RouteTable table = Lookup.ROUTE_TABLE.required(call, "RouteTableId");
    RouteDestination destination = destination(call);
    RouteTarget target = RouteTargets.of(call, table);
    checkAllowed(call, table, destination);
    if (find(call, table, destination).isEmpty()) {
      throw Errors.invalidValue(
          "There is no route defined for '"
              + destination.text()
              + "' in the route table. Use CreateRoute instead.");
    }
    call.draft().put(new Route(table.id(), table.vpcId(), destination, target));
    xml.text("return", true);
  }

  private static void delete(WriteCall call, Xml xml) {
    RouteTable table = Lookup.ROUTE_TABLE.required(call, "RouteTableId");
    RouteDestination destination = destination(call);
    if (isLocal(call, table, destination)) {
      throw Errors.invalidValue(
          "cannot remove local route " + destination.text() + " in route table " + table.id());
    }
    Route route =
        find(call, table, destination)
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "InvalidRoute.NotFound",
                        "no route with destination-cidr-block "
                            + destination.text()
                            + " in route table "
                            + table.id()));
    call.draft().delete(route);
    xml.text("return", true);
  }

  private static RouteDestination destination(Call call) {
    Optional<String> ipv4 = call.parameters().text("DestinationCidrBlock");
    Optional<String> ipv6 = call.parameters().text("DestinationIpv6CidrBlock");
    if (ipv4.isPresent() && ipv6.isPresent()) {
      throw Errors.invalidCombination(
          "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock");
    }
    if (ipv6.isPresent()) {
      return new RouteDestination.Ipv6(Cidrs.ipv6("destinationIpv6CidrBlock", ipv6.get()));
    }
    return ipv4.map(text -> Cidrs.ipv4("destinationCidrBlock", text))
        .map(RouteDestination.Ipv4::new)
        .orElseThrow(
            () ->
                new Ec2Exception(
                    "MissingParameter",
                    "The request must contain exactly one of destinationCidrBlock,"
                        + " destinationIpv6CidrBlock"));
  }

  private static void checkAllowed(Call call, RouteTable table, RouteDestination destination) {
    if (AddressRules.isReserved(destination)) {
      throw Errors.invalidValue(
          "The destination CIDR block " + destination.text() + " is reserved.");
    }
    if (AddressRules.isWithin(destination, vpc(call, table))) {
      throw Errors.invalidValue(
          "The destination CIDR block "
              + destination.text()
              + " is equal to or more specific than one of this VPC's CIDR blocks."
              + " This route can target only an interface or an instance.");
    }
  }

  private static boolean isLocal(Call call, RouteTable table, RouteDestination destination) {
    Vpc vpc = vpc(call, table);
    return switch (destination) {
      case RouteDestination.Ipv4 v4 -> vpc.ipv4Prefixes().contains(v4.prefix());
      case RouteDestination.Ipv6 v6 -> vpc.ipv6Prefixes().contains(v6.prefix());
    };
  }

  private static Optional<Route> find(Call call, RouteTable table, RouteDestination destination) {
    return call.inventory().find(Route.KIND, Route.id(table.id(), destination));
  }

  private static Vpc vpc(Call call, RouteTable table) {
    return call.inventory().find(Vpc.KIND, table.vpcId()).orElseThrow();
  }
}
