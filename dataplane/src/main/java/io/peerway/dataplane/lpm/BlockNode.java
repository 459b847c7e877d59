package io.peerway.dataplane.lpm;

import java.util.Arrays;

/**
 * The writer's side of one block: the routes that end within its 8 bits, and the subtrees that
 * refine its slots.
 *
 * <p>A route is named by its bits within the block with a 1 before them: 1x for the prefixes one
 * bit long, up to 1xxxxxxxx for those of eight. Ascending, shorter prefixes come first.
 */
final class BlockNode extends Subtree {
  private static final int ALL_CELLS = (1 << Block.CELLS) - 1;

  private static final int NO_CHILD = -1;
  private static final int SEVERAL_CHILDREN = -2;

  /** A bit for each cell that differs from what readers see. */
  private int staleCells = ALL_CELLS;

  private char[] keys = {};
  private int[] nextHops = {};
  private int routes;

  /** The slot of the only touched child, or what there is instead. */
  private int touchedChild = NO_CHILD;

  private byte[] slots = {};
  private Subtree[] children = {};
  private int childCount;

  /** The key of a prefix that ends in a block at this depth. */
  static int key(long hi, int depth, int length) {
    int bits = length - depth;
    return (1 << bits) | ((int) (hi >>> (64 - length)) & ((1 << bits) - 1));
  }

  /** The slot of an address in a block at this depth. */
  static int slot(long hi, int depth) {
    return (int) (hi >>> (56 - depth)) & 0xff;
  }

  boolean isEmpty() {
    return routes == 0 && childCount == 0;
  }

  /** Announces a route, or withdraws it by next hop 0; returns its next hop before. */
  int put(int key, int nextHop) {
    int at = Arrays.binarySearch(keys, 0, routes, (char) key);
    int before = at < 0 ? 0 : nextHops[at];
    if (before == nextHop) {
      return before;
    }
    if (before == 0) {
      insert(-at - 1, key, nextHop);
    } else if (nextHop == 0) {
      System.arraycopy(keys, at + 1, keys, at, routes - at - 1);
      System.arraycopy(nextHops, at + 1, nextHops, at, routes - at - 1);
      routes--;
    } else {
      nextHops[at] = nextHop;
    }
    markChanged();
    markStale(firstSlot(key), endSlot(key));
    return before;
  }

  /** The subtree that refines the slot, or null. */
  Subtree child(int slot) {
    int at = find(slot);
    return at < 0 ? null : children[at];
  }

  void addChild(int slot, Subtree child) {
    int at = -find(slot) - 1;
    if (childCount == slots.length) {
      slots = Arrays.copyOf(slots, grown(childCount));
      children = Arrays.copyOf(children, slots.length);
    }
    System.arraycopy(slots, at, slots, at + 1, childCount - at);
    System.arraycopy(children, at, children, at + 1, childCount - at);
    slots[at] = (byte) slot;
    children[at] = child;
    childCount++;
    markChanged();
    touchChild(slot);
    markStale(slot, slot + 1);
  }

  /** Children are numbered from 0. */
  int childCount() {
    return childCount;
  }

  Subtree childAt(int i) {
    return children[i];
  }

  int slotAt(int i) {
    return slots[i] & 0xff;
  }

  void removeChildAt(int i) {
    System.arraycopy(slots, i + 1, slots, i, childCount - i - 1);
    System.arraycopy(children, i + 1, children, i, childCount - i - 1);
    children[--childCount] = null;
  }

  /** Tells that the child at a slot is touched. */
  void touchChild(int slot) {
    touched = true;
    touchedChild = touchedChild == NO_CHILD || touchedChild == slot ? slot : SEVERAL_CHILDREN;
  }

  /** Whether at most one child is touched. */
  boolean hasOneTouchedChild() {
    return touchedChild != SEVERAL_CHILDREN;
  }

  /** The number of the next touched child from a number on, or the count of children. */
  int nextTouched(int from) {
    if (hasOneTouchedChild()) {
      int only = touchedChild == NO_CHILD ? -1 : find(touchedChild);
      return only >= from ? only : childCount;
    }
    int i = from;
    while (i < childCount && !children[i].touched) {
      i++;
    }
    return i;
  }

  /** Whether a cell differs from what readers see. */
  boolean isStale(int cell) {
    return (staleCells >>> cell & 1) != 0;
  }

  /** Tells that the cells of these slots differ from what readers see. */
  void markStale(int fromSlot, int toSlot) {
    int from = fromSlot / Block.CELL_SLOTS;
    int to = (toSlot + Block.CELL_SLOTS - 1) / Block.CELL_SLOTS;
    staleCells |= ALL_CELLS >>> (Block.CELLS - to) & ALL_CELLS << from;
  }

  void markTouchedChildrenStale() {
    for (int i = nextTouched(0); i < childCount; i = nextTouched(i + 1)) {
      markStale(slotAt(i), slotAt(i) + 1);
    }
  }

  void markAllShown() {
    staleCells = 0;
    touchedChild = NO_CHILD;
    changed = false;
  }

  /**
   * Writes the next hops of the slots of stale cells: what is inherited, and over it the routes.
   */
  void paint(int[] slots) {
    for (int cell = 0; cell < Block.CELLS; cell++) {
      if (isStale(cell)) {
        paint(slots, cell * Block.CELL_SLOTS, (cell + 1) * Block.CELL_SLOTS);
      }
    }
  }

  private void paint(int[] slots, int first, int end) {
    Arrays.fill(slots, first, end, inherited);
    int i = 0;
    for (; i < routes && keys[i] < Block.SLOTS; i++) {
      int to = Math.min(end, endSlot(keys[i]));
      for (int slot = Math.max(first, firstSlot(keys[i])); slot < to; slot++) {
        slots[slot] = nextHops[i];
      }
    }
    // The routes of one slot each are the most: only those of these slots are looked at.
    int from = Arrays.binarySearch(keys, i, routes, (char) (Block.SLOTS + first));
    for (i = from < 0 ? -from - 1 : from; i < routes && keys[i] < Block.SLOTS + end; i++) {
      slots[keys[i] - Block.SLOTS] = nextHops[i];
    }
  }

  private static int firstSlot(int key) {
    return (key << spareBits(key)) & 0xff;
  }

  private static int endSlot(int key) {
    return firstSlot(key) + (1 << spareBits(key));
  }

  /** How many bits of the slot a route leaves open. */
  private static int spareBits(int key) {
    return Integer.numberOfLeadingZeros(key) - 23; // 1xxxxxxxx has none
  }

  @Override
  void forgetEntries() {
    super.forgetEntries();
    markStale(0, Block.SLOTS);
    for (int i = 0; i < childCount; i++) {
      children[i].forgetEntries();
    }
  }

  @Override
  void addRoutesTo(RouteColumns columns, long hi, int depth) {
    for (int i = 0; i < routes; i++) {
      int bits = 31 - Integer.numberOfLeadingZeros(keys[i]);
      long below = (keys[i] ^ (1L << bits)) << (64 - depth - bits);
      columns.add(hi | below, 0, depth + bits, nextHops[i]);
    }
    for (int i = 0; i < childCount; i++) {
      children[i].addRoutesTo(columns, hi | ((long) slotAt(i) << (56 - depth)), depth + 8);
    }
  }

  @Override
  long bytes() {
    long bytes = 48 + 16 + Memory.ofInts(nextHops) + Memory.ofChars(keys);
    bytes += Memory.ofBytes(slots) + Memory.ofReferences(children);
    for (int i = 0; i < childCount; i++) {
      bytes += children[i].bytes();
    }
    return bytes;
  }

  private int find(int slot) {
    return Arrays.binarySearch(slots, 0, childCount, (byte) slot);
  }

  private void insert(int at, int key, int nextHop) {
    if (routes == keys.length) {
      keys = Arrays.copyOf(keys, grown(routes));
      nextHops = Arrays.copyOf(nextHops, keys.length);
    }
    System.arraycopy(keys, at, keys, at + 1, routes - at);
    System.arraycopy(nextHops, at, nextHops, at + 1, routes - at);
    keys[at] = (char) key;
    nextHops[at] = nextHop;
    routes++;
  }

  private static int grown(int size) {
    return size < 4 ? size + 1 : size + (size >> 1);
  }
}
