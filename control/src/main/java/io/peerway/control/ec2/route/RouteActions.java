package io.peerway.control.ec2.route;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Cidrs;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTarget;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.AddressRules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** CreateRoute, ReplaceRoute, DeleteRoute. */
public final class RouteActions {
  private static final String[] DESTINATIONS = {
    "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"
  };

  private RouteActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateRoute", RouteActions::create)
            .takes("RouteTableId")
            .takes(DESTINATIONS)
            .takes(RouteTargets.TAKEN)
            .refuses(RouteTargets.REFUSED),
        Action.write("ReplaceRoute", RouteActions::replace)
            .takes("RouteTableId")
            .takes(DESTINATIONS)
            .takes(RouteTargets.TAKEN)
            .refuses(RouteTargets.REFUSED),
        Action.write("DeleteRoute", RouteActions::delete)
            .takes("RouteTableId")
            .takes(DESTINATIONS));
  }

  private static void create(WriteCall call, Xml xml) {
    RouteTable table = Lookup.ROUTE_TABLE.required(call, "RouteTableId");
    RouteDestination destination = destination(call);
    RouteTarget target = RouteTargets.of(call, table);
    destination.block().ifPresent(block -> checkAllowed(call, table, block, target));
    if (find(call, table, destination).isPresent()) {
      throw new Ec2Exception(
          "RouteAlreadyExists",
          "The route identified by " + destination.text() + " already exists.");
    }
    call.draft().put(new Route(table.id(), table.vpcId(), destination, target));
    RouteLimits.check(call, table);
    xml.text("return", true);
  }

  private static void replace(WriteCall call, Xml xml) {
    RouteTable table = Lookup.ROUTE_TABLE.required(call, "RouteTableId");
    RouteDestination destination = destination(call);
    RouteTarget target = RouteTargets.of(call, table);
    destination.block().ifPresent(block -> checkAllowed(call, table, block, target));
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
    Parameters given = call.parameters();
    List<String> names =
        Arrays.stream(DESTINATIONS).filter(name -> given.text(name).isPresent()).toList();
    String one =
        "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock,"
            + " destinationPrefixListId";
    if (names.isEmpty()) {
      throw new Ec2Exception("MissingParameter", one);
    }
    if (names.size() > 1) {
      throw Errors.invalidCombination(one);
    }
    String text = given.required(names.getFirst());
    return switch (names.getFirst()) {
      case "DestinationCidrBlock" ->
          new RouteDestination.Ipv4(Cidrs.ipv4("destinationCidrBlock", text));
      case "DestinationIpv6CidrBlock" ->
          new RouteDestination.Ipv6(Cidrs.ipv6("destinationIpv6CidrBlock", text));
      default -> new RouteDestination.PrefixList(Lookup.PREFIX_LIST.find(call, text).id());
    };
  }

  private static void checkAllowed(
      Call call, RouteTable table, Cidr destination, RouteTarget target) {
    if (AddressRules.isReserved(destination)) {
      throw Errors.invalidValue(
          "The destination CIDR block " + destination.text() + " is reserved.");
    }
    boolean isToInterface = target.type() == RouteTarget.Type.NETWORK_INTERFACE;
    if (AddressRules.isWithin(destination, vpc(call, table))
        && !(isToInterface && isSubnet(call, table, destination))) {
      throw Errors.invalidValue(
          "The destination CIDR block "
              + destination.text()
              + " is equal to or more specific than one of this VPC's CIDR blocks."
              + (isToInterface
                  ? " It must be equal to the CIDR block of a subnet."
                  : " This route can target only an interface or an instance."));
    }
  }

  /**
   * VPC User Guide, "Middlebox routing": a route more specific than the local one is for a subnet,
   * whole.
   */
  private static boolean isSubnet(Call call, RouteTable table, Cidr destination) {
    return call.inventory().by(Subnet.BY_VPC, table.vpcId()).stream()
        .anyMatch(
            subnet ->
                switch (destination) {
                  case Cidr.Ipv4(var prefix) -> subnet.ipv4().equals(prefix);
                  case Cidr.Ipv6(var prefix) ->
                      subnet.ipv6().stream().anyMatch(block -> block.prefix().equals(prefix));
                });
  }

  private static boolean isLocal(Call call, RouteTable table, RouteDestination destination) {
    Vpc vpc = vpc(call, table);
    return switch (destination) {
      case RouteDestination.Ipv4 v4 -> vpc.ipv4Prefixes().contains(v4.prefix());
      case RouteDestination.Ipv6 v6 -> vpc.ipv6Prefixes().contains(v6.prefix());
      case RouteDestination.PrefixList list -> false;
    };
  }

  private static Optional<Route> find(Call call, RouteTable table, RouteDestination destination) {
    return call.inventory().find(Route.KIND, Route.id(table.id(), destination));
  }

  private static Vpc vpc(Call call, RouteTable table) {
    return call.inventory().find(Vpc.KIND, table.vpcId()).orElseThrow();
  }
}
