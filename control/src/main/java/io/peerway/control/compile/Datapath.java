package io.peerway.control.compile;

import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The data plane, as far as the control side drives it. */
public interface Datapath {
  /**
   * Opens a port and its device. Nothing is forwarded through it before a published state has it.
   *
   * @return its number, at least 0, which no other open port has
   * @throws RuntimeException if the device cannot be made
   */
  int openPort(PortSpec spec);

  /** Closes a port that the published state does not have any more; its device is removed. */
  void closePort(int number);

  /**
   * Makes all workers forward by this state from their next burst on.
   *
   * @return done when every worker does; the time it took
   */
  CompletionStage<Duration> publish(ForwardingState state);
}
