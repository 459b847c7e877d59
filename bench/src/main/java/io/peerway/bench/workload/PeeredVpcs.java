package io.peerway.bench.workload;

import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Two VPCs with one port each and a peering connection between them. Both have as many IPv4 blocks
 * as AWS allows, and a route table that names many parts of the peer's blocks, so that a lookup has
 * something to search. The same number of routes gives the same tables.
 */
public final class PeeredVpcs {
  /** AWS's default quota of "IPv4 CIDR blocks per VPC". */
  static final int BLOCKS = 5;

  private static final int SHORTEST_ROUTE = 20;
  private static final int LONGEST_ROUTE = 28;

  private final Map<Side, List<Ipv4Prefix>> routes = new EnumMap<>(Side.class);

  /**
   * @param routes through the peering in each VPC's route table, at least {@link #BLOCKS}
   */
  public PeeredVpcs(int routes) {
    for (Side side : Side.values()) {
      this.routes.put(side, partsOf(side.peer(), routes));
    }
  }

  private static List<Ipv4Prefix> partsOf(Side side, int count) {
    Random random = new Random(count);
    Set<Ipv4Prefix> prefixes = new LinkedHashSet<>();
    for (int i = 0; i < BLOCKS; i++) {
      prefixes.add(side.block(i));
    }
    while (prefixes.size() < count) {
      int length = random.nextInt(SHORTEST_ROUTE, LONGEST_ROUTE + 1);
      int address = side.block(random.nextInt(BLOCKS)).address() | random.nextInt(1 << 16);
      prefixes.add(Ipv4Prefix.canonical(address, length));
    }
    return List.copyOf(prefixes);
  }

  /** The prefixes of the peer that a VPC's route table names. */
  public List<Ipv4Prefix> routes(Side side) {
    return routes.get(side);
  }

  /**
   * What a router forwards by.
   *
   * @param mtu of both ports
   */
  public ForwardingState state(int mtu) {
    return state(mtu, side -> null);
  }

  /**
   * What a router forwards and filters by.
   *
   * @param mtu of both ports
   * @param security of the hosts of each side; null for none
   */
  public ForwardingState state(int mtu, Function<Side, InterfaceSecurity> security) {
    return new ForwardingState(
        1,
        Arrays.stream(Side.values()).map(side -> vpc(side, security.apply(side))).toList(),
        Arrays.stream(Side.values())
            .map(side -> new PortForwarding(side.port(), side.vpcId(), side.port(), mtu))
            .toList());
  }

  private VpcForwarding vpc(Side side, InterfaceSecurity security) {
    RouteTable routeTable = routeTable(side);
    LocalTable.Builder local = LocalTable.builder();
    for (int i = 0; i < BLOCKS; i++) {
      Ipv4Prefix block = side.block(i);
      int router = block.address() + 1;
      LocalEntry hosts =
          new LocalEntry(side.vpcId(), side.port(), routeTable, router, 0, 0, null, security);
      LocalEntry own = new LocalEntry("router", LocalEntry.ROUTER, routeTable, router, 0, 0);
      local.add4(block.address(), block.length(), local.entry(hosts));
      local.add4(router, Integer.SIZE, local.entry(own));
    }
    return new VpcForwarding(side.port(), side.vpcId(), side.routerMac(), false, local.build());
  }

  private RouteTable routeTable(Side side) {
    RouteTable.Builder table = RouteTable.builder("rtb-" + side.vpcId());
    for (int i = 0; i < BLOCKS; i++) {
      Ipv4Prefix block = side.block(i);
      table.add4(block.address(), block.length(), Target.local(side.port()));
    }
    Target peering = Target.peering("pcx-bench", side.peer().port(), PortForwarding.JUMBO_MTU);
    for (Ipv4Prefix route : routes(side)) {
      table.add4(route.address(), route.length(), peering);
    }
    return table.build();
  }
}
