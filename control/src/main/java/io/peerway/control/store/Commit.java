package io.peerway.control.store;

import io.peerway.control.model.Change;
import java.util.List;

/**
 * Changes that were made together.
 *
 * @param revision the store's revision since then
 */
public record Commit(long revision, List<Change> changes) {
  public Commit {
    changes = List.copyOf(changes);
  }
}
