package io.peerway.dataplane.lpm;

import java.util.Arrays;

/**
 * A small table: the address space cut into ranges of one next hop each, found by binary search in
 * the few that a {@link RangeIndex} names. Immutable, so an update makes a new one.
 *
 * <pre>
 *   0.0.0.0/0 -> 1, 10.0.0.0/8 -> 2, 10.1.0.0/16 -> 3
 *
 *   starts    0.0.0.0   10.0.0.0   10.1.0.0   10.2.0.0   11.0.0.0
 *   nextHops     1          2          3          2          1
 * </pre>
 */
final class RangeTable implements LookupTable {
  /** First addresses, ascending; biased, so that signed comparison orders unsigned numbers. */
  private final long[] startsHi;

  /** Null when every range starts at a multiple of 2^64. */
  private final long[] startsLo;

  private final int[] nextHops;

  /** Where to search; null when {@link #startsLo} is not. */
  private final RangeIndex index;

  private RangeTable(long[] startsHi, long[] startsLo, int[] nextHops, RangeIndex index) {
    this.startsHi = startsHi;
    this.startsLo = startsLo;
    this.nextHops = nextHops;
    this.index = index;
  }

  /** The ranges of the routes; {@code defaultNextHop} holds where none of them matches. */
  static RangeTable of(RouteList routes, int defaultNextHop) {
    return new Sweep(routes, defaultNextHop).ranges();
  }

  /** The next hop of an address whose last 64 bits do not matter: the table has no such ranges. */
  int lookup(long hi) {
    if (startsLo != null) {
      return lookup(hi, 0);
    }
    long[] starts = startsHi;
    long key = hi ^ Long.MIN_VALUE;
    int at = index.first(hi);
    // Halving without a branch on the outcome: a random address would be mispredicted every time.
    for (int half = index.reach() >>> 1; half > 0; half >>>= 1) {
      at += key >= starts[at + half] ? half : 0;
    }
    return nextHops[at];
  }

  int lookup(long hi, long lo) {
    if (startsLo == null) {
      return lookup(hi);
    }
    long keyHi = hi ^ Long.MIN_VALUE;
    long keyLo = lo ^ Long.MIN_VALUE;
    int at = 0;
    for (int count = startsHi.length; count > 1; ) {
      int half = count >>> 1;
      long startHi = startsHi[at + half];
      boolean atOrAfter = keyHi > startHi || (keyHi == startHi && keyLo >= startsLo[at + half]);
      at += atOrAfter ? half : 0;
      count -= half;
    }
    return nextHops[at];
  }

  @Override
  public long bytes() {
    return 32
        + Memory.ofLongs(startsHi)
        + Memory.ofLongs(startsLo)
        + Memory.ofInts(nextHops)
        + (index == null ? 0 : index.bytes());
  }

  /** Walks the sorted routes once, with the stack of those that contain the current address. */
  private static final class Sweep {
    private final RouteList routes;
    private final long[] startsHi;
    private final long[] startsLo;
    private final int[] nextHops;
    private final int[] enclosing;
    private final int defaultNextHop;
    private int depth;
    private int count;

    Sweep(RouteList routes, int defaultNextHop) {
      this.routes = routes;
      this.defaultNextHop = defaultNextHop;
      int most = 2 * routes.size() + 1;
      startsHi = new long[most];
      startsLo = routes.isLong() ? new long[most] : null;
      nextHops = new int[most];
      enclosing = new int[129];
    }

    RangeTable ranges() {
      startAt(0, 0, defaultNextHop);
      for (int i = 0; i < routes.size(); i++) {
        while (depth > 0 && !contains(enclosing[depth - 1], i)) {
          endInnermost();
        }
        startAt(routes.hi(i), routes.lo(i), routes.nextHop(i));
        enclosing[depth++] = i;
      }
      while (depth > 0) {
        endInnermost();
      }
      if (startsLo != null) {
        return new RangeTable(
            Arrays.copyOf(startsHi, count),
            Arrays.copyOf(startsLo, count),
            Arrays.copyOf(nextHops, count),
            null);
      }
      RangeIndex index = new RangeIndex(startsHi, count);
      int padded = count + index.reach() - 1; // which a search may compare with
      long[] starts = Arrays.copyOf(startsHi, padded);
      int[] hops = Arrays.copyOf(nextHops, padded);
      Arrays.fill(starts, count, padded, Long.MAX_VALUE);
      Arrays.fill(hops, count, padded, hops[count - 1]);
      return new RangeTable(starts, null, hops, index);
    }

    private boolean contains(int outer, int inner) {
      int length = routes.length(outer);
      return (routes.hi(inner) & Prefixes.maskHi(length)) == routes.hi(outer)
          && (routes.lo(inner) & Prefixes.maskLo(length)) == routes.lo(outer);
    }

    /** After the last address of the innermost route, the one around it holds again. */
    private void endInnermost() {
      int ended = enclosing[--depth];
      int length = routes.length(ended);
      long lastHi = routes.hi(ended) | ~Prefixes.maskHi(length);
      long lastLo = routes.lo(ended) | ~Prefixes.maskLo(length);
      if (lastHi == -1 && lastLo == -1) {
        return; // nothing is after the end of the address space
      }
      int around = depth == 0 ? defaultNextHop : routes.nextHop(enclosing[depth - 1]);
      startAt(lastLo == -1 ? lastHi + 1 : lastHi, lastLo + 1, around);
    }

    private void startAt(long hi, long lo, int nextHop) {
      if (count > 0 && isStart(count - 1, hi, lo)) {
        count--;
      }
      if (count > 0 && nextHops[count - 1] == nextHop) {
        return;
      }
      startsHi[count] = hi ^ Long.MIN_VALUE;
      if (startsLo != null) {
        startsLo[count] = lo ^ Long.MIN_VALUE;
      }
      nextHops[count++] = nextHop;
    }

    private boolean isStart(int range, long hi, long lo) {
      return startsHi[range] == (hi ^ Long.MIN_VALUE)
          && (startsLo == null || startsLo[range] == (lo ^ Long.MIN_VALUE));
    }
  }
}
