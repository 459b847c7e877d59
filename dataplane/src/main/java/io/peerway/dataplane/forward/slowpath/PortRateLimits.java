package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.state.PortForwarding;

/** A {@link RateLimit} for each port, all alike, made when a port is limited for the first time. */
final class PortRateLimits {
  private final int perSecond;
  private final int most;
  private final RateLimit[] limits;

  /**
   * @param perSecond tokens that come every second
   * @param most tokens that are kept
   * @param ports how many ports there can be
   */
  PortRateLimits(int perSecond, int most, int ports) {
    this.perSecond = perSecond;
    this.most = most;
    this.limits = new RateLimit[ports];
  }

  /** Takes a token of a port if there is one. */
  boolean take(PortForwarding port, long now) {
    RateLimit limit = limits[port.number()];
    if (limit == null) {
      limit = new RateLimit(perSecond, most);
      limits[port.number()] = limit;
    }
    return limit.take(now);
  }
}
