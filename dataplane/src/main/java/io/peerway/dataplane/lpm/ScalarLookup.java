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
    long[] cells = view.cells;
    int[] leaves = view.leaves;
    int rootShift = view.rootShift - 32;
    int slotShift = rootShift - 8;
    int all = 0;
    for (int i = from; i < to; i++) {
      int address = addresses[i];
      int entry = Block.entry(cells, leaves, root[address >>> rootShift], address >>> slotShift);
      int shift = slotShift;
      while (!Entry.isNextHop(entry) && shift > 0) {
        shift -= 8;
        entry = Block.entry(cells, leaves, Entry.position(entry), address >>> shift);
      }
      nextHops[i] = entry;
      all |= entry;
    }
    return Entry.isNextHop(all);
  }

  /** As {@link #ipv4}, for IPv6 addresses. */
  static boolean ipv6(TrieView view, long[] hi, long[] lo, int[] nextHops, int from, int to) {
    int[] root = view.root;
    long[] cells = view.cells;
    int[] leaves = view.leaves;
    int rootShift = view.rootShift;
    int all = 0;
    for (int i = from; i < to; i++) {
      long address = hi[i];
      int shift = rootShift - 8;
      int entry =
          Block.entry(
              cells, leaves, root[(int) (address >>> rootShift)], (int) (address >>> shift));
      while (!Entry.isNextHop(entry) && shift > 0 && !Entry.isTail(entry)) {
        shift -= 8;
        entry = Block.entry(cells, leaves, Entry.position(entry), (int) (address >>> shift));
      }
      if (!Entry.isNextHop(entry)) {
        entry = view.lookupTail(entry, address, lo[i]);
      }
      nextHops[i] = entry;
      all |= entry;
    }
    return Entry.isNextHop(all);
  }
}
