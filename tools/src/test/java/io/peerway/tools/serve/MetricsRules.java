package io.peerway.tools.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What holds for everything that is served at {@code /metrics}: the rules that {@code promtool
 * check metrics} knows, and that nothing of what ports received is missing.
 */
public final class MetricsRules {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_][a-z0-9_]*)(?:\\{(.*)})? (-?[0-9.Ee+-]+|NaN|\\+Inf)");
  private static final Pattern LABEL = Pattern.compile("([^=,]+)=\"([^\"]*)\"");
  private static final Pattern NOT_A_BASE_UNIT =
      Pattern.compile(
          "_(ns|us|ms|nanoseconds|microseconds|milliseconds|minutes|kb|mb|percent)(_|$)");

  private MetricsRules() {}

  /**
   * Holds what was served to the rules.
   *
   * @param text in Prometheus' text format
   */
  public static void check(String text) {
    Map<String, String> types = new HashMap<>();
    Map<String, String> helps = new HashMap<>();
    Map<String, Double> balance = new TreeMap<>();
    for (String line : text.lines().toList()) {
      List<String> words = List.of(line.split(" ", 4));
      if (line.startsWith("# TYPE ")) {
        types.put(words.get(2), words.get(3));
      } else if (line.startsWith("# HELP ")) {
        helps.put(words.get(2), words.get(3));
      } else {
        checkSample(line, types, helps, balance);
      }
    }
    assertThat(balance).isNotEmpty();
    assertThat(balance).allSatisfy((port, rest) -> assertThat(rest).as(port).isZero());
  }

  private static void checkSample(
      String line,
      Map<String, String> types,
      Map<String, String> helps,
      Map<String, Double> balance) {
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as(line).isTrue();
    String name = sample.group(1);
    String family = types.containsKey(name) ? name : name.replaceFirst("_(bucket|count|sum)$", "");
    assertThat(types).as(line).containsKey(family);
    assertThat(helps.get(family)).as(line).isNotBlank().endsWith(".");
    assertThat(family).startsWith("peerway_").doesNotContainPattern(NOT_A_BASE_UNIT);
    assertThat(family.endsWith("_total")).as(line).isEqualTo(types.get(family).equals("counter"));
    Map<String, String> labels = new HashMap<>();
    LABEL
        .matcher(sample.group(2) == null ? "" : sample.group(2))
        .results()
        .forEach(label -> labels.put(label.group(1), label.group(2)));
    assertThat(labels.keySet())
        .as(line)
        .allSatisfy(label -> assertThat(label).matches("[a-z][a-z0-9_]*"));
    balance.merge(
        labels.getOrDefault("owner", "no port"),
        sign(name) * Double.parseDouble(sample.group(3)),
        Double::sum);
  }

  /** How a sample counts towards what became of the packets that a port received. */
  private static double sign(String name) {
    return switch (name) {
      case "peerway_port_rx_packets_total" -> 1;
      case "peerway_port_forwarded_packets_total",
          "peerway_port_consumed_packets_total",
          "peerway_port_held_packets",
          "peerway_drops_total" ->
          -1;
      default -> 0;
    };
  }
}
