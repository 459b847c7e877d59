package io.peerway.bench.core.variant;

import io.peerway.bench.workload.SmallPackets.Flows;

/**
 * What looking for packets to join takes, and what joining them takes; the writes that it spares
 * are not in the measurement.
 */
record Coalescing(String name, String description, boolean isOneFlow, boolean coalesces)
    implements Variant {
  @Override
  public Flows flows() {
    return isOneFlow ? Flows.ONE : Flows.MANY;
  }
}
