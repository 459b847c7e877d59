package io.peerway.control.store;

import io.peerway.control.model.Change;
import io.peerway.control.model.Draft;
import io.peerway.control.model.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where records are read and changed: snapshots for readers, one change at a time for
 * writers, and word of every commit for those who act on it.
 *
 * <p>Writers that come while a commit is under way share the next one: to flush the disk takes as
 * long for many changes as for one.
 */
public final class Ledger {
  /** Somebody who acts on commits. */
  public interface Listener {
    /**
     * The records changed. Called in the order of the revisions, before the writers get their
     * answers; should not throw.
     *
     * @param before the records until now
     * @param after the records from now on
     * @param at when the store said so, by {@link System#nanoTime}
     */
    void committed(Inventory before, Inventory after, Commit commit, long at);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  // Conflicts need a second writer on the same store, and then are rare.
  private static final int ATTEMPTS = 16;

  // Bounds how long the first of those who share a commit waits for the work of the others.
  private static final int MOST_TOGETHER = 64;

  private final Store store;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final Queue<Pending<?>> waiting = new ConcurrentLinkedQueue<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Inventory inventory = Inventory.EMPTY;
  private volatile long revision;
  private volatile Optional<String> trouble = Optional.empty();

  /** Reads everything that the store has. */
  public Ledger(Store store) {
    this.store = store;
    revision = store.load((entity, at) -> inventory = inventory.with(entity, at));
    store.watch(this::apply);
  }

  /** The records as of now; the snapshot never changes. */
  public Inventory inventory() {
    return inventory;
  }

  /** The store's revision at which the records are as they are now. */
  public long revision() {
    return revision;
  }

  /** Why the store did not take the last change that it was given; empty if it did. */
  public Optional<String> trouble() {
    return trouble;
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Makes one change. Either everything that the work wrote into its draft is committed, or, if it
   * throws or the store refuses, nothing.
   *
   * @param work may run more than once and by any thread, and must leave no trace but in the draft
   * @return what the work returned
   * @throws StoreException if the store cannot take the change
   */
  public <T> T change(Function<Draft, T> work) {
    Pending<T> change = new Pending<>(work);
    waiting.add(change);
    writing.lock();
    try {
      while (!change.done) {
        commit(nextWaiting());
      }
    } finally {
      writing.unlock();
    }
    return change.outcome();
  }

  /** How many changes wait for a commit. */
  int waiting() {
    return waiting.size();
  }

  private List<Pending<?>> nextWaiting() {
    List<Pending<?>> next = new ArrayList<>();
    while (next.size() < MOST_TOGETHER && !waiting.isEmpty()) {
      next.add(waiting.remove());
    }
    return next;
  }

  private void commit(List<Pending<?>> together) {
    for (int attempt = 1; ; attempt++) {
      Draft all = new Draft(inventory);
      together.forEach(change -> change.run(all));
      List<Change> changes = all.changes();
      try {
        if (!changes.isEmpty()) {
          store.commit(changes);
          trouble = Optional.empty();
        }
        together.forEach(change -> change.done = true);
        return;
      } catch (ConflictException conflict) {
        if (attempt == ATTEMPTS) {
          refuse(together, conflict);
          return;
        }
      } catch (RuntimeException | Error refused) {
        trouble = Optional.of(String.valueOf(refused.getMessage()));
        refuse(together, refused);
        return;
      }
    }
  }

  /** One change that the store cannot take must not take the others with it. */
  private void refuse(List<Pending<?>> together, Throwable why) {
    if (together.size() == 1) {
      together.getFirst().fail(why);
    } else {
      together.forEach(change -> commit(List.of(change)));
    }
  }

  private void apply(Commit commit) {
    long at = System.nanoTime();
    Inventory before = inventory;
    Inventory after = before;
    for (Change change : commit.changes()) {
      after =
          change.entity().isPresent()
              ? after.with(change.entity().get(), commit.revision())
              : after.without(change.kind(), change.id());
    }
    inventory = after;
    revision = commit.revision();
    for (Listener listener : listeners) {
      tell(listener, before, after, commit, at);
    }
  }

  private static void tell(
      Listener listener, Inventory before, Inventory after, Commit commit, long at) {
    try {
      listener.committed(before, after, commit, at);
    } catch (RuntimeException bug) {
      // The change is made, and whoever made it must not be told otherwise.
      LOG.error("Revision {} was not acted on in full", commit.revision(), bug);
    }
  }

  /** A change that somebody waits for. Guarded by the lock. */
  private static final class Pending<T> {
    private final Function<Draft, T> work;
    private T result;
    private Throwable failure;
    private boolean done;

    Pending(Function<Draft, T> work) {
      this.work = work;
    }

    /** Adds the work to the draft, or, if it throws, nothing. */
    void run(Draft all) {
      failure = null;
      Draft own = all.nested();
      try {
        result = work.apply(own);
        all.take(own);
      } catch (RuntimeException | Error refused) {
        failure = refused;
      }
    }

    void fail(Throwable why) {
      // What the work itself found wrong says more.
      failure = failure == null ? why : failure;
      done = true;
    }

    T outcome() {
      return switch (failure) {
        case null -> result;
        case Error bug -> throw bug;
        default -> throw (RuntimeException) failure;
      };
    }
  }
}
