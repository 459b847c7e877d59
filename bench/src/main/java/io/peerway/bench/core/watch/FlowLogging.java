package io.peerway.bench.core.watch;

import io.peerway.dataplane.flowlog.FlowObserver;
import io.peerway.dataplane.forward.BurstObserver;

/** Flow logs; nobody empties the tables, as between two of a router's turns. */
record FlowLogging() implements Watch {
  @Override
  public String name() {
    return "flow-logs";
  }

  @Override
  public String description() {
    return "flow logs: packets and bytes of 256 flows";
  }

  @Override
  public Watching open() {
    FlowObserver observer = new FlowObserver();
    return new Watching() {
      @Override
      public BurstObserver observer() {
        return observer;
      }

      @Override
      public void close() {
        // it holds nothing but memory
      }
    };
  }
}
