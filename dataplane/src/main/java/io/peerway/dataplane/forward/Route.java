package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.IcmpErrors;
import io.peerway.dataplane.forward.slowpath.NeighborDiscoveryResponder;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IcmpV6;

/** Looks the destination up in the route table of the sender's subnet: longest prefix match. */
final class Route implements BurstStage {
  private final IcmpErrors errors;
  private final int[] found4 = new int[Burst.CAPACITY];
  private final int[] found6 = new int[Burst.CAPACITY];

  Route(IcmpErrors errors) {
    this.errors = errors;
  }

  @Override
  public Stage stage() {
    return Stage.ROUTE;
  }

  @Override
  public void run(Burst burst) {
    RouteTable common = lookUpByMostUsedTable(burst);
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      if (burst.family[i] == 6 && isToRouterLinkLocal(burst, i)) {
        burst.target[i] = Target.local(burst.vpc.index());
        continue;
      }
      RouteTable table = burst.routeTable[i];
      Target target =
          table == common
              ? table.target(burst.family[i] == 4 ? found4[i] : found6[i])
              : lookUp(burst, i, table);
      burst.target[i] = target;
      if (target == null) {
        reportNoRoute(burst, i);
        burst.drop(i, DropReason.NO_ROUTE);
      } else if (target.kind() == Target.Kind.BLACKHOLE) {
        burst.drop(i, DropReason.BLACKHOLE_ROUTE);
      } else if (target.kind() == Target.Kind.NOT_EMULATED) {
        burst.drop(i, DropReason.TARGET_NOT_EMULATED);
      }
    }
  }

  /**
   * Looks the whole burst up in one table in one tight loop. A burst comes from one port, so nearly
   * all of it is of one subnet; the others are looked up one by one.
   */
  private RouteTable lookUpByMostUsedTable(Burst burst) {
    for (int i = 0; i < burst.count; i++) {
      RouteTable table = burst.routeTable[i];
      if (burst.verdict[i] == Burst.IN_PIPELINE && table != null) {
        if (burst.count4 > 0) {
          table.v4().lookup(burst.destination4, found4, burst.count);
        }
        if (burst.count6 > 0) {
          table.v6().lookup(burst.destination6Hi, burst.destination6Lo, found6, burst.count);
        }
        return table;
      }
    }
    return null;
  }

  private static Target lookUp(Burst burst, int i, RouteTable table) {
    if (table == null) {
      return null; // a link-local sender has no route beyond the router
    }
    int nextHop =
        burst.family[i] == 4
            ? table.v4().lookup(burst.destination4[i])
            : table.v6().lookup(burst.destination6Hi[i], burst.destination6Lo[i]);
    return table.target(nextHop);
  }

  private static boolean isToRouterLinkLocal(Burst burst, int i) {
    return NeighborDiscoveryResponder.isRouterLinkLocal(
        burst.destination6Hi[i], burst.destination6Lo[i]);
  }

  private void reportNoRoute(Burst burst, int i) {
    if (burst.family[i] == 4) {
      errors.send4(
          burst.memory,
          burst.at[i],
          burst.ingress,
          burst.vpc,
          IcmpV4.DESTINATION_UNREACHABLE,
          IcmpV4.NETWORK_UNREACHABLE,
          0,
          burst.now);
    } else {
      errors.send6(
          burst.memory,
          burst.at[i],
          burst.ingress,
          burst.vpc,
          IcmpV6.DESTINATION_UNREACHABLE,
          IcmpV6.NO_ROUTE,
          0,
          burst.now);
    }
  }
}
