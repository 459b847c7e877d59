package io.peerway.dataplane.lpm;

import java.util.Arrays;

/** A growing list of prefixes with their next hops, in the order of their adding. */
final class RouteColumns {
  long[] hi = new long[8];

  /** Null as long as every length is 64 or less. */
  long[] lo;

  byte[] lengths = new byte[8];
  int[] nextHops = new int[8];
  int count;

  void add(long prefixHi, long prefixLo, int length, int nextHop) {
    if (count == hi.length) {
      grow();
    }
    if (length > 64 && lo == null) {
      lo = new long[hi.length];
    }
    hi[count] = prefixHi;
    if (lo != null) {
      lo[count] = prefixLo;
    }
    lengths[count] = (byte) length;
    nextHops[count] = nextHop;
    count++;
  }

  long lo(int i) {
    return lo == null ? 0 : lo[i];
  }

  /** 0 to 128. */
  int length(int i) {
    return lengths[i] & 0xff;
  }

  private void grow() {
    int capacity = hi.length + (hi.length >> 1);
    hi = Arrays.copyOf(hi, capacity);
    lo = lo == null ? null : Arrays.copyOf(lo, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    nextHops = Arrays.copyOf(nextHops, capacity);
  }
}
