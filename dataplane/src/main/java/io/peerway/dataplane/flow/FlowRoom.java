package io.peerway.dataplane.flow;

import java.util.concurrent.atomic.LongAdder;

/** Which slots of a {@link FlowTable} new flows get, and how slots are given up. */
final class FlowRoom {
  private static final int SLOTS = FlowMemory.SLOTS;
  private static final int NONE = -1;

  /** A bucket with so many empty slots takes a flow without looking at the flow's other one. */
  private static final int PLENTY = 3;

  private final FlowMemory memory;
  private final int[] timeouts;
  private final LongAdder taken = new LongAdder();

  /**
   * @param timeouts by state, in ticks
   */
  FlowRoom(FlowMemory memory, int[] timeouts) {
    this.memory = memory;
    this.timeouts = timeouts;
  }

  /** How many slots are taken. */
  long taken() {
    return taken.sum();
  }

  /**
   * A slot for a new flow, which is the caller's to write: an empty one, one whose flow has ended,
   * or one whose connection is closed; -1 if there is none.
   */
  int claim(long hash, int tick) {
    int bucket = roomierBucket(hash, tick);
    while (bucket != NONE) {
      long tags = memory.tags(bucket);
      long empty = FlowTags.empty(tags);
      if (empty != 0) {
        int place = FlowTags.firstPlace(empty);
        if (memory.replaceTags(bucket, tags, FlowTags.with(tags, place, FlowTags.tag(hash)))) {
          taken.increment();
          return bucket * SLOTS + place;
        }
      }
      bucket = roomierBucket(hash, tick); // another worker was faster
    }
    return NONE;
  }

  /** The bucket that a new flow belongs into, or {@link #NONE} if there is no room in either. */
  private int roomierBucket(long hash, int tick) {
    int first = memory.firstBucket(hash);
    int room = room(first, tick);
    if (room >= PLENTY) {
      return first;
    }
    int second = memory.secondBucket(hash);
    int other = room(second, tick);
    if (other > room) {
      return second;
    }
    return room > 0 ? first : NONE;
  }

  /**
   * How many slots of a bucket are empty, once those are given up in a rather full one whose flows
   * have ended, or if all are taken one whose connection is closed. What was done in vain is not
   * done again in the same tick: a flood of new flows is refused without a look at eight lines for
   * each.
   */
  private int room(int bucket, int tick) {
    int room = FlowTags.count(FlowTags.empty(memory.tags(bucket)));
    if (room >= PLENTY || memory.note(bucket) == inVain(tick)) {
      return room;
    }
    if (memory.note(bucket) != swept(tick)) {
      memory.note(bucket, swept(tick));
      sweep(bucket, tick);
      room = FlowTags.count(FlowTags.empty(memory.tags(bucket)));
    }
    if (room == 0 && !freeClosed(bucket)) {
      memory.note(bucket, inVain(tick));
    }
    return FlowTags.count(FlowTags.empty(memory.tags(bucket)));
  }

  // What is noted of a bucket, inverted because 0 says nothing: the tick in which it was swept, and
  // whether it had no closed connection either.

  private static int swept(int tick) {
    return ~(tick << 1);
  }

  private static int inVain(int tick) {
    return ~(tick << 1 | 1);
  }

  private boolean freeClosed(int bucket) {
    for (int slot = bucket * SLOTS; slot < (bucket + 1) * SLOTS; slot++) {
      long word = memory.word(slot);
      if (FlowWord.state(word) == FlowWord.TCP_CLOSED) {
        free(slot, word);
        return true;
      }
    }
    return false;
  }

  /** Whether a new flow would get a slot, or will as soon as it is looked for one again. */
  boolean isFor(long hash, int tick) {
    return mayHave(memory.firstBucket(hash), tick) || mayHave(memory.secondBucket(hash), tick);
  }

  private boolean mayHave(int bucket, int tick) {
    for (int slot = bucket * SLOTS; slot < (bucket + 1) * SLOTS; slot++) {
      long word = memory.word(slot);
      if (hasEnded(word, tick) || FlowWord.state(word) == FlowWord.TCP_CLOSED) {
        return true;
      }
    }
    return FlowTags.empty(memory.tags(bucket)) != 0;
  }

  private boolean hasEnded(long word, int tick) {
    return FlowWord.isLive(word) && FlowWord.isIdle(word, tick, timeouts);
  }

  /** Gives up the slot of a flow, if its word is still this. */
  void free(int slot, long word) {
    if (memory.replace(slot, word, FlowWord.FREE)) {
      memory.setTag(slot, 0);
      taken.decrement();
    }
  }

  /** Gives up the slots of a bucket whose flows have ended. */
  void sweep(int bucket, int tick) {
    long left = FlowTags.taken(memory.tags(bucket));
    for (; left != 0; left = FlowTags.rest(left)) {
      int slot = FlowTags.firstSlot(bucket, left);
      long word = memory.word(slot);
      if (hasEnded(word, tick)) {
        free(slot, word);
      }
    }
  }
}
