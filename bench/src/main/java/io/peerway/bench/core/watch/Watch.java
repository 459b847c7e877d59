package io.peerway.bench.core.watch;

import io.peerway.dataplane.forward.BurstObserver;

/** Somebody who looks at what a worker forwards: a row of {@code peerway bench core}. */
public interface Watch {
  /** By which the report and JMH know it; lower case, words joined by hyphens. */
  String name();

  /** What is done with packets, for the report. */
  String description();

  /** Gets ready; packets are shown later. */
  Watching open();

  /** A watch that is ready. */
  interface Watching extends AutoCloseable {
    /** Whom packets are to be shown. */
    BurstObserver observer();

    /** Ends it, when packets are shown no more. */
    @Override
    void close();
  }
}
