package io.peerway.dataplane.state;

import java.util.Arrays;

/**
 * The 16-bit selectors of a protocol, cut into ranges of one row each, and found by binary search
 * among those that a selector's high byte leads to: the same number of steps for all of them, which
 * the processor can predict.
 */
final class SelectorRanges {
  private static final int LOW_BITS = 8;
  private static final int BUCKETS = 1 << LOW_BITS;

  private final int[] starts;
  private final int[] rows;

  /** By high byte: the range that its first selector is in. */
  private final char[] firsts = new char[BUCKETS];

  /** How many ranges have to be searched, a power of two. */
  private final int reach;

  /**
   * @param starts first selectors, ascending, the first of them 0
   * @param rows of the ranges
   */
  SelectorRanges(int[] starts, int[] rows) {
    int range = 0;
    int most = 1;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int before = range;
      while (range + 1 < starts.length && starts[range + 1] <= bucket << LOW_BITS) {
        range++;
      }
      firsts[bucket] = (char) range;
      most = Math.max(most, range - before + 1);
    }
    most = Math.max(most, starts.length - range); // the last bucket goes to the end
    this.reach = most == 1 ? 1 : Integer.highestOneBit(most - 1) << 1;
    int padded = starts.length + reach - 1; // which a search may compare with
    this.starts = Arrays.copyOf(starts, padded);
    this.rows = Arrays.copyOf(rows, padded);
    Arrays.fill(this.starts, starts.length, padded, Integer.MAX_VALUE);
  }

  /** The row of the range that a selector is in. */
  int row(int selector) {
    int at = firsts[selector >>> LOW_BITS];
    // Halving without a branch on the outcome, which no predictor knows.
    for (int half = reach >>> 1; half > 0; half >>>= 1) {
      at += selector >= starts[at + half] ? half : 0;
    }
    return rows[at];
  }
}
