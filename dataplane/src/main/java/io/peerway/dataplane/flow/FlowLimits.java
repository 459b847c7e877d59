package io.peerway.dataplane.flow;

/**
 * How much is remembered of connections, and for how long.
 *
 * @param capacity flows at once: see {@link FlowTable}
 * @param timeouts how long they may be idle
 * @param newPerSecond new flows that each worker tracks a second while it forwards packets of
 *     others
 */
public record FlowLimits(int capacity, FlowTimeouts timeouts, int newPerSecond) {
  /** The most flows: their table's slots are numbered by 31 bits. */
  public static final int MAX_CAPACITY = 500_000_000;

  /** The most new flows a second: more than there is time for. */
  public static final int MAX_NEW_PER_SECOND = 100_000_000;

  /** A million flows, EC2's timeouts, and 200,000 new flows a second. */
  public static final FlowLimits DEFAULTS =
      new FlowLimits(1_000_000, FlowTimeouts.DEFAULTS, 200_000);

  /**
   * @throws IllegalArgumentException when the capacity is not between 1 and {@link #MAX_CAPACITY},
   *     or the new flows a second are not between 1 and {@link #MAX_NEW_PER_SECOND}
   */
  public FlowLimits {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "%d tracked flows is not between 1 and %d".formatted(capacity, MAX_CAPACITY));
    }
    if (newPerSecond < 1 || newPerSecond > MAX_NEW_PER_SECOND) {
      throw new IllegalArgumentException(
          "%d new tracked flows a second is not between 1 and %d"
              .formatted(newPerSecond, MAX_NEW_PER_SECOND));
    }
  }

  public FlowLimits withCapacity(int flows) {
    return new FlowLimits(flows, timeouts, newPerSecond);
  }

  public FlowLimits withTimeouts(FlowTimeouts changed) {
    return new FlowLimits(capacity, changed, newPerSecond);
  }

  public FlowLimits withNewPerSecond(int flows) {
    return new FlowLimits(capacity, timeouts, flows);
  }
}
