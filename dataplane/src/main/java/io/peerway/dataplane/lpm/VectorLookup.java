package io.peerway.dataplane.lpm;

import static jdk.incubator.vector.VectorOperators.BIT_COUNT;
import static jdk.incubator.vector.VectorOperators.I2L;
import static jdk.incubator.vector.VectorOperators.IS_NEGATIVE;
import static jdk.incubator.vector.VectorOperators.L2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Batch lookup with AVX-512 gathers. With {@link VectorDirectLookup} the only class that needs the
 * module {@code jdk.incubator.vector}; {@link BatchLookup} loads it only where that is present.
 *
 * <p>A chunk of addresses goes through the trie level by level. The addresses whose entries are
 * next hops stay behind; the others move together, so that no gather fetches for nothing, and each
 * loop of the next level fetches one thing: cells, then leaves. The memory accesses of a loop do
 * not depend on each other, so that the processor overlaps their cache misses. On the way back the
 * entries found below replace the pointers to them.
 *
 * <pre>
 *   level 0   next hop | pointer a | next hop | pointer b | next hop | ...
 *   level 1               next hop              pointer c   ...          compressed, later expanded
 *   level 2                                     next hop    ...
 * </pre>
 *
 * <p>A vector that a method hands to another which is not inlined becomes an object: only helpers
 * within hot loops take vectors.
 */
final class VectorLookup {
  /** Addresses are looked up in groups of so many. */
  static final int GROUP = 16;

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Integer> HALF_INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_512;
  private static final int HALF = GROUP / 2;

  private static final ThreadLocal<VectorScratch> SCRATCH =
      ThreadLocal.withInitial(VectorScratch::new);

  private VectorLookup() {}

  /** Of this thread, for its first level. */
  static VectorScratch scratch() {
    return SCRATCH.get();
  }

  /** Whether the processor has registers of 512 bits and the JVM uses them. */
  static boolean isSupported() {
    return IntVector.SPECIES_PREFERRED.vectorBitSize() == 512;
  }

  /**
   * Looks up a chunk of addresses, a multiple of {@link #GROUP}.
   *
   * @return whether every result is a next hop; if not, memory was torn
   */
  static boolean ipv4(TrieView view, int[] addresses, int[] nextHops, int from, int to) {
    int[] root = view.root;
    int shift = view.rootShift - 32;
    for (int i = from; i < to; i += GROUP) {
      IntVector.fromArray(INTS, addresses, i).lanewise(LSHR, shift).intoArray(nextHops, i);
      IntVector.fromArray(INTS, root, 0, nextHops, i).intoArray(nextHops, i);
    }
    return descend(view, addresses, nextHops, from, to, shift, SCRATCH.get());
  }

  /** As {@link #ipv4}, for IPv6 addresses. */
  static boolean ipv6(TrieView view, long[] hi, long[] lo, int[] nextHops, int from, int to) {
    int[] root = view.root;
    int shift = view.rootShift;
    for (int i = from; i < to; i += HALF) {
      narrow(LongVector.fromArray(LONGS, hi, i).lanewise(LSHR, shift)).intoArray(nextHops, i);
    }
    for (int i = from; i < to; i += GROUP) {
      IntVector.fromArray(INTS, root, 0, nextHops, i).intoArray(nextHops, i);
    }
    return descend(view, hi, nextHops, from, to, shift, SCRATCH.get())
        || finish(view, hi, lo, nextHops, from, to);
  }

  /**
   * Replaces the pointers to blocks among entries by the next hops that they lead to.
   *
   * @param shift by how much the addresses are shifted right to give the slots of the entries
   * @return whether only next hops are left
   */
  private static boolean descend(
      TrieView view,
      int[] addresses,
      int[] entries,
      int from,
      int to,
      int shift,
      VectorScratch scratch) {
    int[] below = scratch.entries;
    int[] belowAddresses = scratch.addresses;
    int cellShift = shift - 3;
    IntVector all = IntVector.zero(INTS);
    int count = 0;
    for (int i = from; i < to; i += GROUP) {
      IntVector entry = IntVector.fromArray(INTS, entries, i);
      VectorMask<Integer> isBlock = entry.compare(LT, Entry.FIRST_TAIL);
      IntVector address = IntVector.fromArray(INTS, addresses, i);
      IntVector cell =
          entry.and(Entry.position(-1)).add(address.lanewise(LSHR, cellShift).and(Block.CELL_MASK));
      cell.compress(isBlock).intoArray(below, count);
      address.compress(isBlock).intoArray(belowAddresses, count);
      all = all.or(entry);
      count += isBlock.trueCount();
    }
    if (count == 0 || shift == 0) { // a pointer below the last bit is torn memory
      return !all.test(IS_NEGATIVE).anyTrue();
    }
    int end = scratch.fillLastGroup(count);
    long[] cells = view.cells;
    for (int i = 0; i < end; i += HALF) {
      IntVector slot = IntVector.fromArray(HALF_INTS, belowAddresses, i).lanewise(LSHR, shift - 8);
      leafOfSlot(cells, below, i, (LongVector) slot.convertShape(I2L, LONGS, 0))
          .intoArray(below, i);
    }
    if (!fetchLeaves(view.leaves, below, end)) {
      descend(view, belowAddresses, below, 0, end, shift - 8, scratch.next());
    }
    return expand(below, entries, from, to);
  }

  /** As the other, for IPv6; what is longer than 64 bits is left as it is. */
  private static boolean descend(
      TrieView view, long[] hi, int[] entries, int from, int to, int shift, VectorScratch scratch) {
    int[] below = scratch.entries;
    long[] belowHi = scratch.hi;
    int cellShift = shift - 3;
    IntVector all = IntVector.zero(HALF_INTS);
    int count = 0;
    for (int i = from; i < to; i += HALF) {
      IntVector entry = IntVector.fromArray(HALF_INTS, entries, i);
      VectorMask<Integer> isBlock = entry.compare(LT, Entry.FIRST_TAIL);
      LongVector address = LongVector.fromArray(LONGS, hi, i);
      IntVector cell =
          entry
              .and(Entry.position(-1))
              .add(narrow(address.lanewise(LSHR, cellShift)).and(Block.CELL_MASK));
      cell.compress(isBlock).intoArray(below, count);
      address.compress(isBlock.cast(LONGS)).intoArray(belowHi, count);
      all = all.or(entry);
      count += isBlock.trueCount();
    }
    if (count == 0 || shift == 0) {
      return !all.test(IS_NEGATIVE).anyTrue();
    }
    int end = scratch.fillLastGroup(count);
    long[] cells = view.cells;
    for (int i = 0; i < end; i += HALF) {
      LongVector slot = LongVector.fromArray(LONGS, belowHi, i).lanewise(LSHR, shift - 8);
      leafOfSlot(cells, below, i, slot).intoArray(below, i);
    }
    if (!fetchLeaves(view.leaves, below, end)) {
      descend(view, belowHi, below, 0, end, shift - 8, scratch.next());
    }
    return expand(below, entries, from, to);
  }

  /** As {@link Block#leaf}, given the positions of cells. */
  private static IntVector leafOfSlot(long[] cells, int[] positions, int at, LongVector slot) {
    LongVector bitmap = LongVector.fromArray(LONGS, cells, 0, positions, at);
    LongVector first = LongVector.fromArray(LONGS, cells, 1, positions, at);
    return narrow(bitmap.lanewise(LSHL, slot.not()).lanewise(BIT_COUNT).add(first));
  }

  /** Replaces positions of leaves by their entries; returns whether all are next hops. */
  private static boolean fetchLeaves(int[] leaves, int[] positions, int end) {
    IntVector all = IntVector.zero(INTS);
    for (int i = 0; i < end; i += GROUP) {
      IntVector entry = IntVector.fromArray(INTS, leaves, 0, positions, i);
      entry.intoArray(positions, i);
      all = all.or(entry);
    }
    return !all.test(IS_NEGATIVE).anyTrue();
  }

  /**
   * Puts the entries found below, in their order, in the places of the pointers to blocks; returns
   * whether only next hops are left.
   */
  private static boolean expand(int[] below, int[] entries, int from, int to) {
    IntVector all = IntVector.zero(INTS);
    int next = 0;
    for (int i = from; i < to; i += GROUP) {
      IntVector entry = IntVector.fromArray(INTS, entries, i);
      VectorMask<Integer> isBlock = entry.compare(LT, Entry.FIRST_TAIL);
      IntVector found = IntVector.fromArray(INTS, below, next);
      entry = entry.blend(found.expand(isBlock), isBlock);
      entry.intoArray(entries, i);
      all = all.or(entry);
      next += isBlock.trueCount();
    }
    return !all.test(IS_NEGATIVE).anyTrue();
  }

  private static IntVector narrow(Vector<Long> longs) {
    return (IntVector) longs.convertShape(L2I, HALF_INTS, 0);
  }

  /** Looks up what is longer than 64 bits. */
  private static boolean finish(
      TrieView view, long[] hi, long[] lo, int[] nextHops, int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      if (!Entry.isNextHop(nextHops[i])) {
        nextHops[i] = view.descend(nextHops[i], hi[i], lo[i], 0);
        all |= nextHops[i];
      }
    }
    return Entry.isNextHop(all);
  }
}
