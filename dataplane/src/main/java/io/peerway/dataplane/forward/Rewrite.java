package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.HeldPackets;
import io.peerway.dataplane.forward.slowpath.Neighbor;
import io.peerway.dataplane.forward.slowpath.NeighborResolver;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Header;
import java.lang.foreign.MemorySegment;

/**
 * Resolves the neighbour and makes the packet its own: MAC addresses, TTL, header checksum. The
 * first stage that changes bytes, and the last that may still hold a packet.
 */
final class Rewrite implements BurstStage {
  private final NeighborTable neighbors;
  private final NeighborResolver resolver;
  private final HeldPackets held;
  private final TtlMode ttlMode;

  /** Where packets go, or {@link Neighbor#UNRESOLVED} where that takes more than a look. */
  private final long[] macs = new long[Burst.CAPACITY];

  Rewrite(NeighborTable neighbors, NeighborResolver resolver, HeldPackets held, TtlMode ttlMode) {
    this.neighbors = neighbors;
    this.resolver = resolver;
    this.held = held;
    this.ttlMode = ttlMode;
  }

  @Override
  public Stage stage() {
    return Stage.REWRITE;
  }

  @Override
  public void run(Burst burst) {
    findAll(burst);
    boolean decrements = ttlMode == TtlMode.DECREMENT;
    MemorySegment memory = burst.memory;
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      long mac = macs[i] == Neighbor.UNRESOLVED ? resolve(burst, i) : macs[i];
      if (mac == Neighbor.UNRESOLVED) {
        continue; // it is held, or dropped
      }
      EthernetHeader.addresses(memory, burst.at[i], mac, burst.egressVpc(i).routerMac());
      if (decrements) {
        decrement(memory, burst.ip(i), burst.family[i]);
      }
    }
  }

  /** One tight loop, so that the cache misses of a burst overlap. */
  private void findAll(Burst burst) {
    long now = burst.now;
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE) {
        Neighbor neighbor = find(burst, i);
        macs[i] = neighbor == null || neighbor.isStale(now) ? Neighbor.UNRESOLVED : neighbor.mac();
      }
    }
  }

  /** The MAC address of a neighbour that has to be asked, again or for the first time. */
  private long resolve(Burst burst, int i) {
    Neighbor neighbor = find(burst, i);
    long mac = neighbor == null ? Neighbor.UNRESOLVED : neighbor.mac();
    if (mac == Neighbor.UNRESOLVED) {
      hold(burst, i, neighbor);
    } else if (neighbor.isStale(burst.now) && !asksAgain(burst, i, neighbor)) {
      hold(burst, i, null);
      return Neighbor.UNRESOLVED;
    }
    return mac;
  }

  private static void decrement(MemorySegment memory, long ip, int family) {
    if (family == 4) {
      Ipv4Header.decrementTtl(memory, ip);
    } else {
      Ipv6Header.hopLimit(memory, ip, Ipv6Header.hopLimit(memory, ip) - 1);
    }
  }

  private Neighbor find(Burst burst, int i) {
    int port = burst.egress[i].number();
    if (burst.hasVia && burst.target[i].via() != 0) {
      return neighbors.find(port, 0, NeighborTable.mapped(burst.target[i].via()));
    }
    return burst.family[i] == 4
        ? neighbors.find(port, 0, NeighborTable.mapped(burst.destination4[i]))
        : neighbors.find(port, burst.destination6Hi[i], burst.destination6Lo[i]);
  }

  /** Asks an old neighbour again; forgets it if it has been silent to every question. */
  private boolean asksAgain(Burst burst, int i, Neighbor neighbor) {
    if (resolver.probe(neighbor, burst.egress[i], burst.egressVpc(i), burst.now)) {
      return true;
    }
    neighbors.remove(neighbor);
    return false;
  }

  private void hold(Burst burst, int i, Neighbor known) {
    int ingress = burst.ingress.number();
    Neighbor neighbor = known;
    // Who may hold nothing asks for no neighbour: a scan cannot fill the table with them.
    if (neighbor == null && held.hasRoomFor(ingress)) {
      neighbor = add(burst, i);
    }
    if (neighbor == null
        || !held.hold(burst.memory, burst.at[i], burst.length[i], ingress, neighbor)) {
      burst.drop(i, DropReason.NEIGHBOR_QUEUE_FULL);
      return;
    }
    burst.verdict[i] = Burst.HELD;
    resolver.probe(neighbor, burst.egress[i], burst.egressVpc(i), burst.now);
  }

  private Neighbor add(Burst burst, int i) {
    int port = burst.egress[i].number();
    if (burst.hasVia && burst.target[i].via() != 0) {
      return neighbors.findOrAdd(port, 0, NeighborTable.mapped(burst.target[i].via()), burst.now);
    }
    return burst.family[i] == 4
        ? neighbors.findOrAdd(port, 0, NeighborTable.mapped(burst.destination4[i]), burst.now)
        : neighbors.findOrAdd(port, burst.destination6Hi[i], burst.destination6Lo[i], burst.now);
  }
}
