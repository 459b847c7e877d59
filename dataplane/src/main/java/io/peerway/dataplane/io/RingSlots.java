package io.peerway.dataplane.io;

import io.peerway.dataplane.port.PortQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The memory of frames that the kernel reads or writes by itself: slots of which each is free, read
 * into, in a burst, or being written; and a {@code struct iovec} for each, by which it is written.
 */
final class RingSlots {

  /** How many there are: two full bursts, and what software segmentation makes of one. */
  static final int COUNT = 1024;

  static final int NONE = -1;

  private static final int RESERVED_FOR_WRITES = 512;
  private static final int CACHE_LINE = 64;

  // Slots begin on a cache line, so that headers touch few, but not all on the same set of them.
  private static final int SLOT =
      (PortQueue.HEADROOM + PortQueue.MAX_FRAME) / CACHE_LINE * CACHE_LINE + 3 * CACHE_LINE;

  // struct iovec { void *iov_base; size_t iov_len; }
  private static final int VECTOR = 2 * Long.BYTES;
  private static final int VECTOR_LENGTH = Long.BYTES;

  private final MemorySegment memory = Arena.ofAuto().allocate((long) COUNT * SLOT, CACHE_LINE);
  private final MemorySegment vectors = Arena.ofAuto().allocate((long) COUNT * VECTOR, VECTOR);
  private final int[] free = new int[COUNT];
  private final boolean[] written = new boolean[COUNT];
  private int freeCount;

  RingSlots() {
    for (int slot = COUNT - 1; slot >= 0; slot--) {
      vectors.set(ValueLayout.JAVA_LONG, (long) slot * VECTOR, address(slot));
      release(slot);
    }
  }

  MemorySegment memory() {
    return memory;
  }

  /** Where a slot's header is. */
  long address(int slot) {
    return memory.address() + (long) slot * SLOT;
  }

  long vectorAddress(int slot) {
    return vectors.address() + (long) slot * VECTOR;
  }

  /** Offset of the frame in a slot. */
  static long frameAt(int slot) {
    return (long) slot * SLOT + PortQueue.HEADROOM;
  }

  /** The slot of the frame at an offset. */
  static int slotAt(long frame) {
    return (int) (frame / SLOT);
  }

  /** How many slots may be taken to read into. */
  int readable() {
    return Math.max(0, freeCount - RESERVED_FOR_WRITES);
  }

  int take() {
    freeCount--;
    return free[freeCount];
  }

  /** Takes a slot for a copy of a frame and its header; {@link #NONE} if none is free. */
  int takeCopy(MemorySegment from, long at, int length) {
    if (freeCount == 0) {
      return NONE;
    }
    int slot = take();
    MemorySegment.copy(
        from,
        at - PortQueue.HEADROOM,
        memory,
        frameAt(slot) - PortQueue.HEADROOM,
        PortQueue.HEADROOM + (long) length);
    return slot;
  }

  void release(int slot) {
    free[freeCount] = slot;
    freeCount++;
  }

  /** Keeps a slot until its frame is written. */
  void beginWrite(int slot, int length) {
    written[slot] = true;
    vectors.set(
        ValueLayout.JAVA_LONG,
        (long) slot * VECTOR + VECTOR_LENGTH,
        PortQueue.HEADROOM + (long) length);
  }

  void endWrite(int slot) {
    written[slot] = false;
    release(slot);
  }

  void releaseUnlessWritten(int slot) {
    if (!written[slot]) {
      release(slot);
    }
  }
}
