package io.peerway.control.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The fields of a flow log's records, in the order of a line. */
public record FlowLogFormat(List<FlowLogField> fields) {
  /** The default, version 2. */
  public static final FlowLogFormat DEFAULT =
      new FlowLogFormat(
          Arrays.stream(FlowLogField.values()).filter(field -> field.version() == 2).toList());

  public FlowLogFormat {
    fields = List.copyOf(fields);
  }

  /**
   * Reads {@code ${version} ${account-id} …}.
   *
   * @throws IllegalArgumentException if a field is not written so, or means nothing here
   */
  public static FlowLogFormat parse(String text) {
    List<FlowLogField> fields = new ArrayList<>();
    for (String word : text.strip().split(" +", -1)) {
      if (!word.startsWith("${") || !word.endsWith("}")) {
        throw new IllegalArgumentException(
            "'" + word + "' is not of the form ${field}, separated by spaces");
      }
      String name = word.substring(2, word.length() - 1);
      fields.add(
          FlowLogField.named(name)
              .orElseThrow(
                  () -> new IllegalArgumentException("the field '" + name + "' is not supported")));
    }
    return new FlowLogFormat(fields);
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return fields.stream()
        .map(field -> "${" + field.label() + "}")
        .collect(Collectors.joining(" "));
  }

  /** The first line of a file. */
  public String header() {
    return fields.stream().map(FlowLogField::label).collect(Collectors.joining(" "));
  }

  /** The highest version of its fields, which {@link FlowLogField#VERSION} shows. */
  public int version() {
    return fields.stream().mapToInt(FlowLogField::version).max().orElse(2);
  }
}
