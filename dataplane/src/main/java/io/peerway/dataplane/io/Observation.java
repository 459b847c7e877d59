package io.peerway.dataplane.io;

import io.peerway.dataplane.forward.BurstObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Observers of the packets of all workers, one for each, for as long as it is open.
 *
 * @param <O> what kind of observers
 */
public final class Observation<O extends BurstObserver> implements AutoCloseable {
  private final List<Worker> workers;
  private final List<O> observers = new ArrayList<>();
  private boolean open = true;

  Observation(List<Worker> workers, Supplier<O> observer) {
    this.workers = workers;
    workers.forEach(_ -> observers.add(observer.get()));
    all(i -> workers.get(i).observe(observers.get(i)));
  }

  private void all(Function<Integer, CompletableFuture<Void>> command) {
    CompletableFuture<?>[] done = new CompletableFuture<?>[workers.size()];
    for (int i = 0; i < done.length; i++) {
      done[i] = command.apply(i);
    }
    CompletableFuture.allOf(done).join();
  }

  /** One for each worker, in their order. */
  public List<O> observers() {
    return observers;
  }

  /** Ends it: when this returns no observer is used by a worker any more. Idempotent. */
  @Override
  public void close() {
    if (open) {
      open = false;
      all(i -> workers.get(i).leave(observers.get(i)));
    }
  }
}
