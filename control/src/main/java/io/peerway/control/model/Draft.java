package io.peerway.control.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change being prepared: reads see what it has written so far, and nothing is visible to anybody
 * else until the store commits {@link #changes()}.
 *
 * <p>Not for use by several threads.
 */
public final class Draft {
  private record Key(Kind<?> kind, String id) {}

  private final Inventory before;
  private final Map<Key, Optional<Entity>> written = new LinkedHashMap<>();
  private Inventory now;

  public Draft(Inventory before) {
    this.before = before;
    this.now = before;
  }

  /** Everything as this change leaves it so far. */
  public Inventory inventory() {
    return now;
  }

  /** Adds an entity, or puts it in place of the one with the same id. */
  public void put(Entity entity) {
    now = now.with(entity, 0);
    written.put(new Key(entity.kind(), entity.id()), Optional.of(entity));
  }

  /** Removes an entity, if it is there. */
  public void delete(Entity entity) {
    now = now.without(entity.kind(), entity.id());
    written.put(new Key(entity.kind(), entity.id()), Optional.empty());
  }

  /** A change on top of this one, which this one knows nothing of before it takes it over. */
  public Draft nested() {
    return new Draft(now);
  }

  /**
   * Makes a nested change part of this one.
   *
   * @param nested begun when this change was as it is now
   */
  public void take(Draft nested) {
    if (nested.before != now) {
      throw new IllegalArgumentException("the change was not prepared on top of this one");
    }
    now = nested.now;
    written.putAll(nested.written);
  }

  /** What has to be committed, at most one change an entity, in the order of first writing. */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    written.forEach(
        (key, entity) -> {
          Optional<Entity> old = before.find(key.kind(), key.id()).map(Entity.class::cast);
          if (!old.equals(entity)) {
            changes.add(
                new Change(key.kind(), key.id(), before.revision(key.kind(), key.id()), entity));
          }
        });
    return changes;
  }
}
