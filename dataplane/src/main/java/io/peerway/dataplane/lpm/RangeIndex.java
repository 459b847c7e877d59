package io.peerway.dataplane.lpm;

/**
 * Where to begin the search of a {@link RangeTable}: from its second range's start on, the address
 * space is cut into buckets of one width, and each knows the range that it begins in.
 *
 * <pre>
 *   ranges    0            1    2   3           4
 *             |------------|----|---|-----------|---- ...
 *   buckets   0            |      1      |      2      | 3 ...
 *   firsts    0                   2             3        4
 * </pre>
 *
 * <p>The ranges of a VPC are close together, so most buckets have few. A search takes the same
 * number of steps in each of them, so that the processor predicts its branches.
 */
final class RangeIndex {
  private static final int MOST_BUCKETS = 256;

  /** Half the start of the second range: halves, so that no difference overflows. */
  private final long base;

  private final int shift;
  private final char[] firsts;
  private final int reach;

  /**
   * @param starts of ranges, ascending, the first of them 0; biased as a {@link RangeTable}'s are
   * @param count of ranges, at least 1
   */
  RangeIndex(long[] starts, int count) {
    int bits = Math.min(log2Ceil(count), log2Ceil(MOST_BUCKETS));
    base = count > 1 ? half(starts[1]) : 0;
    long span = half(starts[count - 1]) - base;
    shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(span | 1) - bits);
    firsts = new char[1 << bits];
    int range = 0;
    for (int bucket = 1; bucket < firsts.length; bucket++) {
      while (range + 1 < count && isStartedAt(bucket, starts[range + 1])) {
        range++;
      }
      firsts[bucket] = (char) range;
    }
    reach = 1 << log2Ceil(mostOfBucket(count));
  }

  /** Whether a range has begun when a bucket begins. */
  private boolean isStartedAt(int bucket, long start) {
    long offset = half(start) - base;
    boolean isOnEdge = (offset & ((1L << shift) - 1)) == 0 && (start & 1) == 0;
    long its = offset >> shift;
    return its < bucket || (its == bucket && isOnEdge);
  }

  private int mostOfBucket(int count) {
    int most = 0;
    for (int bucket = 0; bucket < firsts.length; bucket++) {
      int last = bucket + 1 < firsts.length ? firsts[bucket + 1] : count - 1;
      most = Math.max(most, last - firsts[bucket] + 1);
    }
    return most;
  }

  private static long half(long biased) {
    return (biased ^ Long.MIN_VALUE) >>> 1;
  }

  private static int log2Ceil(int value) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(value - 1);
  }

  /** The first of {@link #reach} ranges, one of which an address is in. */
  int first(long hi) {
    long bucket = ((hi >>> 1) - base) >> shift;
    return firsts[(int) Math.max(0, Math.min(firsts.length - 1, bucket))];
  }

  /** How many ranges have to be searched, a power of two. */
  int reach() {
    return reach;
  }

  long bytes() {
    return 40 + Memory.ofChars(firsts);
  }
}
