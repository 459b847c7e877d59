package io.peerway.dataplane.io;

import java.util.concurrent.TimeUnit;

/**
 * Whether a worker is busy, by the part of the time for which it works. It is found busy within
 * milliseconds, and at rest only after some more, so that a pause between two packets is no rest.
 */
final class WorkerLoad {

  private static final long TO_FIND_BUSY = TimeUnit.MILLISECONDS.toNanos(4);
  private static final long TO_FIND_AT_REST = TimeUnit.MILLISECONDS.toNanos(20);

  private boolean busy;
  private long windowBegan;
  private long worked;

  /**
   * @param now nanoseconds of the clock by which it is told of work
   */
  WorkerLoad(long now) {
    this.windowBegan = now;
  }

  /**
   * Takes note of a piece of work.
   *
   * @return whether that changes {@link #isBusy}
   */
  boolean add(long from, long to) {
    worked += to - from;
    long window = to - windowBegan;
    if (window < (busy ? TO_FIND_AT_REST : TO_FIND_BUSY)) {
      return false;
    }
    boolean before = busy;
    // Less than half of the time ends what half of the time begins: nobody wants it to swing.
    busy = worked >= (busy ? window / 4 : window / 2);
    windowBegan = to;
    worked = 0;
    return busy != before;
  }

  boolean isBusy() {
    return busy;
  }
}
