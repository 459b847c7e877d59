package io.peerway.control.model;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A way to find the entities of a kind by something other than their id.
 *
 * @param <E> the entities
 * @param <K> what they are found by; a value with {@code equals} and {@code hashCode}
 */
public final class Index<E extends Entity, K> {
  private final Function<E, Collection<K>> keys;

  private Index(Function<E, Collection<K>> keys) {
    this.keys = keys;
  }

  /** An index by one key that every entity has. */
  public static <E extends Entity, K> Index<E, K> on(Function<E, K> key) {
    return new Index<>(entity -> List.of(key.apply(entity)));
  }

  /** An index by any number of different keys. */
  public static <E extends Entity, K> Index<E, K> onEach(Function<E, Collection<K>> keys) {
    return new Index<>(keys);
  }

  Collection<K> keys(E entity) {
    return keys.apply(entity);
  }
}
