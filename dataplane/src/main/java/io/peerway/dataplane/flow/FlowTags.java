package io.peerway.dataplane.flow;

/**
 * The tags of a bucket's eight slots in one {@code long}, a byte each, so that all are compared at
 * once. A tag is 8 bits of the hash of the flow that has the slot; 0 says that nobody has it.
 *
 * <p>What is found is told by <em>marks</em>: a {@code long} with the high bit of some bytes set.
 */
final class FlowTags {
  static final int SLOT_BITS = 3;
  static final int SLOTS = 1 << SLOT_BITS;

  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;
  private static final int HASH_SHIFT = 16; // other bits than those that words and buckets have
  private static final int BYTE = 0xff;

  private FlowTags() {}

  /** Of a flow's hash; never 0. */
  static int tag(long hash) {
    return Math.max(1, (int) (hash >>> HASH_SHIFT) & BYTE);
  }

  /** Marks the slots with a tag. */
  static long matching(long tags, int tag) {
    return empty(tags ^ tag * EACH);
  }

  /** Marks the slots that nobody has. */
  static long empty(long tags) {
    return ~(((tags & LOW_BITS) + LOW_BITS) | tags | LOW_BITS);
  }

  /** Marks the slots that somebody has. */
  static long taken(long tags) {
    return ~empty(tags) & ~LOW_BITS;
  }

  /** How many slots are marked. */
  static int count(long marks) {
    return Long.bitCount(marks);
  }

  /** The place in the bucket of the first slot that is marked. */
  static int firstPlace(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> SLOT_BITS;
  }

  /** The first slot that is marked. */
  static int firstSlot(int bucket, long marks) {
    return bucket * SLOTS + firstPlace(marks);
  }

  /** The marks without the first. */
  static long rest(long marks) {
    return marks & (marks - 1);
  }

  /** The tags after one slot has got another; 0 to give it up. */
  static long with(long tags, int place, int tag) {
    int shift = place << SLOT_BITS;
    return (tags & ~((long) BYTE << shift)) | ((long) tag << shift);
  }
}
