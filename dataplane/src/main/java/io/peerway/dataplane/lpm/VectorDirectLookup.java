package io.peerway.dataplane.lpm;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Batch lookup in a {@link DirectTable} with AVX-512 gathers. */
final class VectorDirectLookup {
  private static final int GROUP = VectorLookup.GROUP;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;

  private VectorDirectLookup() {}

  /** As {@link VectorLookup#ipv4}. */
  static boolean ipv4(TrieView view, int[] addresses, int[] nextHops, int from, int to) {
    boolean asks =
        isCoarse(view.direct, addresses, nextHops, from)
            ? coarse(view.direct, addresses, nextHops, from, to)
            : fine(view.direct.fine, addresses, nextHops, from, to);
    return !asks || DirectLookup.ask(view, addresses, nextHops, from, to);
  }

  /** Whether most of the first addresses of a chunk lie in a /16 of one next hop. */
  private static boolean isCoarse(DirectTable direct, int[] addresses, int[] scratch, int at) {
    IntVector slots = IntVector.fromArray(INTS, addresses, at).lanewise(LSHR, 16);
    return gather(direct.coarse, slots, scratch, at).compare(EQ, DirectTable.ASK).trueCount()
        < GROUP / 2;
  }

  /** One access for each address; returns whether the trie is to be asked. */
  private static boolean fine(int[] fine, int[] addresses, int[] nextHops, int from, int to) {
    for (int i = from; i < to; i += GROUP) {
      IntVector.fromArray(INTS, addresses, i).lanewise(LSHR, 10).intoArray(nextHops, i);
    }
    IntVector greatest = IntVector.zero(INTS);
    for (int i = from; i < to; i += GROUP) {
      IntVector index = IntVector.fromArray(INTS, addresses, i).lanewise(LSHR, 8);
      IntVector code = codes(IntVector.fromArray(INTS, fine, 0, nextHops, i), index);
      code.intoArray(nextHops, i);
      greatest = greatest.max(code);
    }
    return greatest.compare(EQ, DirectTable.ASK).anyTrue();
  }

  /** The coarse bytes first, and the fine ones of the addresses that these leave open. */
  private static boolean coarse(
      DirectTable direct, int[] addresses, int[] nextHops, int from, int to) {
    VectorScratch scratch = VectorLookup.scratch();
    int count = 0;
    for (int i = from; i < to; i += GROUP) {
      IntVector address = IntVector.fromArray(INTS, addresses, i);
      IntVector code = gather(direct.coarse, address.lanewise(LSHR, 16), nextHops, i);
      VectorMask<Integer> open = code.compare(EQ, DirectTable.ASK);
      code.intoArray(nextHops, i);
      address.compress(open).intoArray(scratch.addresses, count);
      count += open.trueCount();
    }
    if (count == 0) {
      return false;
    }
    int end = scratch.fillLastGroup(count);
    boolean asks = fine(direct.fine, scratch.addresses, scratch.entries, 0, end);
    int next = 0;
    for (int i = from; i < to; i += GROUP) {
      IntVector code = IntVector.fromArray(INTS, nextHops, i);
      VectorMask<Integer> open = code.compare(EQ, DirectTable.ASK);
      IntVector found = IntVector.fromArray(INTS, scratch.entries, next);
      code.blend(found.expand(open), open).intoArray(nextHops, i);
      next += open.trueCount();
    }
    return asks;
  }

  /** The bytes of indices; the scratch holds the indices of their words meanwhile. */
  private static IntVector gather(int[] words, IntVector index, int[] scratch, int at) {
    index.lanewise(LSHR, 2).intoArray(scratch, at);
    return codes(IntVector.fromArray(INTS, words, 0, scratch, at), index);
  }

  /** As {@link DirectTable#code}. */
  private static IntVector codes(IntVector words, IntVector index) {
    return words.lanewise(LSHR, index.lanewise(LSHL, 3).and(24)).and(0xff);
  }
}
