package io.peerway.dataplane.forward.slowpath;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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

  // How many of a port's neighbours are compared to find one that is old enough to be forgotten.
  private static final int EVICTION_SAMPLE = 16;

  private static final Neighbor TOMBSTONE = new Neighbor(-1, 0, 0, 0);
  private static final int LEAST_CAPACITY = 64;

  private final Runnable resolved;

  // Hosts choose their addresses; they shall not be able to choose places in the table.
  private final long seed = ThreadLocalRandom.current().nextLong();

  private volatile AtomicReferenceArray<Neighbor> slots =
      new AtomicReferenceArray<>(LEAST_CAPACITY);

  // Guarded by this.
  private int used; // neighbours and tombstones
  private int live; // neighbours
  private int[] liveByPort = new int[0];
  private int hand; // where the last search for an old neighbour ended

  /**
   * @param resolved runs when a neighbour that had no MAC address gets one: packets may wait for it
   *     in any worker
   */
  public NeighborTable(Runnable resolved) {
    this.resolved = resolved;
  }

  /** An IPv4 address is held as IPv4-mapped IPv6: the high half is 0, this is the low half. */
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

  /**
   * The neighbour, made if there is none. Of a port that has too many, an old one is forgotten for
   * it.
   */
  public synchronized Neighbor findOrAdd(int port, long hi, long lo, long now) {
    Neighbor neighbor = find(port, hi, lo);
    if (neighbor != null) {
      return neighbor;
    }
    if (port < liveByPort.length && liveByPort[port] >= MOST_PER_PORT) {
      forgetOneOf(port);
    }
    neighbor = new Neighbor(port, hi, lo, now);
    add(neighbor);
    return neighbor;
  }

  private void add(Neighbor neighbor) {
    if (neighbor.port >= liveByPort.length) {
      liveByPort = Arrays.copyOf(liveByPort, neighbor.port + 1);
    }
    if (used >= slots.length() / 2) {
      rebuild();
    }
    place(slots, neighbor);
    used++;
    live++;
    liveByPort[neighbor.port]++;
  }

  /**
   * Becomes a copy of what another table is now: who changes the copy does not change the other.
   */
  public synchronized void copy(NeighborTable other) {
    AtomicReferenceArray<Neighbor> theirs = other.slots;
    slots = new AtomicReferenceArray<>(LEAST_CAPACITY);
    liveByPort = new int[0];
    used = 0;
    live = 0;
    for (int i = 0; i < theirs.length(); i++) {
      Neighbor neighbor = theirs.get(i);
      if (neighbor != null && neighbor != TOMBSTONE) {
        add(new Neighbor(neighbor));
      }
    }
  }

  /** Every neighbour that is in the table, while it may change. */
  public List<Neighbor> list() {
    AtomicReferenceArray<Neighbor> array = slots;
    List<Neighbor> all = new ArrayList<>();
    for (int i = 0; i < array.length(); i++) {
      Neighbor neighbor = array.get(i);
      if (neighbor != null && neighbor != TOMBSTONE) {
        all.add(neighbor);
      }
    }
    return all;
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
        bury(array, i);
        return;
      }
    }
  }

  /** Forgets all neighbours behind a port, when it gets another owner. */
  public synchronized void removePort(int port) {
    AtomicReferenceArray<Neighbor> array = slots;
    for (int i = 0; i < array.length(); i++) {
      if (isOf(array.get(i), port)) {
        bury(array, i);
      }
    }
  }

  private static boolean isOf(Neighbor neighbor, int port) {
    return neighbor != null && neighbor.port == port;
  }

  private void bury(AtomicReferenceArray<Neighbor> array, int slot) {
    liveByPort[array.get(slot).port]--;
    live--;
    array.set(slot, TOMBSTONE);
  }

  /** Makes room: of the next few of the port's neighbours, the one that was silent longest goes. */
  private void forgetOneOf(int port) {
    AtomicReferenceArray<Neighbor> array = slots;
    int mask = array.length() - 1;
    int oldest = -1;
    for (int seen = 0; seen < EVICTION_SAMPLE; hand++) {
      Neighbor neighbor = array.get(hand & mask);
      if (isOf(neighbor, port)) {
        seen++;
        if (oldest < 0 || neighbor.confirmedAt() - array.get(oldest).confirmedAt() < 0) {
          oldest = hand & mask;
        }
      }
    }
    bury(array, oldest);
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

  private void place(AtomicReferenceArray<Neighbor> array, Neighbor neighbor) {
    int mask = array.length() - 1;
    int i = hash(neighbor.port, neighbor.hi, neighbor.lo) & mask;
    while (array.get(i) != null) {
      i = (i + 1) & mask;
    }
    array.set(i, neighbor);
  }

  /** Murmur3's finalizer: every bit of the key reaches the low bits, which name the slot. */
  private int hash(int port, long hi, long lo) {
    long x = lo ^ Long.rotateLeft(hi, 29) ^ ((long) port << 48) ^ seed;
    x = (x ^ (x >>> 33)) * 0xff51_afd7_ed55_8ccdL;
    x = (x ^ (x >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
    return (int) (x ^ (x >>> 33));
  }
}
