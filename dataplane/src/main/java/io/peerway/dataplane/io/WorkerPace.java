package io.peerway.dataplane.io;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How one worker goes about its work: how the kernel schedules it, and for how long it looks for
 * the next packet before it sleeps. With {@link WorkerScheduling#AUTO} both follow its load. A busy
 * worker is a real-time thread that sleeps when there is nothing to read, which carries most. One
 * that is not busy is an ordinary thread with more weight that looks for packets as long as the
 * last ones came soon enough to be found so, which answers soonest.
 *
 * <p>Only the worker's thread uses it.
 */
final class WorkerPace {

  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** A pause that is longer counts as one of that length. */
  private static final long LONGEST_PAUSE = 4 * LOOK_NANOS;

  /** One part in so many of the average pause is the last one. */
  private static final int PAUSES = 8;

  private final OptionalInt busyPollMicros;
  private final LongSupplier clock;
  private final Consumer<WorkerScheduling> scheduler;
  private final WorkerLoad load;

  private boolean adapts;
  private long lastWork;
  private long pause = LONGEST_PAUSE;

  /**
   * @param busyPollMicros for how long it looks, busy or not; empty: by its load, or not at all
   * @param clock nanoseconds
   * @param scheduler changes how the calling thread is scheduled
   */
  WorkerPace(OptionalInt busyPollMicros, LongSupplier clock, Consumer<WorkerScheduling> scheduler) {
    this.busyPollMicros = busyPollMicros;
    this.clock = clock;
    this.scheduler = scheduler;
    this.lastWork = clock.getAsLong();
    this.load = new WorkerLoad(lastWork);
  }

  /**
   * Takes note of how its thread is scheduled.
   *
   * @param scheduling AUTO when it is for this object to change that
   */
  void begin(WorkerScheduling scheduling) {
    adapts = scheduling == WorkerScheduling.AUTO;
  }

  /** The worker had packets to read and forward, from one moment to another. */
  void worked(long from, long to) {
    long paused = Math.clamp(from - lastWork, 0, LONGEST_PAUSE);
    pause += (paused - pause) / PAUSES;
    long begin = Math.max(from, lastWork); // a ring's reads are under way at the same time
    lastWork = to;
    if (load.add(begin, to) && adapts) {
      scheduler.accept(load.isBusy() ? WorkerScheduling.FIFO : WorkerScheduling.NICE);
    }
  }

  /** Whether to look for packets once more before the worker sleeps. */
  boolean looksOn() {
    return looksOn(lastWork);
  }

  /** As {@link #looksOn()}, for a queue whose last packet came then. */
  boolean looksOn(long lastPacket) {
    long nanos = lookNanos();
    return nanos != 0 && clock.getAsLong() - lastPacket < nanos;
  }

  private long lookNanos() {
    if (busyPollMicros.isPresent()) {
      return TimeUnit.MICROSECONDS.toNanos(busyPollMicros.getAsInt());
    }
    return adapts && !load.isBusy() && pause < LOOK_NANOS ? LOOK_NANOS : 0;
  }
}
