package io.peerway.control.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All kinds of entities, as the permitted classes of {@link Entity} declare them. */
public final class Kinds {
  private static final Map<String, Kind<?>> BY_NAME =
      Arrays.stream(Entity.class.getPermittedSubclasses())
          .map(Kinds::kindOf)
          .collect(Collectors.toUnmodifiableMap(Kind::name, Function.identity()));

  private Kinds() {}

  /** The kind that the store files under this name. */
  public static Optional<Kind<?>> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Every kind, in the order of their names. */
  public static Iterable<Kind<?>> all() {
    return BY_NAME.keySet().stream().sorted().<Kind<?>>map(BY_NAME::get).toList();
  }

  private static Kind<?> kindOf(Class<?> entity) {
    try {
      return (Kind<?>) entity.getField("KIND").get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(entity + " has no public static KIND", e);
    }
  }
}
