package io.peerway.dataplane.lpm;

import java.util.Arrays;

/** The runs of a block to be written: its 256 entries compressed. Reused for every block. */
final class BlockRuns {
  private final long[] bitmaps = new long[Block.CELLS];
  private final int[] entries = new int[Block.SLOTS];
  private int count;

  /** Compresses one entry a slot. */
  void set(int[] slots) {
    int runs = 0;
    for (int cell = 0; cell < Block.CELLS; cell++) {
      int slot = cell * 64;
      int current = slots[slot];
      entries[runs++] = current;
      long bitmap = 1;
      for (int bit = 1; bit < 64; bit++) {
        int next = slots[slot + bit];
        if (next != current) {
          current = next;
          bitmap |= 1L << bit;
          entries[runs++] = current;
        }
      }
      bitmaps[cell] = bitmap;
    }
    count = runs;
  }

  void setUniform(int entry) {
    Arrays.fill(bitmaps, 1);
    Arrays.fill(entries, 0, Block.CELLS, entry);
    count = Block.CELLS;
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
