package io.peerway.dataplane.flow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;

/**
 * What the workers of a router remember of connections, all of them together.
 *
 * @param flows for which a packet was allowed
 * @param fragments of which datagrams the first fragment was allowed
 * @param newPerSecond new flows that each worker tracks a second
 * @param isFrozen whether connections are looked up and nothing is remembered, so that one can ask
 *     what would become of a packet
 */
public record ConnectionTracking(
    FlowTable flows, FragmentTable fragments, int newPerSecond, boolean isFrozen) {
  private static final int CACHE_LINE = 64;

  /** With nothing to remember yet. */
  public static ConnectionTracking of(FlowLimits limits) {
    return of(limits, bytes -> Arena.ofAuto().allocate(bytes, CACHE_LINE));
  }

  /**
   * With nothing to remember yet, in memory of a certain kind.
   *
   * @param allocator see {@link FlowTable}
   */
  public static ConnectionTracking of(FlowLimits limits, LongFunction<MemorySegment> allocator) {
    return new ConnectionTracking(
        new FlowTable(limits, allocator), new FragmentTable(), limits.newPerSecond(), false);
  }

  /** The same connections, to be looked at only. */
  public ConnectionTracking frozen() {
    return new ConnectionTracking(flows, fragments, newPerSecond, true);
  }
}
