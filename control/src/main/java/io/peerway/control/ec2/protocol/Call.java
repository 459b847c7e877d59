package io.peerway.control.ec2.protocol;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.Scope;
import java.time.Instant;

/** One call while it is being answered: who asks for what, and the records to answer from. */
public class Call {
  private final ApiRequest request;
  private final Parameters parameters;
  private final Instant now;
  private final Inventory inventory;
  private final Quotas quotas;
  private final RunningRouter router;

  public Call(
      ApiRequest request,
      Parameters parameters,
      Instant now,
      Inventory inventory,
      Quotas quotas,
      RunningRouter router) {
    this.request = request;
    this.parameters = parameters;
    this.now = now;
    this.inventory = inventory;
    this.quotas = quotas;
    this.router = router;
  }

  /** The account that asks, and the region that it asks in. */
  public Scope caller() {
    return request.caller();
  }

  /** Whether the caller may have programs run by the router's user. */
  public boolean mayRunPrograms() {
    return request.mayRunPrograms().getAsBoolean();
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

  /** What the router itself can tell. */
  public RunningRouter router() {
    return router;
  }
}
