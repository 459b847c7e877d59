package io.peerway.control.ec2;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.Scope;
import java.time.Instant;

/** One call while it is being answered: who asks for what, and the records to answer from. */
public class Call {
  private final Scope caller;
  private final Parameters parameters;
  private final Instant now;
  private final Inventory inventory;
  private final Quotas quotas;

  Call(Scope caller, Parameters parameters, Instant now, Inventory inventory, Quotas quotas) {
    this.caller = caller;
    this.parameters = parameters;
    this.now = now;
    this.inventory = inventory;
    this.quotas = quotas;
  }

  /** The account that asks, and the region that it asks in. */
  public Scope caller() {
    return caller;
  }

  public Parameters parameters() {
    return parameters;
  }

  /** The moment at which the call happens; the same throughout the call. */
  public Instant now() {
    return now;
  }

  /** The records as the call sees them. */
  public Inventory inventory() {
    return inventory;
  }

  /** How much of everything the caller may have. */
  public Quotas quotas() {
    return quotas;
  }
}
