package io.peerway.dataplane.flow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * The tracked flows of all interfaces: a hash table outside the heap that all workers share. No
 * operation waits for another worker, allocates, or takes longer because the table is full.
 *
 * <p>A flow is in one of two buckets that its hash names: in the first unless that is rather full,
 * else in the emptier of the two. Buckets fill so evenly that practically no flow finds both full
 * while there are no more than the capacity. A byte for each slot says which of them a search looks
 * at, so that it reads one line of a flow that is there, and hardly ever one of another. Whatever
 * changes of a flow is in its word, and changes by compare-and-set.
 *
 * <p>A slot belongs to whoever sets its tag while that is 0; then its key is written, and its word
 * makes the flow visible. It is given up by setting first its word to {@link FlowWord#FREE} and
 * then its tag to 0.
 *
 * <p>A flow that has been idle for too long is no flow any more from that moment on, wherever it is
 * found. {@link #sweep} only makes room before somebody needs it.
 */
public final class FlowTable {
  private static final int NONE = -1;

  private final FlowMemory memory;
  private final int[] timeouts;
  private final FlowRoom room;
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
    this.room = new FlowRoom(memory, timeouts);
  }

  /**
   * Takes the memory, unless it has it: about 131 bytes for each flow of the capacity. Called
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
    return room.taken();
  }

  /** Reads all flows, from now on. */
  public FlowReader reader() {
    return new FlowReader(memory, timeouts);
  }

  /**
   * Looks up the flows of many packets whose keys are set. Their cache misses overlap instead of
   * following one another.
   *
   * @param which packets, {@code count} of them
   */
  public void find(FlowColumns flows, int[] which, int count) {
    if (!memory.isReserved()) {
      return; // their words say that there is none
    }
    long[] places = flows.places;
    for (int n = 0; n < count; n++) {
      places[n] = FlowMemory.tagsAt(memory.firstBucket(flows.hash[which[n]]));
    }
    memory.readAll(places, flows.marks, count);
    for (int n = 0; n < count; n++) {
      int i = which[n];
      long hash = flows.hash[i];
      flows.marks[n] = FlowTags.matching(flows.marks[n], FlowTags.tag(hash));
      if (flows.marks[n] != 0) {
        flows.slot[i] = FlowTags.firstSlot(memory.firstBucket(hash), flows.marks[n]);
        places[n] = memory.wordAt(flows.slot[i]);
      } else {
        places[n] = FlowMemory.tagsAt(memory.secondBucket(hash));
      }
    }
    memory.readAll(places, flows.read, count);
    VarHandle.loadLoadFence();
    memory.compareKeys(places, flows, which, count);
    VarHandle.loadLoadFence();
    memory.readAll(places, flows.readAgain, count);
    for (int n = 0; n < count; n++) {
      int i = which[n];
      boolean isThere = flows.marks[n] != 0 && isMarked(flows, n, i);
      if (!isThere) {
        isThere = isElsewhere(flows.marks[n], flows, i);
      }
      if (!isThere || hasEnded(flows.word[i], flows, i)) {
        flows.setNone(i);
      }
    }
  }

  /**
   * Whether a packet's flow is in the slot that is marked first, as it was read: its word, then its
   * key, then its word again, because the key may have been another's. Notes the word if so.
   */
  private static boolean isMarked(FlowColumns flows, int n, int i) {
    long word = flows.read[n];
    flows.word[i] = word;
    return flows.isSame[n]
        && word == flows.readAgain[n]
        && FlowWord.isLive(word)
        && FlowWord.hasTag(word, FlowWord.tag(flows.hash[i]));
  }

  /** Whether a packet's flow is in any slot that is marked, or in the second bucket. */
  private boolean isElsewhere(long marks, FlowColumns flows, int i) {
    return locateAt(memory.firstBucket(flows.hash[i]), marks, flows, i, NONE) != NONE
        || locateIn(memory.secondBucket(flows.hash[i]), flows, i, NONE) != NONE;
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
    return FlowWord.isIdle(word, flows.tick, timeouts)
        || FlowWord.isReopened(word, flows.tcpFlags[i]);
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
    long marks = FlowTags.matching(memory.tags(bucket), FlowTags.tag(flows.hash[i]));
    return locateAt(bucket, marks, flows, i, except);
  }

  private int locateAt(int bucket, long marks, FlowColumns flows, int i, int except) {
    for (long left = marks; left != 0; left = FlowTags.rest(left)) {
      int slot = FlowTags.firstSlot(bucket, left);
      if (slot != except && isOf(slot, flows, i)) {
        return slot;
      }
    }
    return NONE;
  }

  /** Whether a packet's flow is in a slot; notes slot and word if so. */
  private boolean isOf(int slot, FlowColumns flows, int i) {
    int tag = FlowWord.tag(flows.hash[i]);
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
        FlowWord.first(
            FlowWord.tag(flows.hash[i]), flows.tick, flows.protocol(i), flags, high, end);
    for (int slot = locate(flows, i); slot != NONE; slot = locate(flows, i)) {
      long old = flows.word[i];
      long word =
          hasEnded(old, flows, i) ? first : FlowWord.next(old | end, flows.tick, flags, high);
      if (memory.replace(slot, old, word)) {
        flows.word[i] = word;
        return true;
      }
    }
    int slot = room.claim(flows.hash[i], flows.tick);
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

  /**
   * Reads something of the slots that flows will probably get if they are tracked, so that their
   * cache misses overlap.
   *
   * @param which packets, {@code count} of them
   */
  public void prepareToTrack(FlowColumns flows, int[] which, int count) {
    if (!memory.isReserved()) {
      return;
    }
    for (int n = 0; n < count; n++) {
      int bucket = memory.firstBucket(flows.hash[which[n]]);
      long empty = FlowTags.empty(memory.tags(bucket));
      flows.places[n] =
          empty == 0 ? FlowMemory.tagsAt(bucket) : memory.wordAt(FlowTags.firstSlot(bucket, empty));
    }
    memory.readAll(flows.places, flows.read, count);
  }

  /** Whether a packet's flow, which was looked up, could be tracked: what tracking would return. */
  public boolean hasRoom(FlowColumns flows, int i) {
    return !memory.isReserved() || flows.isFound(i) || room.isFor(flows.hash[i], flows.tick);
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
      if (memory.replace(kept, keptWord, both)) {
        room.free(twin, twinWord);
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
      room.sweep(start + n < buckets ? start + n : start + n - buckets, tick);
    }
  }
}
