package io.peerway.control.ec2.protocol;

import io.peerway.control.model.Draft;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quotas;
import java.time.Instant;

/** A call that changes records: everything that it writes is committed together, or nothing. */
public final class WriteCall extends Call {
  private final Draft draft;
  private final Ids ids;

  public WriteCall(
      ApiRequest request,
      Parameters parameters,
      Instant now,
      Draft draft,
      Ids ids,
      Quotas quotas,
      RunningRouter router) {
    super(request, parameters, now, draft.inventory(), quotas, router);
    this.draft = draft;
    this.ids = ids;
  }

  /** The change that the call prepares. */
  public Draft draft() {
    return draft;
  }

  /** The records, with what the call has written so far. */
  @Override
  public Inventory inventory() {
    return draft.inventory();
  }

  public Ids ids() {
    return ids;
  }
}
