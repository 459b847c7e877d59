package io.peerway.bench.core.variant;

import io.peerway.dataplane.flowlog.FlowObserver;
import io.peerway.dataplane.forward.Pipeline;

/**
 * Flows are counted for flow logs; nobody empties the table, as between two of a router's turns.
 */
record FlowLogging() implements Variant {
  @Override
  public String name() {
    return "flow-logs";
  }

  @Override
  public String description() {
    return "flows are counted for flow logs";
  }

  @Override
  public Runnable begin(Pipeline pipeline) {
    FlowObserver observer = new FlowObserver();
    pipeline.observe(observer);
    return () -> pipeline.leave(observer);
  }
}
