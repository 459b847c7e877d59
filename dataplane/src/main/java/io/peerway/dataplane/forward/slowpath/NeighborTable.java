package io.peerway.dataplane.forward.slowpath;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The neighbours of all ports, shared by all workers.
 *
 * <p>Readers take no lock: linear probing over an array of references, where a removed neighbour
 * leaves a tombstone so that no other ever moves; growing publishes a new array. Writers, which are
 * rare, exclude each other.
 */
public final class NeighborTable {
  /** Most neighbours behind one port. */
  static final int MOST_PER_PORT = 16_384;

  private static final Neighbor TOMBSTONE = new Neighbor(-1, 0, 0, 0);
  private static final int LEAST_CAPACITY = 64;

  private final Runnable resolved;
  private volatile AtomicReferenceArray<Neighbor> slots =
      new AtomicReferenceArray<>(LEAST_CAPACITY);
  private int used; // neighbours and tombstones; guarded by this
  private int live; // neighbours; guarded by this

  /**
   * @param resolved runs when a neighbour that had no MAC address gets one: packets may wait for it
   *     in any worker
   */
  public NeighborTable(Runnable resolved) {
    this.resolved = resolved;
  }

  /** An IPv4 address as the high half of the key is 0; this is the low half. */
  public static long mapped(int address) {
    return 0xffff_0000_0000L | (address & 0xffff_ffffL);
  }

  /** The neighbour, or null if nobody has asked for it. */
  public Neighbor find(int port, long hi, long lo) {
    AtomicReferenceArray<Neighbor> array = slots;
    int mask = array.length() - 1;
    for (int i = hash(port, hi, lo) & mask; ; i = (i + 1) & mask) {
      Neighbor neighbor = array.get(i);
      if (neighbor == null) {
        return null;
      }
      if (neighbor.lo == lo && neighbor.hi == hi && neighbor.port == port) {
        return neighbor;
      }
    }
  }

  /** The neighbour, made if there is none; null if the port has too many already. */
  public synchronized Neighbor findOrAdd(int port, long hi, long lo, long now) {
    Neighbor neighbor = find(port, hi, lo);
    if (neighbor != null) {
      return neighbor;
    }
    if (live >= MOST_PER_PORT && countOf(port) >= MOST_PER_PORT && !evictOldest(port)) {
      return null;
    }
    if (used >= slots.length() / 2) {
      rebuild();
    }
    neighbor = new Neighbor(port, hi, lo, now);
    place(slots, neighbor);
    used++;
    live++;
    return neighbor;
  }

  /** A host has shown its MAC address. */
  public void confirm(Neighbor neighbor, long mac, long now) {
    boolean waited = neighbor.mac() == Neighbor.UNRESOLVED;
    neighbor.confirm(mac, now);
    if (waited) {
      resolved.run();
    }
  }

  /** Forgets a neighbour. */
  public synchronized void remove(Neighbor neighbor) {
    AtomicReferenceArray<Neighbor> array = slots;
    int mask = array.length() - 1;
    for (int i = hash(neighbor.port, neighbor.hi, neighbor.lo) & mask;
        array.get(i) != null;
        i = (i + 1) & mask) {
      if (array.get(i) == neighbor) {
        array.set(i, TOMBSTONE);
        live--;
        return;
      }
    }
  }

  /** Forgets all neighbours behind a port, when it gets another owner. */
  public synchronized void removePort(int port) {
    AtomicReferenceArray<Neighbor> array = slots;
    for (int i = 0; i < array.length(); i++) {
      Neighbor neighbor = array.get(i);
      if (neighbor != null && neighbor != TOMBSTONE && neighbor.port == port) {
        array.set(i, TOMBSTONE);
        live--;
      }
    }
  }

  private int countOf(int port) {
    int count = 0;
    for (int i = 0; i < slots.length(); i++) {
      Neighbor neighbor = slots.get(i);
      if (neighbor != null && neighbor.port == port) {
        count++;
      }
    }
    return count;
  }

  /** Makes room by forgetting the resolved neighbour that was silent longest. */
  private boolean evictOldest(int port) {
    Neighbor oldest = null;
    for (int i = 0; i < slots.length(); i++) {
      Neighbor neighbor = slots.get(i);
      if (neighbor != null
          && neighbor.port == port
          && neighbor.mac() != Neighbor.UNRESOLVED
          && (oldest == null || neighbor.confirmedAt() - oldest.confirmedAt() < 0)) {
        oldest = neighbor;
      }
    }
    if (oldest == null) {
      return false;
    }
    remove(oldest);
    return true;
  }

  private void rebuild() {
    AtomicReferenceArray<Neighbor> old = slots;
    int capacity = LEAST_CAPACITY;
    while (capacity < live * 4) {
      capacity *= 2;
    }
    AtomicReferenceArray<Neighbor> fresh = new AtomicReferenceArray<>(capacity);
    for (int i = 0; i < old.length(); i++) {
      Neighbor neighbor = old.get(i);
      if (neighbor != null && neighbor != TOMBSTONE) {
        place(fresh, neighbor);
      }
    }
    used = live;
    slots = fresh;
  }

  private static void place(AtomicReferenceArray<Neighbor> array, Neighbor neighbor) {
    int mask = array.length() - 1;
    int i = hash(neighbor.port, neighbor.hi, neighbor.lo) & mask;
    while (array.get(i) != null) {
      i = (i + 1) & mask;
    }
    array.set(i, neighbor);
  }

  private static int hash(int port, long hi, long lo) {
    long x = (lo ^ Long.rotateLeft(hi, 29) ^ ((long) port << 40)) * 0x9e37_79b9_7f4a_7c15L;
    return (int) (x >>> 32);
  }
}
