package io.peerway.dataplane.forward.slowpath;

/** A token bucket. RFC 1812 section 4.3.2.8 and RFC 4443 section 2.4 (f) demand one for errors. */
public final class RateLimit {
  private final long nanosPerToken;
  private final long most;
  private long tokens;
  private long filledAt;
  private boolean started;

  /**
   * @param perSecond tokens that come every second
   * @param most tokens that are kept
   */
  public RateLimit(int perSecond, int most) {
    this.nanosPerToken = 1_000_000_000L / perSecond;
    this.most = most;
    this.tokens = most;
  }

  /** Adds the tokens that have come by now, in nanoseconds of a monotonic clock. */
  public void fill(long now) {
    if (!started) {
      started = true;
      filledAt = now;
    }
    long fresh = (now - filledAt) / nanosPerToken;
    if (fresh > 0) {
      tokens = Math.min(most, tokens + fresh);
      filledAt += fresh * nanosPerToken;
    }
  }

  /** Whether there was no token when it was filled last, or all were taken since. */
  public boolean isEmpty() {
    return tokens == 0;
  }

  /** Takes a token if there is one. */
  public boolean take() {
    if (isEmpty()) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Takes a token if there is one by now. */
  boolean take(long now) {
    fill(now);
    return take();
  }
}
