package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.RateLimit;
import java.util.concurrent.TimeUnit;

/**
 * How many new flows one worker may still track: so many a second, and after a quieter time as many
 * at once as a tenth of a second has, at least one. A new flow takes several times as long as a
 * packet of one that is known, so that without it a flood of new ones would leave little to the
 * others. Where there are no others, there is no limit.
 */
final class OpeningBudget {
  private static final int SECOND_TO_MOST_SAVED = 10;

  /** For so long after a packet of a known flow there is somebody to leave time to. */
  private static final long PROTECTION = TimeUnit.MILLISECONDS.toNanos(10);

  private final RateLimit limit;
  private long now;
  private long known;
  private boolean begun;

  /**
   * @param perSecond flows; at most a thousand million
   */
  OpeningBudget(int perSecond) {
    this.limit = new RateLimit(perSecond, Math.max(1, perSecond / SECOND_TO_MOST_SAVED));
  }

  /** Time has gone on to this, in nanoseconds of a monotonic clock. */
  void setTime(long nanos) {
    if (!begun) {
      begun = true;
      known = nanos - PROTECTION;
    }
    now = nanos;
    limit.fill(nanos);
  }

  /** A packet of a known flow came. */
  void noteKnown() {
    known = now;
  }

  /** Whether no new flow may be tracked now. */
  boolean isSpent() {
    return limit.isEmpty() && now - known < PROTECTION;
  }

  /** A new flow is tracked. */
  void spend() {
    limit.take();
  }
}
