package io.peerway.dataplane.flow;

/**
 * What the workers of a router remember of connections, all of them together.
 *
 * @param flows for which a packet was allowed
 * @param fragments of which datagrams the first fragment was allowed
 * @param isFrozen whether connections are looked up and nothing is remembered, so that one can ask
 *     what would become of a packet
 */
public record ConnectionTracking(FlowTable flows, FragmentTable fragments, boolean isFrozen) {
  /** With nothing to remember yet. */
  public static ConnectionTracking of(FlowLimits limits) {
    return new ConnectionTracking(new FlowTable(limits), new FragmentTable(), false);
  }

  /** The same connections, to be looked at only. */
  public ConnectionTracking frozen() {
    return new ConnectionTracking(flows, fragments, true);
  }
}
