package io.peerway.dataplane.lpm;

/**
 * What a slot of the trie holds, in 32 bits: a next hop (0 to 2^30 - 1, 0 being none), or with the
 * sign bit a pointer: to the block that refines the slot, or with bit 30 too to the ranges that
 * hold what is longer than 64 bits.
 */
final class Entry {
  /** Of a subtree without routes: its slot holds what is inherited. */
  static final int NONE = -1;

  private static final int POINTER = 1 << 31;
  private static final int TAIL = 1 << 30;
  private static final int POSITION = TAIL - 1;

  /** Pointers to blocks, as signed numbers, are less than this; all other entries are not. */
  static final int FIRST_TAIL = POINTER | TAIL;

  private Entry() {}

  static int ofBlock(int position) {
    return POINTER | position;
  }

  static int ofTail(int index) {
    return POINTER | TAIL | index;
  }

  static boolean isNextHop(int entry) {
    return entry >= 0;
  }

  static boolean isPointer(int entry) {
    return entry < NONE;
  }

  static boolean isBlock(int entry) {
    return entry < FIRST_TAIL;
  }

  static boolean isTail(int entry) {
    return entry >= FIRST_TAIL && entry < NONE;
  }

  /** The position of a pointer's block among the cells, or its index among the tails. */
  static int position(int entry) {
    return entry & POSITION;
  }
}
