package io.peerway.control.compile;

import io.peerway.control.model.RouterStarts;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The numbers of forwarding states, which grow over restarts although no state is stored. */
public final class Generations {
  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

  // A state is published for a commit, or for a port that opens, closes or changes without one.
  // Of the latter there are fewer than this between two starts.
  private static final long WITHOUT_COMMIT = 1_000_000;

  private Generations() {}

  /**
   * Counts a start of the router, and returns a number that no state published before it exceeds.
   *
   * @param ledger whose records the router was started on
   */
  public static long start(Ledger ledger) {
    long before =
        ledger
            .inventory()
            .find(RouterStarts.KIND, RouterStarts.ID)
            .map(RouterStarts::count)
            .orElse(0L);
    try {
      ledger.change(
          draft -> {
            draft.put(new RouterStarts(before + 1));
            return before;
          });
    } catch (StoreException e) {
      // Better to forward by what there is than not at all.
      LOG.warn("This start is not counted: {}", e.getMessage());
    }
    return ledger.revision() + before * WITHOUT_COMMIT;
  }
}
