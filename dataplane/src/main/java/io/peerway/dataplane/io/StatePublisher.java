package io.peerway.dataplane.io;

import io.peerway.dataplane.state.ForwardingState;

/** Where workers find the current forwarding state: one release-store, one acquire-load. */
final class StatePublisher {

  private volatile ForwardingState current = ForwardingState.EMPTY;

  ForwardingState current() {
    return current;
  }

  /**
   * Makes a state current.
   *
   * @throws IllegalArgumentException when it is not newer than the current one
   */
  synchronized void publish(ForwardingState state) {
    if (state.generation() <= current.generation()) {
      throw new IllegalArgumentException(
          "generation %d after %d".formatted(state.generation(), current.generation()));
    }
    current = state;
  }
}
