package io.peerway.dataplane.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongFunction;

/**
 * The bytes of a {@link FlowTable}: slots in buckets of eight, outside the heap.
 *
 * <pre>
 *   tags      8 bytes a bucket    {@link FlowTags}: which of the bucket's slots a search looks at
 *   notes     4 bytes a bucket    when {@link FlowRoom} last looked for room in it
 *   slots     a cache line each   | {@link FlowWord} | key, 48 bytes, written once per flow | unused |
 * </pre>
 *
 * <p>A slot's number is its bucket's number times {@link #SLOTS} and its place in the bucket.
 */
final class FlowMemory {
  static final int SLOTS = FlowTags.SLOTS;
  static final int KEY_WORDS = 6;

  private static final int LINE = 64;
  private static final int KEY = Long.BYTES;
  private static final long OTHER_BITS = 0x9e37_79b9_7f4a_7c15L;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final int buckets;
  private final long notes;
  private final long slots;
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
    this.notes = (long) buckets * Long.BYTES;
    this.slots = (notes + (long) buckets * Integer.BYTES + LINE - 1) / LINE * LINE;
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
    return slots + (long) buckets * SLOTS * LINE;
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

  /**
   * Reads as they were not long ago what is at many places, of {@link #tagsAt} and {@link #wordAt}.
   * The loop is so tight that as many cache misses overlap as the processor has room for.
   */
  void readAll(long[] places, long[] read, int count) {
    MemorySegment mem = memory;
    for (int n = 0; n < count; n++) {
      read[n] = mem.get(ValueLayout.JAVA_LONG, places[n]);
    }
  }

  /** Where the tags of a bucket are. */
  static long tagsAt(int bucket) {
    return (long) bucket * Long.BYTES;
  }

  /** The tags of a bucket. */
  long tags(int bucket) {
    return (long) LONG.getAcquire(memory, tagsAt(bucket));
  }

  boolean replaceTags(int bucket, long expected, long tags) {
    return LONG.compareAndSet(memory, tagsAt(bucket), expected, tags);
  }

  /** Changes the tag of one slot, whose owner the caller is. */
  void setTag(int slot, int tag) {
    int bucket = slot >>> FlowTags.SLOT_BITS;
    long tags;
    do {
      tags = tags(bucket);
    } while (!replaceTags(bucket, tags, FlowTags.with(tags, slot & (SLOTS - 1), tag)));
  }

  /** What was noted of a bucket; 0 at first. */
  int note(int bucket) {
    return memory.get(ValueLayout.JAVA_INT, notes + (long) bucket * Integer.BYTES);
  }

  /** Notes something of a bucket. */
  void note(int bucket, int value) {
    memory.set(ValueLayout.JAVA_INT, notes + (long) bucket * Integer.BYTES, value);
  }

  /** Where the word of a slot is. */
  long wordAt(int slot) {
    return slots + (long) slot * LINE;
  }

  /** The word of a slot; what was written before it was set is visible now. */
  long word(int slot) {
    return (long) LONG.getAcquire(memory, wordAt(slot));
  }

  boolean replace(int slot, long expected, long word) {
    return LONG.compareAndSet(memory, wordAt(slot), expected, word);
  }

  /** Makes the key visible that was written. */
  void publish(int slot, long word) {
    LONG.setVolatile(memory, wordAt(slot), word);
  }

  /**
   * Notes for many packets whether their keys are at places of {@link #wordAt}; of another place
   * anything.
   */
  void compareKeys(long[] places, FlowColumns flows, int[] which, int count) {
    MemorySegment mem = memory;
    for (int n = 0; n < count; n++) {
      flows.isSame[n] = hasKey(mem, places[n] + KEY, flows, which[n]);
    }
  }

  boolean hasKey(int slot, FlowColumns flows, int i) {
    return hasKey(memory, wordAt(slot) + KEY, flows, i);
  }

  private static boolean hasKey(MemorySegment mem, long at, FlowColumns flows, int i) {
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
    long at = wordAt(slot) + KEY;
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
    MemorySegment.copy(memory, ValueLayout.JAVA_LONG, wordAt(slot) + KEY, to, 0, KEY_WORDS);
  }
}
