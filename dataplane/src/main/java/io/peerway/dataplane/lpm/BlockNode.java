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
  private char[] keys = {};
  private int[] nextHops = {};
  private int routes;

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
    return before;
  }

  int nextHop(int key) {
    int at = Arrays.binarySearch(keys, 0, routes, (char) key);
    return at < 0 ? 0 : nextHops[at];
  }

  /** The subtree that refines the slot, or null. */
  Subtree child(int slot) {
    int at = Arrays.binarySearch(slots, 0, childCount, (byte) slot);
    return at < 0 ? null : children[at];
  }

  void addChild(int slot, Subtree child) {
    int at = -Arrays.binarySearch(slots, 0, childCount, (byte) slot) - 1;
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

  /** The number of the one touched child, or -1 if there are none or several. */
  int onlyTouchedChild() {
    int only = -1;
    for (int i = 0; i < childCount; i++) {
      if (children[i].touched) {
        if (only >= 0) {
          return -1;
        }
        only = i;
      }
    }
    return only;
  }

  /** Writes the next hop of every slot: what is inherited, and over it the routes. */
  void paint(int[] painted) {
    Arrays.fill(painted, inherited);
    for (int i = 0; i < routes; i++) {
      int key = keys[i];
      int spareBits = Integer.numberOfLeadingZeros(key) - 23; // 1xxxxxxxx has none
      int from = (key << spareBits) & 0xff;
      int to = from + (1 << spareBits);
      int nextHop = nextHops[i];
      for (int slot = from; slot < to; slot++) {
        painted[slot] = nextHop;
      }
    }
  }

  @Override
  void forgetEntries() {
    super.forgetEntries();
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
