package io.peerway.dataplane.lpm;

/**
 * The layout of a block, the node of the trie: it maps one byte of the address to an {@link Entry}.
 *
 * <p>Its 256 slots are four cells of 64. Neighbouring slots with equal entries are a run, and only
 * the first slot of a run has its bit set in the cell's bitmap; the run's entry stands once among
 * the leaves. The entry of a slot is the leaf of the last run that starts at or before it: a
 * population count finds it.
 *
 * <pre>
 *   cells    | bitmap 0 | first 0 | bitmap 1 | first 1 | bitmap 2 | first 2 | bitmap 3 | first 3 |
 *                 |          |
 *                 |          +-- index of the leaf before the cell's first one
 *                 +------------- bit 0 is always set: a run ends with its cell
 *   leaves   | entry | entry | entry | ...
 * </pre>
 *
 * <p>A cell's 16 bytes lie in one cache line or two neighbouring ones; the leaves of a block are
 * contiguous.
 */
final class Block {
  static final int SLOTS = 256;
  static final int CELLS = 4;
  static final int CELL_SLOTS = 64;

  /** Longs that the cells of a block take. */
  static final int SIZE = 2 * CELLS;

  /** Of an address shifted right by 5 bits less than to its slot: the cell of the slot. */
  static final int CELL_MASK = 2 * (CELLS - 1);

  private Block() {}

  /**
   * The entry of a slot.
   *
   * @param block position of the block
   * @param slot the low 8 bits count
   */
  static int entry(long[] cells, int[] leaves, int block, int slot) {
    return leaves[leaf(cells, block, slot)];
  }

  /** The index of the leaf that holds a slot's entry. */
  static int leaf(long[] cells, int block, int slot) {
    int cell = block + ((slot >>> 5) & CELL_MASK);
    // The shift drops the bits of later slots; a shift distance counts modulo 64.
    return (int) cells[cell + 1] + Long.bitCount(cells[cell] << ~slot);
  }
}
