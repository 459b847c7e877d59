package io.peerway.control.rule;

import io.peerway.control.model.ClientToken;
import io.peerway.control.model.Draft;
import io.peerway.control.model.Instance;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Tags;
import java.time.Instant;
import java.util.List;

/** What time does to the records by itself. */
public final class Retention {
  private static final List<PeeringState> ENDED =
      List.of(
          PeeringState.FAILED, PeeringState.EXPIRED, PeeringState.REJECTED, PeeringState.DELETED);

  private Retention() {}

  /**
   * Writes down which requests have expired, and removes what nobody can see any more. Whoever
   * reads the records allows for the time by himself, so that nothing depends on when this is done.
   */
  public static void apply(Draft draft, Instant now) {
    for (PeeringConnection pending :
        draft.inventory().by(PeeringConnection.BY_STATE, PeeringState.PENDING_ACCEPTANCE)) {
      draft.put(pending.at(now));
    }
    for (PeeringState state : ENDED) {
      for (PeeringConnection ended : draft.inventory().by(PeeringConnection.BY_STATE, state)) {
        if (ended.isForgotten(now)) {
          Tags.forget(draft, ended.id());
          draft.delete(ended);
        }
      }
    }
    for (Instance instance : draft.inventory().all(Instance.KIND)) {
      if (instance.isForgotten(now)) {
        Tags.forget(draft, instance.id());
        draft.delete(instance);
      }
    }
    for (ClientToken token : draft.inventory().all(ClientToken.KIND)) {
      if (token.isForgotten(now)) {
        draft.delete(token);
      }
    }
  }
}
