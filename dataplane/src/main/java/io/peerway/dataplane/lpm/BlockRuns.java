package io.peerway.dataplane.lpm;

/** The runs of a block that is to be written, cell by cell. Reused for every block. */
final class BlockRuns {
  private final long[] bitmaps = new long[Block.CELLS];
  private final int[] entries = new int[Block.SLOTS];
  private int cellCount;
  private int count;

  void clear() {
    cellCount = 0;
    count = 0;
  }

  /** Adds the next cell: compresses its entries, which stand at its slots. */
  void add(int[] slots) {
    int first = cellCount * Block.CELL_SLOTS;
    int current = slots[first];
    int runs = count;
    entries[runs++] = current;
    long bitmap = 1;
    for (int bit = 1; bit < Block.CELL_SLOTS; bit++) {
      int next = slots[first + bit];
      if (next != current) {
        current = next;
        bitmap |= 1L << bit;
        entries[runs++] = current;
      }
    }
    bitmaps[cellCount++] = bitmap;
    count = runs;
  }

  /** Adds the next cell as it is in another block. */
  void add(long[] cells, int[] leaves, int block) {
    int cell = block + 2 * cellCount;
    int runs = Long.bitCount(cells[cell]);
    System.arraycopy(leaves, (int) cells[cell + 1] + 1, entries, count, runs);
    bitmaps[cellCount++] = cells[cell];
    count += runs;
  }

  /** Whether all slots have the same next hop. */
  boolean isOneNextHop() {
    int entry = entries[0];
    return count == Block.CELLS
        && Entry.isNextHop(entry)
        && entry == entries[1]
        && entry == entries[2]
        && entry == entries[3];
  }

  int firstEntry() {
    return entries[0];
  }

  /** How many leaves the block needs: 4 to 256. */
  int count() {
    return count;
  }

  void copyTo(long[] cells, int block, int[] leaves, int first) {
    System.arraycopy(entries, 0, leaves, first, count);
    int before = first - 1;
    for (int cell = 0; cell < Block.CELLS; cell++) {
      cells[block + 2 * cell] = bitmaps[cell];
      cells[block + 2 * cell + 1] = before;
      before += Long.bitCount(bitmaps[cell]);
    }
  }
}
