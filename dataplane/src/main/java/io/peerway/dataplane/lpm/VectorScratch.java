package io.peerway.dataplane.lpm;

import java.util.Arrays;

/** Where a thread keeps the addresses and entries of one level of a batch lookup. */
final class VectorScratch {
  /** A compressed group is stored whole: what is behind its last lane must have room. */
  private static final int SIZE = LpmTable.CHUNK + 2 * VectorLookup.GROUP;

  final int[] entries = new int[SIZE];
  final int[] addresses = new int[SIZE];
  final long[] hi = new long[SIZE];

  private VectorScratch next;

  /** The scratch of the next level. */
  VectorScratch next() {
    if (next == null) {
      next = new VectorScratch();
    }
    return next;
  }

  /** Copies the first address behind the last, up to a whole group; returns where that ends. */
  int fillLastGroup(int count) {
    int end = (count + VectorLookup.GROUP - 1) / VectorLookup.GROUP * VectorLookup.GROUP;
    Arrays.fill(entries, count, end, entries[0]);
    Arrays.fill(addresses, count, end, addresses[0]);
    Arrays.fill(hi, count, end, hi[0]);
    return end;
  }
}
