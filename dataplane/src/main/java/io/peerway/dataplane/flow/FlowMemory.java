package io.peerway.dataplane.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongFunction;

/**
 * The bytes of a {@link FlowTable}: slots in buckets, outside the heap.
 *
 * <pre>
 *   bucket, 448 bytes   | word 0 | word 1 | ... | word 7 |     one cache line: {@link FlowWord}s
 *                       | key 0, 48 bytes | ... | key 7  |     written once per flow
 * </pre>
 *
 * <p>A slot's number is its bucket's number times {@link #SLOTS} and its place in the bucket.
 */
final class FlowMemory {
  static final int SLOT_BITS = 3;
  static final int SLOTS = 1 << SLOT_BITS;
  static final int KEY_WORDS = 6;

  private static final int KEYS = SLOTS * Long.BYTES;
  private static final int KEY = KEY_WORDS * Long.BYTES;
  private static final int BUCKET = KEYS + SLOTS * KEY;
  private static final long OTHER_BITS = 0x9e37_79b9_7f4a_7c15L;

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final int buckets;
  private final LongFunction<MemorySegment> allocator;
  private MemorySegment memory;

  /**
   * Takes no memory yet.
   *
   * @param slots at least
   * @param allocator of zeroed memory of a length in bytes, which begins with a cache line
   */
  FlowMemory(long slots, LongFunction<MemorySegment> allocator) {
    this.buckets = Math.max(2, (int) ((slots + SLOTS - 1) / SLOTS));
    this.allocator = allocator;
  }

  /** Takes the memory, unless it has it. */
  synchronized void reserve() {
    if (memory == null) {
      memory = allocator.apply(bytes());
    }
  }

  /** Whether there is memory, which everything but the numbers of buckets needs. */
  boolean isReserved() {
    return memory != null;
  }

  long bytes() {
    return (long) buckets * BUCKET;
  }

  int buckets() {
    return buckets;
  }

  /** Where a flow is, unless that was rather full. */
  int firstBucket(long hash) {
    return (int) (((hash >>> 32) * buckets) >>> 32);
  }

  /** Where it is otherwise. */
  int secondBucket(long hash) {
    return firstBucket(hash * OTHER_BITS);
  }

  private static long wordAt(int slot) {
    return (long) (slot >>> SLOT_BITS) * BUCKET + (slot & (SLOTS - 1)) * (long) Long.BYTES;
  }

  private static long keyAt(int slot) {
    return (long) (slot >>> SLOT_BITS) * BUCKET + KEYS + (slot & (SLOTS - 1)) * (long) KEY;
  }

  /** The word of a slot; what was written before it was set is visible now. */
  long word(int slot) {
    return (long) WORD.getAcquire(memory, wordAt(slot));
  }

  /** As it was not long ago: for looking through a bucket. */
  long roughWord(int slot) {
    return memory.get(ValueLayout.JAVA_LONG, wordAt(slot));
  }

  boolean replace(int slot, long expected, long word) {
    return WORD.compareAndSet(memory, wordAt(slot), expected, word);
  }

  /** Makes the key visible that was written. */
  void publish(int slot, long word) {
    WORD.setVolatile(memory, wordAt(slot), word);
  }

  boolean hasKey(int slot, FlowColumns flows, int i) {
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

  void writeKey(int slot, FlowColumns flows, int i) {
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
   * Copies a slot's key, in the order of {@link FlowColumns}; of an IPv4 flow the last half is
   * anything.
   */
  void readKey(int slot, long[] to) {
    MemorySegment.copy(memory, ValueLayout.JAVA_LONG, keyAt(slot), to, 0, KEY_WORDS);
  }

  /**
   * Reads something of the first buckets of flows, so that their cache misses overlap.
   *
   * @param which packets, {@code count} of them
   * @return anything
   */
  long touchFirst(FlowColumns flows, int[] which, int count) {
    MemorySegment mem = memory;
    long sum = 0;
    for (int n = 0; n < count; n++) {
      long bucket = (long) firstBucket(flows.hash[which[n]]) * BUCKET;
      sum += mem.get(ValueLayout.JAVA_LONG, bucket) + mem.get(ValueLayout.JAVA_LONG, bucket + KEYS);
    }
    return sum;
  }

  /** As {@link #touchFirst}, of the second buckets, where hardly any word leads to a key. */
  long touchSecond(FlowColumns flows, int[] which, int count) {
    MemorySegment mem = memory;
    long sum = 0;
    for (int n = 0; n < count; n++) {
      long bucket = (long) secondBucket(flows.hash[which[n]]) * BUCKET;
      sum += mem.get(ValueLayout.JAVA_LONG, bucket);
    }
    return sum;
  }
}
