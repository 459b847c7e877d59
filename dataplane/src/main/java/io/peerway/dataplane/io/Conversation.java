package io.peerway.dataplane.io;

import io.peerway.dataplane.explain.Explainer;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.state.ForwardingState;
import java.util.function.LongSupplier;

/**
 * Packets that are not sent, one after the other: connections that one of them begins are there for
 * the next. All are decided by the forwarding state that was current at the beginning.
 */
public final class Conversation {
  private final Explainer explainer;
  private final ForwardingState state;
  private final NeighborTable neighbors;
  private final LongSupplier clock;

  Conversation(
      Explainer explainer, ForwardingState state, NeighborTable neighbors, LongSupplier clock) {
    this.explainer = explainer;
    this.state = state;
    this.neighbors = neighbors;
    this.clock = clock;
  }

  /**
   * Says what a worker would do with a frame without offloads. Nothing that workers share is
   * changed.
   *
   * @param port number of the port that the frame is to come from
   * @param frame the Ethernet frame
   */
  public Journey explain(int port, byte[] frame) {
    return explainer.explain(
        state, neighbors, port, new byte[Burst.HEADROOM], frame, clock.getAsLong());
  }
}
