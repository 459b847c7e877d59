package io.peerway.bench.control;

import java.net.URI;

/** The router that is measured, a process of its own with records of its own. */
public interface LabRouter {
  /**
   * Starts it on what its data directory has.
   *
   * @return where the API is, once it is ready
   */
  URI start() throws InterruptedException;

  /** Ends it without a warning, as a crash would. */
  void kill() throws InterruptedException;

  /** Asks it to end, and waits until it has. */
  void stop() throws InterruptedException;
}
