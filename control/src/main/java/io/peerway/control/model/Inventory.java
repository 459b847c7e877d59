package io.peerway.control.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pcollections.Empty;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;

/**
 * All entities at one revision, with their indexes.
 *
 * <p>Immutable: a change makes a new inventory that shares all but a few nodes with the old one, so
 * a reader's snapshot costs nothing and stays consistent for as long as it is held. Entities come
 * in the order of their ids.
 */
public final class Inventory {
  /** Nothing at all. */
  public static final Inventory EMPTY = new Inventory(HashTreePMap.empty(), HashTreePMap.empty());

  private record Slot(Entity entity, long revision) {}

  private record IndexKey(Index<?, ?> index, Object key) {}

  private final PMap<Kind<?>, PSortedMap<String, Slot>> tables;
  private final PMap<IndexKey, PSortedMap<String, Entity>> indexes;

  private Inventory(
      PMap<Kind<?>, PSortedMap<String, Slot>> tables,
      PMap<IndexKey, PSortedMap<String, Entity>> indexes) {
    this.tables = tables;
    this.indexes = indexes;
  }

  /** The entity with this id. */
  public <E extends Entity> Optional<E> find(Kind<E> kind, String id) {
    Slot slot = slot(kind, id);
    return slot == null ? Optional.empty() : Optional.of(kind.type().cast(slot.entity()));
  }

  /** The revision at which the entity was last written, 0 if there is none. */
  public long revision(Kind<?> kind, String id) {
    Slot slot = slot(kind, id);
    return slot == null ? 0 : slot.revision();
  }

  /** Every entity of a kind. */
  public <E extends Entity> Collection<E> all(Kind<E> kind) {
    PSortedMap<String, Slot> table = tables.get(kind);
    if (table == null) {
      return List.of();
    }
    return table.values().stream().map(slot -> kind.type().cast(slot.entity())).toList();
  }

  /** How many entities of a kind there are. */
  public int count(Kind<?> kind) {
    PSortedMap<String, Slot> table = tables.get(kind);
    return table == null ? 0 : table.size();
  }

  /** The entities that the index files under a key. */
  @SuppressWarnings("unchecked")
  public <E extends Entity, K> Collection<E> by(Index<E, K> index, K key) {
    PSortedMap<String, Entity> found = indexes.get(new IndexKey(index, key));
    // An index only ever holds entities of the kind it was declared for.
    return found == null ? List.of() : (Collection<E>) found.values();
  }

  /** This inventory with an entity added, or put in place of the one with the same id. */
  public Inventory with(Entity entity, long revision) {
    Kind<?> kind = entity.kind();
    Inventory rest = without(kind, entity.id());
    PSortedMap<String, Slot> table = rest.tables.getOrDefault(kind, Empty.sortedMap());
    return new Inventory(
        rest.tables.plus(kind, table.plus(entity.id(), new Slot(entity, revision))),
        indexed(rest.indexes, kind, entity, true));
  }

  /** This inventory without the entity of this id, if it is there. */
  public Inventory without(Kind<?> kind, String id) {
    Slot slot = slot(kind, id);
    if (slot == null) {
      return this;
    }
    return new Inventory(
        tables.plus(kind, tables.get(kind).minus(id)),
        indexed(indexes, kind, slot.entity(), false));
  }

  private Slot slot(Kind<?> kind, String id) {
    PSortedMap<String, Slot> table = tables.get(kind);
    return table == null ? null : table.get(id);
  }

  private static <E extends Entity> PMap<IndexKey, PSortedMap<String, Entity>> indexed(
      PMap<IndexKey, PSortedMap<String, Entity>> before, Kind<E> kind, Entity entity, boolean add) {
    E typed = kind.type().cast(entity);
    PMap<IndexKey, PSortedMap<String, Entity>> after = before;
    for (Index<E, ?> index : kind.indexes()) {
      for (Object key : index.keys(typed)) {
        IndexKey at = new IndexKey(index, key);
        PSortedMap<String, Entity> old = after.getOrDefault(at, Empty.sortedMap());
        PSortedMap<String, Entity> next =
            add ? old.plus(entity.id(), entity) : old.minus(entity.id());
        after = next.isEmpty() ? after.minus(at) : after.plus(at, next);
      }
    }
    return after;
  }
}
