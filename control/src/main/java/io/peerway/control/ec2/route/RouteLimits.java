package io.peerway.control.ec2.route;

import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.model.AddressFamily;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.ManagedPrefixList;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTable;
import java.util.Arrays;

/**
 * How many routes a table may have, the local ones apart. A route to a prefix list counts for as
 * many as the list may have entries.
 */
public final class RouteLimits {
  private RouteLimits() {}

  /** Refuses what the call has made of a table, if it is too much. */
  static void check(WriteCall call, RouteTable table) {
    if (!fits(call, table)) {
      throw new Ec2Exception(
          "RouteLimitExceeded", "The maximum number of routes has been reached.");
    }
  }

  public static boolean fits(WriteCall call, RouteTable table) {
    return Arrays.stream(AddressFamily.values())
        .allMatch(
            family ->
                call.inventory().by(Route.BY_TABLE, table.id()).stream()
                        .mapToLong(route -> weight(call.inventory(), route, family))
                        .sum()
                    <= call.quotas().of(Quota.ROUTES_PER_TABLE));
  }

  private static int weight(Inventory inventory, Route route, AddressFamily family) {
    return switch (route.destination()) {
      case RouteDestination.Ipv4 v4 -> family == AddressFamily.IPV4 ? 1 : 0;
      case RouteDestination.Ipv6 v6 -> family == AddressFamily.IPV6 ? 1 : 0;
      case RouteDestination.PrefixList list -> weight(inventory, list.id(), family);
    };
  }

  /** For how many routes, or rules, of an IP version a reference to a prefix list counts. */
  public static int weight(Inventory inventory, String listId, AddressFamily family) {
    ManagedPrefixList list = inventory.find(ManagedPrefixList.KIND, listId).orElseThrow();
    return list.family() == family ? list.maxEntries() : 0;
  }
}
