package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.HeldPackets;
import io.peerway.dataplane.forward.slowpath.IcmpErrors;
import io.peerway.dataplane.forward.slowpath.Neighbor;
import io.peerway.dataplane.forward.slowpath.NeighborResolver;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;

/**
 * What becomes of held packets: through the whole pipeline again once their neighbour is known, so
 * that what was configured meanwhile counts; dropped and reported when nobody answers.
 */
final class HeldRelease {
  private final Pipeline pipeline;
  private final HeldPackets held;
  private final NeighborTable neighbors;
  private final NeighborResolver resolver;
  private final IcmpErrors errors;
  private final Burst again;
  private final int[] slots = new int[HeldPackets.CAPACITY];

  HeldRelease(
      Pipeline pipeline,
      HeldPackets held,
      NeighborTable neighbors,
      NeighborResolver resolver,
      IcmpErrors errors) {
    this.pipeline = pipeline;
    this.held = held;
    this.neighbors = neighbors;
    this.resolver = resolver;
    this.errors = errors;
    this.again = new Burst(held.memory());
  }

  void run(ForwardingState state, long now) {
    for (int slot = 0; slot < HeldPackets.CAPACITY && !held.isEmpty(); slot++) {
      Neighbor neighbor = held.neighbor(slot);
      if (neighbor == null) {
        continue;
      }
      if (neighbor.mac() != Neighbor.UNRESOLVED) {
        releaseAllOf(held.ingress(slot), state, now);
      } else if (!asksOn(neighbor, state, now)) {
        giveUp(slot, neighbor, state, now);
      }
    }
  }

  /** Takes every resolved packet of one ingress port, in the order of arrival, as one burst. */
  private void releaseAllOf(int ingress, ForwardingState state, long now) {
    int count = 0;
    for (int slot = 0; slot < HeldPackets.CAPACITY; slot++) {
      Neighbor neighbor = held.neighbor(slot);
      if (neighbor != null
          && neighbor.mac() != Neighbor.UNRESOLVED
          && held.ingress(slot) == ingress) {
        slots[count] = slot;
        count++;
      }
    }
    sortByArrival(count);
    for (int i = 0; i < count; i++) {
      again.at[i] = held.at(slots[i]);
      again.length[i] = held.length(slots[i]);
    }
    again.count = count;
    pipeline.run(again, ingress, state, now);
    for (int i = 0; i < count; i++) {
      held.release(slots[i]);
    }
  }

  private void sortByArrival(int count) {
    for (int i = 1; i < count; i++) {
      int slot = slots[i];
      int j = i - 1;
      while (j >= 0 && held.arrival(slots[j]) > held.arrival(slot)) {
        slots[j + 1] = slots[j];
        j--;
      }
      slots[j + 1] = slot;
    }
  }

  /** A number may be given to another port later, which must not inherit any packet. */
  void forget(int port) {
    for (int slot = 0; slot < HeldPackets.CAPACITY; slot++) {
      Neighbor neighbor = held.neighbor(slot);
      if (neighbor != null && (held.ingress(slot) == port || neighbor.port() == port)) {
        drop(slot, neighbor, DropReason.PORT_GONE);
      }
    }
  }

  private boolean asksOn(Neighbor neighbor, ForwardingState state, long now) {
    PortForwarding port = state.port(neighbor.port());
    return port != null && resolver.probe(neighbor, port, state.vpc(port.vpcIndex()), now);
  }

  private void giveUp(int slot, Neighbor neighbor, ForwardingState state, long now) {
    PortForwarding ingress = state.port(held.ingress(slot));
    if (ingress != null) {
      errors.noHost(held.memory(), held.at(slot), ingress, state.vpc(ingress.vpcIndex()), now);
    }
    drop(slot, neighbor, DropReason.NEIGHBOR_UNRESOLVED);
  }

  private void drop(int slot, Neighbor neighbor, DropReason why) {
    held.drop(slot, why);
    if (!held.anyFor(neighbor)) {
      neighbors.remove(neighbor);
    }
  }
}
