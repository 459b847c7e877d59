package io.peerway.control.ec2.protocol;

import io.peerway.control.model.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The filters of one describing action: names, and the texts that each finds in a resource. Several
 * values of a filter are alternatives; several filters must all hold.
 *
 * @param <T> the resources
 */
public final class Filters<T> {
  // What EC2 allows in one call.
  private static final int MOST_VALUES = 200;

  private final Map<String, BiFunction<Call, T, Stream<String>>> fields = new HashMap<>();
  private final Optional<BiFunction<Call, T, Map<String, String>>> tags;

  private Filters(Optional<BiFunction<Call, T, Map<String, String>>> tags) {
    this.tags = tags;
  }

  /** Filters of resources that have no tags. */
  public static <T> Filters<T> untagged() {
    return new Filters<>(Optional.empty());
  }

  /** Filters of resources that {@code tag:KEY} and {@code tag-key} apply to. */
  public static <T> Filters<T> tagged(Function<T, String> id) {
    return taggedWith(
        (call, resource) -> Tags.of(call.inventory(), call.caller(), id.apply(resource)));
  }

  /** Filters of what has these tags. */
  public static <T> Filters<T> taggedWith(BiFunction<Call, T, Map<String, String>> tags) {
    return new Filters<>(Optional.of(tags));
  }

  /** Adds a filter by one text. */
  public Filters<T> on(String name, Function<T, String> field) {
    return onAny(name, (call, resource) -> Stream.of(field.apply(resource)));
  }

  /** Adds filters by what no resource here has. */
  public Filters<T> onNone(String... names) {
    for (String name : names) {
      onAny(name, (call, resource) -> Stream.empty());
    }
    return this;
  }

  /** Adds a filter by any number of texts, which may have to be looked up. */
  public Filters<T> onAny(String name, BiFunction<Call, T, Stream<String>> field) {
    fields.put(name, field);
    return this;
  }

  /**
   * Adds the filters of what belongs to a resource, which one that fits is enough for.
   *
   * @param prefix before their names
   */
  public <P> Filters<T> onEach(
      String prefix, Filters<P> filters, BiFunction<Call, T, Stream<P>> parts) {
    filters.fields.forEach(
        (name, field) ->
            onAny(
                prefix + name,
                (call, resource) ->
                    parts.apply(call, resource).flatMap(part -> field.apply(call, part))));
    return this;
  }

  /**
   * What the call's {@code Filter} parameters ask for.
   *
   * @throws Ec2Exception if a filter has no name or no value, is unknown, or there are too many
   */
  public Predicate<T> of(Call call) {
    Predicate<T> all = resource -> true;
    int values = 0;
    for (Parameters filter : call.parameters().structures("Filter")) {
      String name = filter.required("Name");
      List<String> patterns = filter.list("Value");
      if (patterns.isEmpty()) {
        throw Errors.missingParameter(filter.fullName("Value.1"));
      }
      values += patterns.size();
      if (values > MOST_VALUES) {
        throw new Ec2Exception(
            "FilterLimitExceeded",
            "The maximum number of filter values (" + MOST_VALUES + ") has been exceeded.");
      }
      BiFunction<Call, T, Stream<String>> field = field(name);
      all = all.and(resource -> matches(field.apply(call, resource), patterns));
    }
    return all;
  }

  private BiFunction<Call, T, Stream<String>> field(String name) {
    if (tags.isPresent() && name.startsWith("tag:")) {
      String key = name.substring("tag:".length());
      return (call, resource) -> Stream.ofNullable(tags.get().apply(call, resource).get(key));
    }
    if (tags.isPresent() && name.equals("tag-key")) {
      return (call, resource) -> tags.get().apply(call, resource).keySet().stream();
    }
    BiFunction<Call, T, Stream<String>> field = fields.get(name);
    if (field == null) {
      throw Errors.invalidValue("The filter '" + name + "' is invalid");
    }
    return field;
  }

  private static boolean matches(Stream<String> texts, List<String> patterns) {
    return texts.anyMatch(text -> patterns.stream().anyMatch(p -> Glob.matches(p, text)));
  }
}
