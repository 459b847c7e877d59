package io.peerway.dataplane.flow;

import java.util.concurrent.TimeUnit;

/**
 * How many new flows one worker may still track: so many a second, and after a quieter time as many
 * at once as a tenth of a second has. A new flow takes several times as long as a packet of one
 * that is known, so that without it a flood of new ones would leave little to the others. Where
 * there are no others, there is no limit.
 */
public final class OpeningBudget {
  private static final long MOST_SAVED = TimeUnit.SECONDS.toNanos(1) / 10;

  /** For so long after a packet of a known flow there is somebody to leave time to. */
  private static final long PROTECTION = TimeUnit.MILLISECONDS.toNanos(10);

  private final long cost;
  private long saved = MOST_SAVED;
  private long now;
  private long known;
  private boolean begun;

  /**
   * @param perSecond flows; at most a thousand million
   */
  public OpeningBudget(int perSecond) {
    this.cost = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** Time has gone on to this, in nanoseconds of a monotonic clock. */
  public void setTime(long nanos) {
    if (begun) {
      saved = Math.min(MOST_SAVED, saved + Math.max(0, nanos - now));
    } else {
      known = nanos - PROTECTION;
    }
    now = nanos;
    begun = true;
  }

  /** A packet of a known flow came. */
  public void noteKnown() {
    known = now;
  }

  /** Whether no new flow may be tracked now. */
  public boolean isSpent() {
    return saved < cost && now - known < PROTECTION;
  }

  /** A new flow is tracked. */
  public void spend() {
    saved = Math.max(0, saved - cost);
  }
}
