package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Packets of one worker that wait for their next neighbour, unchanged, as they arrived.
 *
 * <p>Bounded in all and per neighbour: a host that scans a subnet cannot push out the packets of
 * others. Whoever takes a packet out sends it through the whole pipeline again, so that what was
 * configured meanwhile counts.
 */
public final class HeldPackets {
  /** Most packets held by one worker. */
  public static final int CAPACITY = 128;

  /** Most packets that wait for one neighbour. */
  public static final int MOST_PER_NEIGHBOR = 16;

  private static final int HEADROOM = 64;
  private static final int SLOT = 65_536 + 4 * HEADROOM;

  private final MemorySegment memory = Arena.ofAuto().allocate((long) CAPACITY * SLOT, 64);
  private final Neighbor[] neighbor = new Neighbor[CAPACITY];
  private final int[] ingress = new int[CAPACITY];
  private final int[] length = new int[CAPACITY];
  private final long[] arrival = new long[CAPACITY];
  private long arrivals;
  private int held;

  public boolean isEmpty() {
    return held == 0;
  }

  public boolean isFull() {
    return held == CAPACITY;
  }

  /**
   * Copies a frame with its virtio-net header aside.
   *
   * @return false if there is no room for it
   */
  public boolean hold(
      MemorySegment from, long at, int frameLength, int ingressPort, Neighbor waitsFor) {
    int free = -1;
    int same = 0;
    for (int slot = 0; slot < CAPACITY; slot++) {
      if (neighbor[slot] == null) {
        free = free < 0 ? slot : free;
      } else if (neighbor[slot] == waitsFor) {
        same++;
      }
    }
    if (free < 0 || same >= MOST_PER_NEIGHBOR) {
      return false;
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
    held++;
    return true;
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

  public void release(int slot) {
    neighbor[slot] = null;
    held--;
  }
}
