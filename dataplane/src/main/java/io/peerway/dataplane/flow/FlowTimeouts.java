package io.peerway.dataplane.flow;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** How long tracked connections may be idle. Immutable. */
public final class FlowTimeouts {
  /** EC2's. */
  public static final FlowTimeouts DEFAULTS = new FlowTimeouts(Map.of());

  private final Map<FlowTimeout, Duration> changed;

  private FlowTimeouts(Map<FlowTimeout, Duration> changed) {
    this.changed = changed;
  }

  /**
   * The same timeouts but for one.
   *
   * @throws IllegalArgumentException when it is shorter or longer than it may be
   */
  public FlowTimeouts with(FlowTimeout which, Duration timeout) {
    if (timeout.compareTo(which.least()) < 0 || timeout.compareTo(which.most()) > 0) {
      throw new IllegalArgumentException(
          "%s of %d s is not between %d and %d s"
              .formatted(
                  which.label(),
                  timeout.toSeconds(),
                  which.least().toSeconds(),
                  which.most().toSeconds()));
    }
    Map<FlowTimeout, Duration> more = new EnumMap<>(FlowTimeout.class);
    more.putAll(changed);
    more.put(which, timeout);
    return new FlowTimeouts(more);
  }

  public Duration of(FlowTimeout which) {
    return changed.getOrDefault(which, which.standard());
  }

  /** By state, in ticks of {@link FlowWord#TICK_SHIFT}, rounded up. */
  int[] ticks() {
    int[] ticks = new int[FlowWord.STATES];
    ticks[FlowWord.TCP_OPENING] = ticks(FlowTimeout.TCP_OPENING);
    ticks[FlowWord.TCP_OPENED] = ticks(FlowTimeout.TCP_OPENING);
    ticks[FlowWord.TCP_ESTABLISHED] = ticks(FlowTimeout.TCP_ESTABLISHED);
    ticks[FlowWord.TCP_CLOSING] = ticks(FlowTimeout.TCP_CLOSING);
    ticks[FlowWord.TCP_CLOSED] = ticks(FlowTimeout.TCP_CLOSED);
    ticks[FlowWord.UDP_NEW] = ticks(FlowTimeout.UDP);
    ticks[FlowWord.UDP_ANSWERED] = ticks(FlowTimeout.UDP);
    ticks[FlowWord.UDP_ASKED_AGAIN] = ticks(FlowTimeout.UDP);
    ticks[FlowWord.UDP_STREAM] = ticks(FlowTimeout.UDP_STREAM);
    ticks[FlowWord.QUERY] = ticks(FlowTimeout.ICMP);
    ticks[FlowWord.OTHER] = ticks(FlowTimeout.OTHER);
    return ticks;
  }

  private int ticks(FlowTimeout which) {
    return (int) ((of(which).toNanos() - 1) >> FlowWord.TICK_SHIFT) + 1;
  }
}
