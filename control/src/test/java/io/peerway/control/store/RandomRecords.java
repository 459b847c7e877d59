package io.peerway.control.store;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes records of any class out of random components. */
final class RandomRecords {
  private static final int ATTEMPTS = 1000;
  private static final String LETTERS = "az09 /-\"\\\u0000\u00e9\u4e2d\ud83d\ude00";

  private final Random random;

  RandomRecords(Random random) {
    this.random = random;
  }

  /** A record that its constructor accepts. */
  <R> R next(Class<R> type) {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        return type.cast(build(type));
      } catch (InvocationTargetException refused) {
        // Try other components.
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(type + " cannot be made", e);
      }
    }
    throw new AssertionError(type + " accepts nothing");
  }

  private Object build(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components).map(c -> value(c.getGenericType())).toArray(Object[]::new);
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      return container((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> of = (Class<?>) type;
    if (of.isEnum()) {
      return oneOf(of.getEnumConstants());
    }
    if (of.isSealed()) {
      return value(oneOf(of.getPermittedSubclasses()));
    }
    return switch (of.getSimpleName()) {
      case "String" -> text();
      case "int", "Integer" -> random.nextInt();
      case "long", "Long" -> random.nextLong();
      case "boolean", "Boolean" -> random.nextBoolean();
      case "Instant" -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      case "Duration" -> Duration.ofNanos(random.nextLong());
      case "Ipv4Prefix" -> Ipv4Prefix.canonical(random.nextInt(), random.nextInt(33));
      case "Ipv6Prefix" ->
          Ipv6Prefix.canonical(random.nextLong(), random.nextLong(), random.nextInt(129));
      case "Ipv6Address" -> new Ipv6Address(random.nextLong(), random.nextLong());
      default -> next(of);
    };
  }

  private Object container(Class<?> type, Type[] of) {
    return switch (type.getSimpleName()) {
      case "Optional" -> random.nextBoolean() ? Optional.of(value(of[0])) : Optional.empty();
      case "List", "Collection" -> values(of[0]).toList();
      case "Set" -> new HashSet<>(values(of[0]).toList());
      case "Map", "SortedMap", "NavigableMap" -> {
        Map<Object, Object> map = new TreeMap<>();
        values(of[0]).forEach(key -> map.put(key, value(of[1])));
        yield map;
      }
      default -> throw new AssertionError("no random " + type);
    };
  }

  private Stream<Object> values(Type of) {
    return Stream.generate(() -> value(of)).limit(random.nextInt(4));
  }

  private String text() {
    int[] letters = LETTERS.codePoints().toArray();
    return random
        .ints(random.nextInt(8), 0, letters.length)
        .map(i -> letters[i])
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private <T> T oneOf(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
