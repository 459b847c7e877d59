package io.peerway.dataplane.flow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

/**
 * The tracked flows of all interfaces: a hash table outside the heap that all workers share. No
 * operation waits for another worker, allocates, or takes longer because the table is full.
 *
 * <p>A flow is in one of two buckets that its hash names: in the first unless that is rather full,
 * else in the emptier of the two. So a search reads two lines at most, and buckets fill so evenly
 * that practically no flow finds both full while there are no more than the capacity. A word holds
 * 16 bits of the hash, so that an unsuccessful search hardly ever reads a key. Whatever changes of
 * a flow is in its word, and changes by compare-and-set; a key is written only while its word says
 * {@link FlowWord#CLAIMED}.
 *
 * <p>A flow that has been idle for too long is no flow any more from that moment on, wherever it is
 * found. {@link #sweep} only makes room before somebody needs it.
 */
public final class FlowTable {
  private static final int SLOT_BITS = FlowMemory.SLOT_BITS;
  private static final int SLOTS = FlowMemory.SLOTS;
  private static final int TAG_MASK = 0xffff;
  private static final int NONE = -1;

  /** A bucket with so many empty slots takes a flow without looking at the flow's other one. */
  private static final int PLENTY = 3;

  private final FlowMemory memory;
  private final int[] timeouts;
  private final LongAdder size = new LongAdder();
  private final AtomicInteger sweeper = new AtomicInteger();

  /**
   * Takes no memory yet: see {@link #reserve}.
   *
   * @param limits whose capacity is how many flows the table holds at least. Half of the slots stay
   *     empty then
   * @param allocator of zeroed memory of a length in bytes, which begins with a cache line
   */
  public FlowTable(FlowLimits limits, LongFunction<MemorySegment> allocator) {
    this.memory = new FlowMemory(2L * limits.capacity(), allocator);
    this.timeouts = limits.timeouts().ticks();
  }

  /**
   * Takes the memory, unless it has it: about 112 bytes for each flow of the capacity. Called
   * before packets are filtered, because it takes milliseconds.
   */
  public void reserve() {
    memory.reserve();
  }

  /** How much memory the flows take once there are any. */
  public long bytes() {
    return memory.bytes();
  }

  /** How many flows are in the table, those included that ended and were not swept out yet. */
  public long size() {
    return size.sum();
  }

  /** Reads all flows, from now on. */
  public FlowReader reader() {
    return new FlowReader(memory, timeouts);
  }

  private static int tag(long hash) {
    return (int) hash & TAG_MASK;
  }

  /**
   * Looks up the flows of many packets whose keys are set. Their cache misses overlap instead of
   * following one another.
   *
   * @param which packets, {@code count} of them; overwritten
   * @return anything: the caller keeps it, so that the compiler does not leave any reading out
   */
  public long find(FlowColumns flows, int[] which, int count) {
    if (!memory.isReserved()) {
      return 0; // their words say that there is none
    }
    long touched = memory.touchFirst(flows, which, count);
    int missed = 0;
    for (int n = 0; n < count; n++) {
      int i = which[n];
      if (locateIn(memory.firstBucket(flows.hash[i]), flows, i, NONE) == NONE) {
        which[missed] = i;
        missed++;
      } else if (hasEnded(flows.word[i], flows, i)) {
        flows.setNone(i);
      }
    }
    touched += memory.touchSecond(flows, which, missed);
    for (int n = 0; n < missed; n++) {
      int i = which[n];
      if (locateIn(memory.secondBucket(flows.hash[i]), flows, i, NONE) == NONE
          || hasEnded(flows.word[i], flows, i)) {
        flows.setNone(i);
      }
    }
    return touched;
  }

  /** Looks up the flow of a packet whose key is set. A flow that has ended is not found. */
  public void find(FlowColumns flows, int i) {
    int slot = memory.isReserved() ? locate(flows, i) : NONE;
    if (slot == NONE || hasEnded(flows.word[i], flows, i)) {
      flows.word[i] = FlowWord.FREE;
    }
  }

  /** Looks up again, if something has changed, a flow that was found. */
  public void findAgain(FlowColumns flows, int i) {
    if (memory.word(flows.slot[i]) != flows.word[i]) {
      find(flows, i);
    }
  }

  private boolean hasEnded(long word, FlowColumns flows, int i) {
    return isIdle(word, flows.tick) || FlowWord.isReopened(word, flows.tcpFlags[i]);
  }

  private boolean isIdle(long word, int tick) {
    return FlowWord.idleTicks(word, tick) >= timeouts[FlowWord.state(word)];
  }

  private int locate(FlowColumns flows, int i) {
    return locate(flows, i, NONE);
  }

  /** The first slot but one with the packet's key, whose word it notes, or {@link #NONE}. */
  private int locate(FlowColumns flows, int i, int except) {
    int slot = locateIn(memory.firstBucket(flows.hash[i]), flows, i, except);
    return slot != NONE ? slot : locateIn(memory.secondBucket(flows.hash[i]), flows, i, except);
  }

  private int locateIn(int bucket, FlowColumns flows, int i, int except) {
    int tag = tag(flows.hash[i]);
    for (int slot = bucket * SLOTS; slot < (bucket + 1) * SLOTS; slot++) {
      // Most words are of others: only one that may be it is read with the care that is due.
      if (FlowWord.hasTag(memory.roughWord(slot), tag)
          && slot != except
          && isOf(slot, tag, flows, i)) {
        return slot;
      }
    }
    return NONE;
  }

  /** Whether a packet's flow is in a slot; notes slot and word if so. */
  private boolean isOf(int slot, int tag, FlowColumns flows, int i) {
    long word = memory.word(slot);
    while (FlowWord.hasTag(word, tag) && FlowWord.isLive(word) && memory.hasKey(slot, flows, i)) {
      VarHandle.loadLoadFence();
      long again = memory.word(slot);
      if (again == word) {
        flows.slot[i] = slot;
        flows.word[i] = word;
        return true;
      }
      word = again; // the key may have been another's
    }
    return false;
  }

  /**
   * Counts a packet to the flow that was found for it: the state goes on, and idle time is over.
   */
  public void seen(FlowColumns flows, int i) {
    while (flows.word[i] != FlowWord.FREE) {
      long old = flows.word[i];
      long next = FlowWord.next(old, flows.tick, flows.tcpFlags[i], flows.senderIsHigh[i]);
      if (next == old) {
        return;
      }
      if (memory.replace(flows.slot[i], old, next)) {
        flows.word[i] = next;
        return;
      }
      find(flows, i); // another worker was faster
    }
  }

  /**
   * Tracks the flow of a packet at its sender's end, as a new one if there is none.
   *
   * @return false if there is no room for it
   */
  public boolean trackAtSender(FlowColumns flows, int i) {
    return track(flows, i, FlowWord.tracked(flows.senderIsHigh[i]));
  }

  /** As {@link #trackAtSender}, at its receiver's end. */
  public boolean trackAtReceiver(FlowColumns flows, int i) {
    return track(flows, i, FlowWord.tracked(!flows.senderIsHigh[i]));
  }

  private boolean track(FlowColumns flows, int i, long end) {
    if (!memory.isReserved()) {
      reserve();
    }
    boolean high = flows.senderIsHigh[i];
    int flags = flows.tcpFlags[i];
    if (flows.isFound(i)) {
      long old = flows.word[i];
      long word = FlowWord.next(old | end, flows.tick, flags, high);
      if (memory.replace(flows.slot[i], old, word)) {
        flows.word[i] = word;
        return true;
      }
    }
    long first =
        FlowWord.first(tag(flows.hash[i]), flows.tick, flows.protocol(i), flags, high, end);
    for (int slot = locate(flows, i); slot != NONE; slot = locate(flows, i)) {
      long old = flows.word[i];
      long word =
          hasEnded(old, flows, i) ? first : FlowWord.next(old | end, flows.tick, flags, high);
      if (memory.replace(slot, old, word)) {
        flows.word[i] = word;
        return true;
      }
    }
    int slot = claim(flows, i);
    if (slot == NONE) {
      flows.word[i] = FlowWord.FREE;
      return false;
    }
    memory.writeKey(slot, flows, i);
    memory.publish(slot, first);
    flows.slot[i] = slot;
    flows.word[i] = first;
    if (locate(flows, i, slot) != NONE) {
      mergeWithTwins(flows, i);
    }
    return true;
  }

  /** A slot for a new flow: an empty one, one whose flow has ended, or one that is closed. */
  private int claim(FlowColumns flows, int i) {
    int tag = tag(flows.hash[i]);
    int tick = flows.tick;
    int first = memory.firstBucket(flows.hash[i]);
    int second = memory.secondBucket(flows.hash[i]);
    while (true) {
      int room = room(first, tick);
      int chosen = first;
      if (emptySlots(room) < PLENTY) {
        int other = room(second, tick);
        if (other > room) {
          room = other;
          chosen = second;
        }
      }
      if (room == 0) {
        return NONE;
      }
      int slot = chosen * SLOTS + slotOf(room);
      long word = memory.word(slot);
      if (isFree(word, tick, true) && memory.replace(slot, word, FlowWord.claimed(tag))) {
        if (word == FlowWord.FREE) {
          size.increment();
        }
        return slot;
      } // else another worker was faster
    }
  }

  /**
   * What room there is in a bucket; the greater the better, 0 if there is none. How many slots are
   * empty or hold flows that have ended, then whether there is a closed connection, and last the
   * slot to take.
   */
  private int room(int bucket, int tick) {
    int empty = 0;
    int slot = NONE;
    int closed = NONE;
    for (int n = SLOTS - 1; n >= 0; n--) {
      long word = memory.roughWord(bucket * SLOTS + n);
      if (isFree(word, tick, false)) {
        empty++;
        slot = n;
      } else if (FlowWord.state(word) == FlowWord.TCP_CLOSED) {
        closed = n;
      }
    }
    int taken = slot != NONE ? slot : closed;
    return taken == NONE ? 0 : (empty << (2 * SLOT_BITS)) | (1 << SLOT_BITS) | taken;
  }

  private static int emptySlots(int room) {
    return room >>> (2 * SLOT_BITS);
  }

  private static int slotOf(int room) {
    return room & (SLOTS - 1);
  }

  /**
   * Whether a new flow may take the place of what is there.
   *
   * @param closed whether it may be a connection that is closed and not forgotten yet
   */
  private boolean isFree(long word, int tick, boolean closed) {
    return word == FlowWord.FREE
        || (FlowWord.isLive(word)
            && (isIdle(word, tick) || (closed && FlowWord.state(word) == FlowWord.TCP_CLOSED)));
  }

  /** Whether a packet's flow, which was looked up, could be tracked: what tracking would return. */
  public boolean hasRoom(FlowColumns flows, int i) {
    return !memory.isReserved()
        || flows.isFound(i)
        || room(memory.firstBucket(flows.hash[i]), flows.tick) != 0
        || room(memory.secondBucket(flows.hash[i]), flows.tick) != 0;
  }

  /**
   * Several workers may have entered one flow at the same moment. Each entry was visible before its
   * worker comes here, so at least one of them sees the others, and leaves only the one that
   * searches find first. An entry is given up only as it was when its ends were carried over.
   */
  private void mergeWithTwins(FlowColumns flows, int i) {
    while (true) {
      int kept = locate(flows, i, NONE);
      long keptWord = flows.word[i];
      if (kept == NONE || locate(flows, i, kept) == NONE) {
        flows.slot[i] = kept;
        flows.word[i] = kept == NONE ? FlowWord.FREE : keptWord;
        return;
      }
      int twin = flows.slot[i];
      long twinWord = flows.word[i];
      long both = keptWord | (twinWord & FlowWord.TRACKED);
      if (memory.replace(kept, keptWord, both) && memory.replace(twin, twinWord, FlowWord.FREE)) {
        size.decrement();
      }
    }
  }

  /**
   * Frees the slots of flows that have ended, in some of the buckets; the next call goes on where
   * this one ends, whoever makes it.
   *
   * @param nanos of the workers' clock
   * @param count buckets, of 8 slots
   */
  public void sweep(long nanos, int count) {
    if (!memory.isReserved()) {
      return;
    }
    int tick = FlowWord.tick(nanos);
    int buckets = memory.buckets();
    int most = Math.min(count, buckets);
    int start = Math.floorMod(sweeper.getAndAdd(most), buckets);
    for (int n = 0; n < most; n++) {
      int first = (start + n < buckets ? start + n : start + n - buckets) * SLOTS;
      for (int slot = first; slot < first + SLOTS; slot++) {
        long word = memory.word(slot);
        if (FlowWord.isLive(word)
            && isIdle(word, tick)
            && memory.replace(slot, word, FlowWord.FREE)) {
          size.decrement();
        }
      }
    }
  }
}
