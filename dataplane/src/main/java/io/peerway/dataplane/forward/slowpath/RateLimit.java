package io.peerway.dataplane.forward.slowpath;

/** A token bucket. RFC 1812 section 4.3.2.8 and RFC 4443 section 2.4 (f) demand one for errors. */
final class RateLimit {
  private final long nanosPerToken;
  private final long most;
  private long tokens;
  private long filledAt;
  private boolean started;

  /**
   * @param perSecond tokens that come every second
   * @param most tokens that are kept
   */
  RateLimit(int perSecond, int most) {
    this.nanosPerToken = 1_000_000_000L / perSecond;
    this.most = most;
    this.tokens = most;
  }

  /** Takes a token if there is one. */
  boolean take(long now) {
    if (!started) {
      started = true;
      filledAt = now;
    }
    long fresh = (now - filledAt) / nanosPerToken;
    if (fresh > 0) {
      tokens = Math.min(most, tokens + fresh);
      filledAt += fresh * nanosPerToken;
    }
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }
}
