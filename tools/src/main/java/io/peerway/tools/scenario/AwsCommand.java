package io.peerway.tools.scenario;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A command line of {@code aws ec2}, and the call of the EC2 Query protocol that it makes. The demo
 * shows the one and sends the other, so that they cannot differ.
 *
 * <p>It knows what the demo uses: options with a value, flags, lists of ids, filters, {@code
 * --query} with names and indexes, {@code --output text} for a single value. Source: AWS CLI
 * Command Reference; EC2 API Reference, "Query requests".
 *
 * @param line what follows {@code aws ec2}
 * @param action of the protocol
 * @param parameters of the protocol
 * @param query which part of the answer is shown
 * @param asText whether it is shown without JSON's quotation marks
 */
record AwsCommand(
    String line,
    String action,
    Map<String, String> parameters,
    Optional<JsonPointer> query,
    boolean asText) {

  static AwsCommand parse(String line) {
    List<String> words = Arrays.stream(line.split(" ", -1)).map(AwsCommand::unquoted).toList();
    Map<String, String> parameters = new LinkedHashMap<>();
    Optional<JsonPointer> query = Optional.empty();
    boolean asText = false;
    for (int i = 1; i < words.size(); ) {
      String option = words.get(i++).substring("--".length());
      List<String> values = new ArrayList<>();
      while (i < words.size() && !words.get(i).startsWith("--")) {
        values.add(words.get(i++));
      }
      switch (option) {
        case "query" -> query = Optional.of(pointer(values.getFirst()));
        case "output" -> asText = values.equals(List.of("text"));
        default -> addParameter(parameters, option, values);
      }
    }
    return new AwsCommand(line, pascal(words.getFirst()), parameters, query, asText);
  }

  private static void addParameter(
      Map<String, String> parameters, String option, List<String> values) {
    String name = pascal(option);
    if (option.equals("filters")) {
      for (int i = 0; i < values.size(); i++) {
        addFilter(parameters, "Filter." + (i + 1), values.get(i));
      }
    } else if (name.endsWith("Ids")) {
      String element = name.substring(0, name.length() - 1);
      for (int i = 0; i < values.size(); i++) {
        parameters.put(element + "." + (i + 1), values.get(i));
      }
    } else {
      parameters.put(name, values.isEmpty() ? "true" : values.getFirst());
    }
  }

  /** {@code Name=vpc-id,Values=vpc-1,vpc-2} */
  private static void addFilter(Map<String, String> parameters, String prefix, String filter) {
    int values = filter.indexOf(",Values=");
    parameters.put(prefix + ".Name", filter.substring("Name=".length(), values));
    int number = 1;
    for (String value : filter.substring(values + ",Values=".length()).split(",", -1)) {
      parameters.put(prefix + ".Value." + number++, value);
    }
  }

  private static String unquoted(String word) {
    return word.startsWith("'") ? word.substring(1, word.length() - 1) : word;
  }

  private static String pascal(String kebab) {
    StringBuilder name = new StringBuilder();
    for (String word : kebab.split("-", -1)) {
      name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return name.toString();
  }

  /** JMESPath's {@code Vpcs[0].VpcId} is {@code /Vpcs/0/VpcId}. */
  private static JsonPointer pointer(String query) {
    return JsonPointer.compile("/" + query.replaceAll("\\[(\\d+)]", ".$1").replace('.', '/'));
  }

  /** The part of an answer that the command shows; missing where the answer has no such part. */
  JsonNode select(JsonNode answer) {
    return query.map(answer::at).orElse(answer);
  }

  /** That part as the command prints it. */
  String show(JsonNode selected) {
    if (selected.isMissingNode()) {
      return asText ? "None" : "null";
    }
    return asText && selected.isValueNode() ? selected.asText() : AwsJson.show(selected);
  }
}
