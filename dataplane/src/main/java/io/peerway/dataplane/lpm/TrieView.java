package io.peerway.dataplane.lpm;

/**
 * What readers see of a trie: arrays that stay the same, though the writer publishes changed
 * subtrees in them, each with one store.
 *
 * <p>A lookup indexes the root with the first bits of the address and follows blocks, 8 bits each:
 *
 * <pre>
 *   root[first 16 bits] --> block[next 8 bits] --> block[next 8 bits] --> next hop
 * </pre>
 *
 * <p>Every result holds only if {@link #clock} says that the memory was intact.
 */
final class TrieView implements LookupTable {
  /** What a lookup returns when it met memory of another time. */
  static final int TORN = -1;

  /** How far a left-aligned address is shifted right to index the root: 48 or 56. */
  final int rootShift;

  /** The {@link Entry} for each value of the first bits. */
  final int[] root;

  final long[] cells;
  final int[] leaves;
  final RangeTable[] tails;
  final ReclaimClock clock;

  /** What stands before an IPv4 trie with a root of 16 bits, or null. */
  final DirectTable direct;

  TrieView(int rootBits, int[] root, TrieArena arena, DirectTable direct) {
    this.rootShift = 64 - rootBits;
    this.root = root;
    this.cells = arena.cells;
    this.leaves = arena.leaves;
    this.tails = arena.tails;
    this.clock = arena.clock;
    this.direct = direct;
  }

  /** The next hop of an IPv4 address, or {@link #TORN}. */
  int lookup(int address) {
    int shift = rootShift - 32;
    return descend(root[address >>> shift], address, shift);
  }

  /** The next hop of an IPv6 address, or {@link #TORN}. */
  int lookup(long hi, long lo) {
    return descend(root[(int) (hi >>> rootShift)], hi, lo, rootShift);
  }

  /**
   * Follows an entry to the next hop of an IPv4 address.
   *
   * @param shift how many bits of the address are below the slot of the entry
   * @return the next hop or {@link #TORN}
   */
  int descend(int entry, int address, int shift) {
    long[] cells = this.cells;
    int[] leaves = this.leaves;
    while (!Entry.isNextHop(entry) && shift > 0) {
      shift -= 8;
      entry = Block.entry(cells, leaves, Entry.position(entry), address >>> shift);
    }
    return Math.max(entry, TORN); // a pointer below the last bit
  }

  /** As {@link #descend(int, int, int)}, for an IPv6 address. */
  int descend(int entry, long hi, long lo, int shift) {
    long[] cells = this.cells;
    int[] leaves = this.leaves;
    while (!Entry.isNextHop(entry) && shift > 0 && !Entry.isTail(entry)) {
      shift -= 8;
      entry = Block.entry(cells, leaves, Entry.position(entry), (int) (hi >>> shift));
    }
    return Entry.isNextHop(entry) ? entry : lookupTail(entry, hi, lo);
  }

  /** Follows a pointer to ranges of what is longer than 64 bits. */
  private int lookupTail(int entry, long hi, long lo) {
    int index = Entry.position(entry);
    if (!Entry.isTail(entry) || index >= tails.length || tails[index] == null) {
      return TORN;
    }
    return tails[index].lookup(hi, lo);
  }

  @Override
  public long bytes() {
    long bytes =
        64
            + Memory.ofInts(root)
            + Memory.ofLongs(cells)
            + Memory.ofInts(leaves)
            + Memory.ofReferences(tails)
            + (direct == null ? 0 : DirectTable.bytes());
    for (RangeTable tail : tails) {
      bytes += tail == null ? 0 : tail.bytes();
    }
    return bytes;
  }
}
