package io.peerway.control.compile;

import io.peerway.dataplane.explain.Journey;

/** Says how frames would be decided. */
@FunctionalInterface
public interface FrameExplainer {
  /**
   * How one frame would be decided.
   *
   * @param port number of the port that it is to come from
   */
  Journey explain(int port, byte[] frame);
}
