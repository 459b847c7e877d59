package io.peerway.control.model;

import java.util.List;

/**
 * A table of the inventory: one class of entities and the indexes over it.
 *
 * @param <E> the entities
 */
public final class Kind<E extends Entity> {
  private final String name;
  private final Class<E> type;
  private final List<Index<E, ?>> indexes;

  /**
   * @param name what the store files the entities under; never changes once released
   */
  public Kind(String name, Class<E> type, List<Index<E, ?>> indexes) {
    this.name = name;
    this.type = type;
    this.indexes = List.copyOf(indexes);
  }

  public String name() {
    return name;
  }

  public Class<E> type() {
    return type;
  }

  List<Index<E, ?>> indexes() {
    return indexes;
  }

  @Override
  public String toString() {
    return name;
  }
}
