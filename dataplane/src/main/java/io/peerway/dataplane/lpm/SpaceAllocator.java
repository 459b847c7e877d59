package io.peerway.dataplane.lpm;

/**
 * Hands out runs of slots in an array: from lists of freed runs of the same size, else from the
 * unused end. A freed run is used again two epochs after {@link #free}, see {@link ReclaimClock}.
 */
final class SpaceAllocator {
  private final IntStack[] freed;

  /** Runs freed in this epoch and in the one before: pairs of position and size class. */
  private IntStack fresh = new IntStack();

  private IntStack aging = new IntStack();

  private final int granularity;
  private int used;
  private int live;

  /**
   * @param granularity sizes are rounded up to a multiple of this
   * @param largest the largest run
   */
  SpaceAllocator(int granularity, int largest) {
    this.granularity = granularity;
    this.freed = new IntStack[(largest + granularity - 1) / granularity + 1];
  }

  /** The position of a run; the caller makes the array long enough for {@link #used}. */
  int allocate(int size) {
    int sizeClass = sizeClass(size);
    live += sizeClass * granularity;
    IntStack reusable = freed[sizeClass];
    if (reusable != null && !reusable.isEmpty()) {
      return reusable.pop();
    }
    int at = used;
    used += sizeClass * granularity;
    return at;
  }

  void free(int at, int size) {
    int sizeClass = sizeClass(size);
    live -= sizeClass * granularity;
    fresh.push(at);
    fresh.push(sizeClass);
  }

  /** Follows the clock: what was freed in the epoch before the one that ends becomes usable. */
  void epochEnds() {
    while (!aging.isEmpty()) {
      int sizeClass = aging.pop();
      int at = aging.pop();
      if (freed[sizeClass] == null) {
        freed[sizeClass] = new IntStack();
      }
      freed[sizeClass].push(at);
    }
    IntStack emptied = aging;
    aging = fresh;
    fresh = emptied;
  }

  /** Slots from the start of the array that have ever been handed out. */
  int used() {
    return used;
  }

  /** Slots that are handed out. */
  int live() {
    return live;
  }

  /** Runs that were freed in this epoch. */
  int freedThisEpoch() {
    return fresh.size() / 2;
  }

  long bytes() {
    long bytes = fresh.bytes() + aging.bytes() + Memory.ofReferences(freed);
    for (IntStack stack : freed) {
      bytes += stack == null ? 0 : stack.bytes();
    }
    return bytes;
  }

  private int sizeClass(int size) {
    return (size + granularity - 1) / granularity;
  }
}
