package io.peerway.dataplane.io;

import io.peerway.dataplane.flowlog.FlowCount;
import io.peerway.dataplane.flowlog.FlowObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Flows being counted: every worker in tables of its own, which one thread empties from time to
 * time.
 */
public final class FlowFeed implements AutoCloseable {
  private final List<Worker> workers;
  private final Observation<FlowObserver> counting;

  /** Every packet that comes from now on is counted. */
  FlowFeed(List<Worker> workers) {
    this.workers = workers;
    this.counting = new Observation<>(workers, FlowObserver::new);
  }

  /**
   * Hands over what was counted since the last time.
   *
   * @return how many packets were not counted, because there were too many flows
   */
  public long drain(Consumer<FlowCount> sink) {
    List<FlowObserver> observers = counting.observers();
    CompletableFuture<?>[] turned = new CompletableFuture<?>[workers.size()];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = workers.get(i).run(observers.get(i)::turn);
    }
    CompletableFuture.allOf(turned).join();
    return observers.stream().mapToLong(observer -> observer.empty(sink)).sum();
  }

  /** Counts no more; what was counted until now can still be taken. Idempotent. */
  @Override
  public void close() {
    counting.close();
  }
}
