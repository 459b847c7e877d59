package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.RouterEndpoint;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;

/**
 * Looks the destination up in the local table of the VPC that the route leads to.
 *
 * <p>For a peering that is the peer's local table and nothing else: the peer's route tables are
 * never consulted, so no packet can cross two peerings.
 */
final class Deliver implements BurstStage {
  private final RouterEndpoint router;
  private final int[] found4 = new int[Burst.CAPACITY];
  private final int[] found6 = new int[Burst.CAPACITY];

  Deliver(RouterEndpoint router) {
    this.router = router;
  }

  @Override
  public Stage stage() {
    return Stage.DELIVER;
  }

  @Override
  public void run(Burst burst) {
    burst.hasVia = false;
    int common = lookUpInFirstTarget(burst);
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      Target target = burst.target[i];
      if (target.kind() == Target.Kind.ROUTER) {
        burst.destinationEntry[i] = null;
        toRouter(burst, i);
        continue;
      }
      VpcForwarding vpc = burst.state.vpc(target.vpcIndex());
      if (vpc == null) {
        burst.drop(i, DropReason.PORT_GONE);
        continue;
      }
      if (target.kind() == Target.Kind.INTERFACE) {
        toInterface(burst, i, vpc, target);
        continue;
      }
      LocalTable local = vpc.local();
      LocalEntry entry =
          target.vpcIndex() == common
              ? local.entry(burst.family[i] == 4 ? found4[i] : found6[i])
              : lookUp(burst, i, local);
      burst.destinationEntry[i] = entry;
      if (entry == null) {
        burst.drop(i, isPeering(target) ? DropReason.NOT_IN_PEER_VPC : DropReason.PORT_GONE);
      } else if (!entry.isRouter()) {
        toPort(burst, i, vpc, entry);
      } else if (isPeering(target)) {
        burst.drop(i, DropReason.PEER_ROUTER_ADDRESS);
      } else {
        toRouter(burst, i);
      }
    }
  }

  private static boolean isPeering(Target target) {
    return target.kind() == Target.Kind.PEERING;
  }

  private int lookUpInFirstTarget(Burst burst) {
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE) {
        int index = burst.target[i].vpcIndex();
        VpcForwarding vpc = burst.state.vpc(index);
        if (vpc == null) {
          continue;
        }
        if (burst.count4 > 0) {
          vpc.local().v4().lookup(burst.destination4, found4, burst.count);
        }
        if (burst.count6 > 0) {
          vpc.local().v6().lookup(burst.destination6Hi, burst.destination6Lo, found6, burst.count);
        }
        return index;
      }
    }
    return -1;
  }

  private static LocalEntry lookUp(Burst burst, int i, LocalTable local) {
    return burst.family[i] == 4
        ? local.find(burst.destination4[i])
        : local.find(burst.destination6Hi[i], burst.destination6Lo[i]);
  }

  private void toRouter(Burst burst, int i) {
    DropReason why =
        burst.family[i] == 4
            ? router.handle4(
                burst.memory, burst.at[i], burst.length[i], burst.ingress, burst.vpc, burst.now)
            : router.handle6(
                burst.memory, burst.at[i], burst.length[i], burst.ingress, burst.vpc, burst.now);
    burst.consumeOrDrop(i, why);
  }

  /** Whatever the destination is, unless the interface takes only what is for itself. */
  private static void toInterface(Burst burst, int i, VpcForwarding vpc, Target target) {
    LocalEntry entry = vpc.local().find(target.via());
    burst.destinationEntry[i] = entry;
    toPort(burst, i, vpc, entry);
    if (burst.verdict[i] != Burst.IN_PIPELINE) {
      return;
    }
    burst.hasVia = true;
    if (burst.egress[i].unchecked() == null
        && !isBehind(entry.port(), lookUp(burst, i, vpc.local()))) {
      burst.drop(i, DropReason.DESTINATION_CHECK);
    }
  }

  private static boolean isBehind(int port, LocalEntry destination) {
    return destination != null && destination.port() == port;
  }

  private static void toPort(Burst burst, int i, VpcForwarding vpc, LocalEntry entry) {
    PortForwarding port = burst.state.port(entry.port());
    if (port == null || port.vpcIndex() != vpc.index()) { // the number may be another VPC's now
      burst.drop(i, DropReason.PORT_GONE);
      return;
    }
    burst.egress[i] = port;
  }
}
