package io.peerway.dataplane.lpm;

/**
 * The routes no longer than the root's bits. One is named by its bits with a 1 before them, as in
 * {@link BlockNode}.
 */
final class RootRoutes {
  private final int bits;
  private final int[] nextHops;

  /**
   * @param bits 8 or 16
   */
  RootRoutes(int bits) {
    this.bits = bits;
    nextHops = new int[2 << bits];
  }

  /** Announces a route, or withdraws it by next hop 0; returns its next hop before. */
  int put(long hi, int length, int nextHop) {
    int key = key(hi, length);
    int before = nextHops[key];
    nextHops[key] = nextHop;
    return before;
  }

  /** The next hop of the longest prefix that contains a slot of the root. */
  int longest(int slot) {
    int key = (1 << bits) | slot;
    while (key > 1 && nextHops[key] == 0) {
      key >>>= 1;
    }
    return nextHops[key];
  }

  void addTo(RouteColumns columns) {
    for (int key = 1; key < nextHops.length; key++) {
      if (nextHops[key] != 0) {
        int length = 31 - Integer.numberOfLeadingZeros(key);
        long hi = length == 0 ? 0 : (long) (key ^ (1 << length)) << (64 - length);
        columns.add(hi, 0, length, nextHops[key]);
      }
    }
  }

  long bytes() {
    return 24 + Memory.ofInts(nextHops);
  }

  private static int key(long hi, int length) {
    return (1 << length) | (int) (hi >>> 1 >>> (63 - length));
  }
}
