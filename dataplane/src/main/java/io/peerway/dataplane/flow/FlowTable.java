package io.peerway.dataplane.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

/**
 * The tracked flows of all interfaces: a hash table outside the heap that all workers share. No
 * operation waits for another worker, allocates, or takes longer because the table is full.
 *
 * <pre>
 *   bucket, 448 bytes   | word 0 | word 1 | ... | word 7 |     one cache line: {@link FlowWord}s
 *                       | key 0, 48 bytes | ... | key 7  |     written once per flow
 * </pre>
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
  private static final int SLOT_BITS = 3;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int KEYS = SLOTS * Long.BYTES;
  private static final int KEY = 6 * Long.BYTES;
  private static final int BUCKET = KEYS + SLOTS * KEY;

  /** A bucket with so many empty slots takes a flow without looking at the flow's other one. */
  private static final int PLENTY = 3;

  private static final int TAG_MASK = 0xffff;
  private static final int NONE = -1;
  private static final long OTHER_BITS = 0x9e37_79b9_7f4a_7c15L;

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final int buckets;
  private final int[] timeouts;
  private final LongFunction<MemorySegment> allocator;
  private final LongAdder size = new LongAdder();
  private final AtomicInteger sweeper = new AtomicInteger();

  private MemorySegment memory;

  /**
   * Takes no memory yet: see {@link #reserve}.
   *
   * @param limits whose capacity is how many flows the table holds at least. Half of the slots stay
   *     empty then
   * @param allocator of zeroed memory of a length in bytes, which begins with a cache line
   */
  public FlowTable(FlowLimits limits, LongFunction<MemorySegment> allocator) {
    this.buckets = Math.max(2, (int) ((2L * limits.capacity() + SLOTS - 1) / SLOTS));
    this.timeouts = limits.timeouts().ticks();
    this.allocator = allocator;
  }

  /**
   * Takes the memory, unless it has it: about 112 bytes for each flow of the capacity. Called
   * before packets are filtered, because it takes milliseconds.
   */
  public synchronized void reserve() {
    if (memory == null) {
      memory = allocator.apply(bytes());
    }
  }

  /** How much memory the flows take once there are any. */
  public long bytes() {
    return (long) buckets * BUCKET;
  }

  /** How many flows are in the table, those included that ended and were not swept out yet. */
  public long size() {
    return size.sum();
  }

  private int firstBucket(long hash) {
    return (int) (((hash >>> 32) * buckets) >>> 32);
  }

  private int secondBucket(long hash) {
    return firstBucket(hash * OTHER_BITS);
  }

  private static int tag(long hash) {
    return (int) hash & TAG_MASK;
  }

  private static long wordAt(int slot) {
    return (long) (slot >>> SLOT_BITS) * BUCKET + (slot & SLOTS - 1) * (long) Long.BYTES;
  }

  private static long keyAt(int slot) {
    return (long) (slot >>> SLOT_BITS) * BUCKET + KEYS + (slot & SLOTS - 1) * (long) KEY;
  }

  private long word(int slot) {
    return (long) WORD.getAcquire(memory, wordAt(slot));
  }

  private boolean replace(int slot, long expected, long word) {
    return WORD.compareAndSet(memory, wordAt(slot), expected, word);
  }

  /**
   * Touches the memory of a burst's flows, so that its cache misses overlap instead of following
   * one another.
   *
   * @return anything: the caller keeps it, so that the compiler does not leave the reading out
   */
  public long touch(FlowColumns flows, int count) {
    MemorySegment mem = memory;
    if (mem == null) {
      return 0;
    }
    long sum = 0;
    for (int i = 0; i < count; i++) {
      long at = (long) firstBucket(flows.hash[i]) * BUCKET;
      sum += mem.get(ValueLayout.JAVA_LONG, at) + mem.get(ValueLayout.JAVA_LONG, at + KEYS);
    }
    return sum;
  }

  /** Looks up the flow of a packet whose key is set. A flow that has ended is not found. */
  public void find(FlowColumns flows, int i) {
    int slot = memory == null ? NONE : locate(flows, i);
    if (slot == NONE || hasEnded(flows.word[i], flows, i)) {
      flows.word[i] = FlowWord.FREE;
    }
  }

  /** Looks up again, if something has changed, a flow that was found. */
  public void findAgain(FlowColumns flows, int i) {
    if (word(flows.slot[i]) != flows.word[i]) {
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
    int slot = locateIn(firstBucket(flows.hash[i]), flows, i, except);
    return slot != NONE ? slot : locateIn(secondBucket(flows.hash[i]), flows, i, except);
  }

  private int locateIn(int bucket, FlowColumns flows, int i, int except) {
    int tag = tag(flows.hash[i]);
    int first = bucket * SLOTS;
    for (int slot = first; slot < first + SLOTS; ) {
      long word = word(slot);
      if (FlowWord.hasTag(word, tag)
          && FlowWord.isLive(word)
          && slot != except
          && hasKey(slot, flows, i)) {
        VarHandle.loadLoadFence();
        if (word(slot) != word) {
          continue; // the key may have been another's: look at this slot again
        }
        flows.slot[i] = slot;
        flows.word[i] = word;
        return slot;
      }
      slot++;
    }
    return NONE;
  }

  private boolean hasKey(int slot, FlowColumns flows, int i) {
    long at = keyAt(slot);
    MemorySegment mem = memory;
    boolean same =
        mem.get(ValueLayout.JAVA_LONG, at) == flows.ends[i]
            && mem.get(ValueLayout.JAVA_LONG, at + 8) == flows.ports[i]
            && mem.get(ValueLayout.JAVA_LONG, at + 16) == flows.a[i];
    return same
        && (!flows.isIpv6(i)
            || (mem.get(ValueLayout.JAVA_LONG, at + 24) == flows.b[i]
                && mem.get(ValueLayout.JAVA_LONG, at + 32) == flows.c[i]
                && mem.get(ValueLayout.JAVA_LONG, at + 40) == flows.d[i]));
  }

  private void writeKey(int slot, FlowColumns flows, int i) {
    long at = keyAt(slot);
    MemorySegment mem = memory;
    mem.set(ValueLayout.JAVA_LONG, at, flows.ends[i]);
    mem.set(ValueLayout.JAVA_LONG, at + 8, flows.ports[i]);
    mem.set(ValueLayout.JAVA_LONG, at + 16, flows.a[i]);
    if (flows.isIpv6(i)) {
      mem.set(ValueLayout.JAVA_LONG, at + 24, flows.b[i]);
      mem.set(ValueLayout.JAVA_LONG, at + 32, flows.c[i]);
      mem.set(ValueLayout.JAVA_LONG, at + 40, flows.d[i]);
    }
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
      if (replace(flows.slot[i], old, next)) {
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
    if (memory == null) {
      reserve();
    }
    boolean high = flows.senderIsHigh[i];
    int flags = flows.tcpFlags[i];
    long first =
        FlowWord.first(tag(flows.hash[i]), flows.tick, flows.protocol(i), flags, high, end);
    for (int slot = locate(flows, i); slot != NONE; slot = locate(flows, i)) {
      long old = flows.word[i];
      long word =
          hasEnded(old, flows, i) ? first : FlowWord.next(old | end, flows.tick, flags, high);
      if (replace(slot, old, word)) {
        flows.word[i] = word;
        return true;
      }
    }
    int slot = claim(flows, i);
    if (slot == NONE) {
      flows.word[i] = FlowWord.FREE;
      return false;
    }
    writeKey(slot, flows, i);
    WORD.setVolatile(memory, wordAt(slot), first);
    flows.slot[i] = slot;
    flows.word[i] = first;
    mergeWithTwins(flows, i);
    return true;
  }

  /** A slot for a new flow: an empty one, one whose flow has ended, or one that is closed. */
  private int claim(FlowColumns flows, int i) {
    int tag = tag(flows.hash[i]);
    int tick = flows.tick;
    int first = firstBucket(flows.hash[i]);
    int second = secondBucket(flows.hash[i]);
    int room = room(first, tick);
    if (room < PLENTY && room(second, tick) > room) {
      int other = first;
      first = second;
      second = other;
    }
    int slot = claimIn(first, tag, tick, false);
    if (slot == NONE) {
      slot = claimIn(second, tag, tick, false);
    }
    if (slot == NONE) {
      slot = claimIn(first, tag, tick, true);
    }
    return slot != NONE ? slot : claimIn(second, tag, tick, true);
  }

  private int room(int bucket, int tick) {
    int room = 0;
    for (int slot = bucket * SLOTS; slot < (bucket + 1) * SLOTS; slot++) {
      room += isFree(word(slot), tick, false) ? 1 : 0;
    }
    return room;
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

  private int claimIn(int bucket, int tag, int tick, boolean closed) {
    for (int slot = bucket * SLOTS; slot < (bucket + 1) * SLOTS; slot++) {
      long word = word(slot);
      if (isFree(word, tick, closed) && replace(slot, word, FlowWord.claimed(tag))) {
        if (word == FlowWord.FREE) {
          size.increment();
        }
        return slot;
      }
    }
    return NONE;
  }

  /** Whether a packet's flow, which was looked up, could be tracked: what tracking would return. */
  public boolean hasRoom(FlowColumns flows, int i) {
    return memory == null
        || flows.isFound(i)
        || hasRoomIn(firstBucket(flows.hash[i]), flows.tick)
        || hasRoomIn(secondBucket(flows.hash[i]), flows.tick);
  }

  private boolean hasRoomIn(int bucket, int tick) {
    for (int slot = bucket * SLOTS; slot < (bucket + 1) * SLOTS; slot++) {
      if (isFree(word(slot), tick, true)) {
        return true;
      }
    }
    return false;
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
      if (replace(kept, keptWord, both) && replace(twin, twinWord, FlowWord.FREE)) {
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
    if (memory == null) {
      return;
    }
    int tick = FlowWord.tick(nanos);
    int most = Math.min(count, buckets);
    int start = Math.floorMod(sweeper.getAndAdd(most), buckets);
    for (int n = 0; n < most; n++) {
      int first = (start + n < buckets ? start + n : start + n - buckets) * SLOTS;
      for (int slot = first; slot < first + SLOTS; slot++) {
        long word = word(slot);
        if (FlowWord.isLive(word) && isIdle(word, tick) && replace(slot, word, FlowWord.FREE)) {
          size.decrement();
        }
      }
    }
  }
}
