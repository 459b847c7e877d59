package io.peerway.control.store;

import io.peerway.control.model.Change;
import io.peerway.control.model.Draft;
import io.peerway.control.model.Inventory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The one place where records are read and changed: snapshots for readers, one change at a time for
 * writers, and word of every commit for those who act on it.
 */
public final class Ledger {
  /** Somebody who acts on commits. */
  public interface Listener {
    /**
     * The records changed. Called in the order of the revisions, before the writer gets its answer;
     * must not throw.
     *
     * @param before the records until now
     * @param after the records from now on
     */
    void committed(Inventory before, Inventory after, Commit commit);
  }

  // Conflicts need a second writer on the same store, and then are rare.
  private static final int ATTEMPTS = 16;

  private final Store store;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Inventory inventory = Inventory.EMPTY;

  /** Reads everything that the store has. */
  public Ledger(Store store) {
    this.store = store;
    store.load((entity, revision) -> inventory = inventory.with(entity, revision));
    store.watch(this::apply);
  }

  /** The records as of now; the snapshot never changes. */
  public Inventory inventory() {
    return inventory;
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Makes one change. Either everything that the work wrote into its draft is committed, or, if it
   * throws or the store refuses, nothing.
   *
   * @param work may run more than once and must leave no trace but in the draft
   * @return what the work returned
   * @throws StoreException if the store cannot take the change
   */
  public <T> T change(Function<Draft, T> work) {
    writing.lock();
    try {
      for (int attempt = 1; ; attempt++) {
        Draft draft = new Draft(inventory);
        T result = work.apply(draft);
        List<Change> changes = draft.changes();
        try {
          if (!changes.isEmpty()) {
            store.commit(changes);
          }
          return result;
        } catch (ConflictException conflict) {
          if (attempt == ATTEMPTS) {
            throw conflict;
          }
        }
      }
    } finally {
      writing.unlock();
    }
  }

  private void apply(Commit commit) {
    Inventory before = inventory;
    Inventory after = before;
    for (Change change : commit.changes()) {
      after =
          change.entity().isPresent()
              ? after.with(change.entity().get(), commit.revision())
              : after.without(change.kind(), change.id());
    }
    inventory = after;
    for (Listener listener : listeners) {
      listener.committed(before, after, commit);
    }
  }
}
