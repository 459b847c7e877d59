package io.peerway.control.rule;

import io.peerway.control.model.PeeringState;

/** What the owner of a side may ask of an existing peering connection. */
public enum PeeringAction {
  ACCEPT("accept", PeeringState.PROVISIONING),
  REJECT("reject", PeeringState.REJECTED),
  DELETE("delete", PeeringState.DELETING);

  private final String verb;
  private final PeeringState leadsTo;

  PeeringAction(String verb, PeeringState leadsTo) {
    this.verb = verb;
    this.leadsTo = leadsTo;
  }

  /** The word for it in messages. */
  public String verb() {
    return verb;
  }

  /** The state that it tries to reach first. */
  public PeeringState leadsTo() {
    return leadsTo;
  }
}
