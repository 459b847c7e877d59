package io.peerway.dataplane.lpm;

/** Batch lookup in plain loops. */
final class ScalarLookup {
  private ScalarLookup() {}

  /**
   * Looks up a chunk of addresses.
   *
   * @return whether every result is a next hop; if not, memory was torn
   */
  static boolean ipv4(TrieView view, int[] addresses, int[] nextHops, int from, int to) {
    int[] root = view.root;
    int shift = view.rootShift - 32;
    int all = 0;
    for (int i = from; i < to; i++) {
      int address = addresses[i];
      int nextHop = view.descend(root[address >>> shift], address, shift);
      nextHops[i] = nextHop;
      all |= nextHop;
    }
    return Entry.isNextHop(all);
  }

  /** As {@link #ipv4}, for IPv6 addresses. */
  static boolean ipv6(TrieView view, long[] hi, long[] lo, int[] nextHops, int from, int to) {
    int[] root = view.root;
    int shift = view.rootShift;
    int all = 0;
    for (int i = from; i < to; i++) {
      long address = hi[i];
      int nextHop = view.descend(root[(int) (address >>> shift)], address, lo[i], shift);
      nextHops[i] = nextHop;
      all |= nextHop;
    }
    return Entry.isNextHop(all);
  }
}
