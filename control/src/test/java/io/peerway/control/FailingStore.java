package io.peerway.control;

import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import io.peerway.control.store.Commit;
import io.peerway.control.store.Store;
import io.peerway.control.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A store that can be told to take no changes. */
final class FailingStore implements Store {
  private final Store store;
  private volatile Optional<String> failure = Optional.empty();

  FailingStore(Store store) {
    this.store = store;
  }

  void fail(String why) {
    failure = Optional.of(why);
  }

  void mend() {
    failure = Optional.empty();
  }

  @Override
  public long load(BiConsumer<Entity, Long> each) {
    return store.load(each);
  }

  @Override
  public long commit(List<Change> changes) {
    failure.ifPresent(
        why -> {
          throw new StoreException(why);
        });
    return store.commit(changes);
  }

  @Override
  public void watch(Consumer<Commit> watcher) {
    store.watch(watcher);
  }

  @Override
  public void close() {
    store.close();
  }
}
