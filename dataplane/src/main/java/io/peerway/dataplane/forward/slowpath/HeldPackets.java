package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Packets of one worker that wait for their next neighbour, unchanged, as they arrived; and the
 * count of them at their ingress ports.
 *
 * <p>Bounded in all, for each ingress port and for each neighbour: a host that scans a subnet
 * leaves room for the packets of others. Whoever takes a packet out sends it through the whole
 * pipeline again, so that what was configured meanwhile counts.
 */
public final class HeldPackets {
  /** Most packets held by one worker. */
  public static final int CAPACITY = 128;

  /** Most packets from one port. */
  public static final int MOST_PER_INGRESS = 32;

  /** Most packets that wait for one neighbour. */
  public static final int MOST_PER_NEIGHBOR = 16;

  private static final int HEADROOM = 64;
  private static final int SLOT = 65_536 + 4 * HEADROOM;

  private final WorkerCounters counters;
  private final MemorySegment memory = Arena.ofAuto().allocate((long) CAPACITY * SLOT, HEADROOM);
  private final Neighbor[] neighbor = new Neighbor[CAPACITY];
  private final int[] ingress = new int[CAPACITY];
  private final int[] length = new int[CAPACITY];
  private final long[] arrival = new long[CAPACITY];
  private final int[] heldFrom;
  private FrameObserver[] observers = {};
  private long arrivals;
  private int held;

  public HeldPackets(WorkerCounters counters) {
    this.counters = counters;
    this.heldFrom = new int[counters.ports()];
  }

  /** Those who are shown packets that are given up, from now on. */
  public void observers(FrameObserver... all) {
    observers = all;
  }

  public boolean isEmpty() {
    return held == 0;
  }

  /** Whether a packet from this port can be held for a neighbour that no other waits for. */
  public boolean hasRoomFor(int ingressPort) {
    return held < CAPACITY && heldFrom[ingressPort] < MOST_PER_INGRESS;
  }

  /**
   * Copies a frame with its virtio-net header aside. It replaces the oldest that waits for the same
   * neighbour if those are too many (RFC 4861 section 7.2.2).
   *
   * @return false if there is no room for it
   */
  public boolean hold(
      MemorySegment from, long at, int frameLength, int ingressPort, Neighbor waitsFor) {
    int free = -1;
    int oldest = -1;
    int waiting = 0;
    for (int slot = 0; slot < CAPACITY; slot++) {
      if (neighbor[slot] == null) {
        free = slot;
      } else if (neighbor[slot] == waitsFor) {
        waiting++;
        oldest = oldest < 0 || arrival[slot] < arrival[oldest] ? slot : oldest;
      }
    }
    boolean replaces = waiting == MOST_PER_NEIGHBOR;
    boolean replacesOwn = replaces && ingress[oldest] == ingressPort;
    if (!replacesOwn && !hasRoomFor(ingressPort)) {
      return false;
    }
    if (replaces) {
      drop(oldest, DropReason.NEIGHBOR_QUEUE_FULL);
      free = oldest;
    }
    Bytes.copy(
        from,
        at - VirtioNetHeader.LENGTH,
        memory,
        at(free) - VirtioNetHeader.LENGTH,
        frameLength + VirtioNetHeader.LENGTH);
    neighbor[free] = waitsFor;
    ingress[free] = ingressPort;
    length[free] = frameLength;
    arrival[free] = arrivals++;
    count(ingressPort, 1);
    return true;
  }

  private void count(int ingressPort, int delta) {
    held += delta;
    heldFrom[ingressPort] += delta;
    counters.add(ingressPort, PortCounter.HELD_PACKETS, delta);
  }

  /** Where the frames are. */
  public MemorySegment memory() {
    return memory;
  }

  /** The neighbour that the packet in a slot waits for, or null if the slot is free. */
  public Neighbor neighbor(int slot) {
    return neighbor[slot];
  }

  /** Number of the port that the packet came from. */
  public int ingress(int slot) {
    return ingress[slot];
  }

  /** Offset of the Ethernet frame in {@link #memory()}. */
  public long at(int slot) {
    return (long) slot * SLOT + HEADROOM;
  }

  public int length(int slot) {
    return length[slot];
  }

  /** Grows with every packet: which of two came first. */
  public long arrival(int slot) {
    return arrival[slot];
  }

  /** Whether any packet waits for a neighbour. */
  public boolean anyFor(Neighbor waitsFor) {
    for (Neighbor each : neighbor) {
      if (each == waitsFor) {
        return true;
      }
    }
    return false;
  }

  /** Frees a slot whose packet has got its verdict. */
  public void release(int slot) {
    neighbor[slot] = null;
    count(ingress[slot], -1);
  }

  /** Drops the packet in a slot. */
  public void drop(int slot, DropReason why) {
    counters.addDrop(ingress[slot], why, 1);
    for (FrameObserver observer : observers) {
      observer.gaveUp(ingress[slot], memory, at(slot), length[slot], why);
    }
    release(slot);
  }
}
