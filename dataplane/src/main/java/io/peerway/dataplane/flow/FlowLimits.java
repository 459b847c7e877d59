package io.peerway.dataplane.flow;

/**
 * How much is remembered of connections, and for how long.
 *
 * @param capacity flows at once: see {@link FlowTable}
 * @param timeouts how long they may be idle
 */
public record FlowLimits(int capacity, FlowTimeouts timeouts) {
  /** The most flows: their table's slots are numbered by 31 bits. */
  public static final int MAX_CAPACITY = 500_000_000;

  /** A million flows, and EC2's timeouts. */
  public static final FlowLimits DEFAULTS = new FlowLimits(1_000_000, FlowTimeouts.DEFAULTS);

  /**
   * @throws IllegalArgumentException when the capacity is not between 1 and {@link #MAX_CAPACITY}
   */
  public FlowLimits {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "%d tracked flows is not between 1 and %d".formatted(capacity, MAX_CAPACITY));
    }
  }

  public FlowLimits withCapacity(int flows) {
    return new FlowLimits(flows, timeouts);
  }

  public FlowLimits withTimeouts(FlowTimeouts changed) {
    return new FlowLimits(capacity, changed);
  }
}
