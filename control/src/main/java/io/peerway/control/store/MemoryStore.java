package io.peerway.control.store;

import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import io.peerway.control.model.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Keeps entities for as long as the process lives. */
public final class MemoryStore implements Store {
  private record Key(Kind<?> kind, String id) {}

  private record Slot(Entity entity, long revision) {}

  private final Map<Key, Slot> slots = new HashMap<>();
  private final List<Consumer<Commit>> watchers = new ArrayList<>();
  private long revision;

  @Override
  public synchronized long load(BiConsumer<Entity, Long> each) {
    slots.values().forEach(slot -> each.accept(slot.entity(), slot.revision()));
    return revision;
  }

  @Override
  public synchronized long commit(List<Change> changes) {
    for (Change change : changes) {
      Slot slot = slots.get(new Key(change.kind(), change.id()));
      long found = slot == null ? 0 : slot.revision();
      if (found != change.expectedRevision()) {
        throw new ConflictException(
            change.id() + " is at revision " + found + ", not " + change.expectedRevision());
      }
    }
    revision++;
    for (Change change : changes) {
      Key key = new Key(change.kind(), change.id());
      change
          .entity()
          .ifPresentOrElse(
              entity -> slots.put(key, new Slot(entity, revision)), () -> slots.remove(key));
    }
    Commit commit = new Commit(revision, changes);
    watchers.forEach(watcher -> watcher.accept(commit));
    return revision;
  }

  @Override
  public synchronized void watch(Consumer<Commit> watcher) {
    watchers.add(watcher);
  }

  @Override
  public synchronized void close() {
    watchers.clear();
  }
}
