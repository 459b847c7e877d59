package io.peerway.control.compile;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The generation that every worker has reached; it only grows. */
final class ReachedGeneration {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private volatile long generation;

  long get() {
    return generation;
  }

  /** Goes up to a generation, unless it is there already. */
  void advance(long to) {
    lock.lock();
    try {
      if (to > generation) {
        generation = to;
        advanced.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a generation; returns whether it came in time. */
  boolean await(long wanted, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (generation < wanted && left > 0) {
        left = advanced.awaitNanos(left);
      }
      return generation >= wanted;
    } finally {
      lock.unlock();
    }
  }
}
