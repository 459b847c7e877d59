package io.peerway.control.rule;

import io.peerway.control.model.PeeringConnection;
import java.util.List;

/** What came of an action on a peering connection. */
public sealed interface PeeringOutcome {
  /**
   * It was done.
   *
   * @param steps the connection after each state that it went through, the one that it stays in
   *     last
   */
  record Done(List<PeeringConnection> steps) implements PeeringOutcome {
    /** The connection as the action found its first effect. */
    public PeeringConnection first() {
      return steps.getFirst();
    }

    /** The connection as it stays. */
    public PeeringConnection last() {
      return steps.getLast();
    }
  }

  /** It was refused, and nothing changed. */
  record Refused(Reason reason) implements PeeringOutcome {}

  /** Why an action was refused. */
  enum Reason {
    /** The actor sees no such connection. */
    NOT_FOUND,
    /** The actor owns a side, but acts in a region that cannot do this. */
    WRONG_REGION,
    /** Only the other side may do this. */
    NOT_PERMITTED,
    /** The state of the connection does not allow it. */
    WRONG_STATE
  }
}
