package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.IcmpErrors;
import io.peerway.dataplane.forward.slowpath.RouterLinkLocal;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;

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
    RouteTable common = lookUpInFirstTable(burst);
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      if (burst.family[i] == 6
          && RouterLinkLocal.is(burst.destination6Hi[i], burst.destination6Lo[i])) {
        burst.target[i] = Target.ROUTER;
        continue;
      }
      RouteTable table = burst.routeTable(i);
      Target target =
          table == common
              ? table.target(burst.family[i] == 4 ? found4[i] : found6[i])
              : lookUp(burst, i, table);
      burst.target[i] = target;
      if (target == null) {
        errors.noRoute(burst.memory, burst.at[i], burst.ingress, burst.vpc, burst.now);
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
  private RouteTable lookUpInFirstTable(Burst burst) {
    for (int i = 0; i < burst.count; i++) {
      RouteTable table = burst.routeTable(i);
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
    int nextHop =
        burst.family[i] == 4
            ? table.v4().lookup(burst.destination4[i])
            : table.v6().lookup(burst.destination6Hi[i], burst.destination6Lo[i]);
    return table.target(nextHop);
  }
}
