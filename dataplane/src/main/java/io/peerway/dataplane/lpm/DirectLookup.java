package io.peerway.dataplane.lpm;

/** Batch lookup in a {@link DirectTable} in plain loops. */
final class DirectLookup {
  private DirectLookup() {}

  /** The next hop of an address, or {@link TrieView#TORN}. */
  static int ipv4(TrieView view, int address) {
    int code = DirectTable.code(view.direct.fine, address >>> 8);
    return code == DirectTable.ASK ? view.lookup(address) : code;
  }

  /** As {@link ScalarLookup#ipv4}. */
  static boolean ipv4(TrieView view, int[] addresses, int[] nextHops, int from, int to) {
    int[] fine = view.direct.fine;
    boolean asks = false;
    for (int i = from; i < to; i++) {
      int code = DirectTable.code(fine, addresses[i] >>> 8);
      nextHops[i] = code;
      asks |= code == DirectTable.ASK;
    }
    return !asks || ask(view, addresses, nextHops, from, to);
  }

  /** Looks in the trie for what the bytes do not say; tells whether that found only next hops. */
  static boolean ask(TrieView view, int[] addresses, int[] nextHops, int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      if (nextHops[i] == DirectTable.ASK) {
        nextHops[i] = view.lookup(addresses[i]);
        all |= nextHops[i];
      }
    }
    return Entry.isNextHop(all);
  }
}
