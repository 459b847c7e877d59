package io.peerway.dataplane.lpm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The memory of one trie: cells, leaves and tails, which the writer fills and readers see through a
 * {@link TrieView}.
 *
 * <p>Memory that readers may see is never written except where a single store publishes a finished
 * subtree. When an array is full its content moves to a larger one; views of the old one keep it as
 * it was.
 */
final class TrieArena {
  private static final VarHandle LEAF = MethodHandles.arrayElementVarHandle(int[].class);

  /** Leaves beyond the used ones, so that even a torn position and count stay inside the array. */
  private static final int MARGIN = 64;

  /** Epochs shorter than this many freed blocks would make readers look again too often. */
  private static final int MIN_FREED_PER_EPOCH = 64;

  final ReclaimClock clock = new ReclaimClock();
  long[] cells;
  int[] leaves;
  RangeTable[] tails = {};

  /** Whether an array has moved since the last view of it was published. */
  boolean moved;

  private final SpaceAllocator cellSpace = new SpaceAllocator(Block.SIZE, Block.SIZE);
  private final SpaceAllocator leafSpace = new SpaceAllocator(4, Block.SLOTS);
  private final SpaceAllocator tailSpace = new SpaceAllocator(1, 1);

  TrieArena(int cellCapacity, int leafCapacity) {
    cells = new long[cellCapacity];
    leaves = new int[leafCapacity + MARGIN];
  }

  /** Writes a block of these entries and returns its position. */
  int writeBlock(BlockRuns runs) {
    int block = cellSpace.allocate(Block.SIZE);
    int first = leafSpace.allocate(runs.count());
    if (cellSpace.used() > cells.length || leafSpace.used() + MARGIN > leaves.length) {
      grow();
    }
    runs.copyTo(cells, block, leaves, first);
    return block;
  }

  /**
   * Moves all arrays together: a late reader of the old ones must not meet a pointer, in memory
   * that was used anew, to what only the new ones have.
   */
  private void grow() {
    cells = Arrays.copyOf(cells, grown(cells.length, cellSpace.used()));
    leaves = Arrays.copyOf(leaves, grown(leaves.length - MARGIN, leafSpace.used()) + MARGIN);
    tails = Arrays.copyOf(tails, grown(tails.length, tailSpace.used()));
    moved = true;
  }

  void freeBlock(int block) {
    int first = (int) cells[block + 1] + 1;
    int lastCell = block + Block.SIZE - 2;
    int end = (int) cells[lastCell + 1] + 1 + Long.bitCount(cells[lastCell]);
    leafSpace.free(first, end - first);
    cellSpace.free(block, Block.SIZE);
  }

  /** Writes a block with the content of another and returns its position. */
  int copyBlock(int block, BlockRuns scratch) {
    scratch.clear();
    for (int cell = 0; cell < Block.CELLS; cell++) {
      scratch.add(cells, leaves, block);
    }
    return writeBlock(scratch);
  }

  /**
   * Replaces the entry of a slot that is a run by itself. Readers of a published block see the old
   * entry or the new one, and all that was written before.
   */
  void setEntry(int block, int slot, int entry) {
    LEAF.setRelease(leaves, Block.leaf(cells, block, slot), entry);
  }

  int addTail(RangeTable ranges) {
    int index = tailSpace.allocate(1);
    if (tailSpace.used() > tails.length) {
      grow();
    }
    tails[index] = ranges;
    return index;
  }

  void freeTail(int index) {
    tailSpace.free(index, 1);
  }

  /**
   * To be called when nothing freed is reachable any more: starts an epoch when enough was freed
   * since the last one.
   */
  void reclaim() {
    int enough = Math.max(MIN_FREED_PER_EPOCH, cellSpace.live() / Block.SIZE / 16);
    if (cellSpace.freedThisEpoch() + tailSpace.freedThisEpoch() >= enough) {
      clock.advance();
      cellSpace.epochEnds();
      leafSpace.epochEnds();
      tailSpace.epochEnds();
    }
  }

  /** Whether so little of the memory is in use that moving to new memory is worth it. */
  boolean isWasteful() {
    return (cells.length > 4096 && cells.length / 3 > cellSpace.live())
        || (leaves.length > 4096 && leaves.length / 3 > leafSpace.live());
  }

  int liveCells() {
    return cellSpace.live();
  }

  int liveLeaves() {
    return leafSpace.live();
  }

  /** Gives back what is unused at the ends, for tables that are built and never changed. */
  void trim() {
    cells = Arrays.copyOf(cells, cellSpace.used());
    leaves = Arrays.copyOf(leaves, leafSpace.used() + MARGIN);
    tails = Arrays.copyOf(tails, tailSpace.used());
    moved = true;
  }

  /** Bytes for which only the writer has a use. */
  long writerBytes() {
    return cellSpace.bytes() + leafSpace.bytes() + tailSpace.bytes();
  }

  /** A capacity with room to spare for what is needed; as it is when that still fits well. */
  private static int grown(int capacity, int needed) {
    int roomy = needed + (needed >> 2) + 64;
    return needed + (needed >> 3) > capacity ? roomy : capacity;
  }
}
