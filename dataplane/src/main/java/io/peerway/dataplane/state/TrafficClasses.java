package io.peerway.dataplane.state;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/**
 * Protocol and selector of a packet to the row of the rules that are about them.
 *
 * <p>Every protocol has the 16-bit selectors cut into ranges at the edges of its rules; inside a
 * range the same rules hold. Protocols that no rule names share the ranges of the rules for all.
 */
final class TrafficClasses {
  private static final int PROTOCOLS = 256;

  /** By protocol. */
  private final SelectorRanges[] ranges = new SelectorRanges[PROTOCOLS];

  /** By protocol: the row of the rules that are about all of it. */
  private final int[] rowsOfAll = new int[PROTOCOLS];

  TrafficClasses(List<Traffic> rules, RowTable.Builder rows) {
    int unnamed = -1;
    for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
      if (isNamed(rules, protocol)) {
        classify(rules, protocol, rows);
      } else if (unnamed < 0) {
        classify(rules, protocol, rows);
        unnamed = protocol;
      } else {
        ranges[protocol] = ranges[unnamed];
        rowsOfAll[protocol] = rowsOfAll[unnamed];
      }
    }
  }

  private static boolean isNamed(List<Traffic> rules, int protocol) {
    return rules.stream().anyMatch(rule -> rule.protocol() == protocol);
  }

  private void classify(List<Traffic> rules, int protocol, RowTable.Builder rows) {
    TreeSet<Integer> edges = new TreeSet<>(List.of(0));
    BitSet all = new BitSet();
    for (int rule = 0; rule < rules.size(); rule++) {
      Traffic traffic = rules.get(rule);
      if (traffic.matches(protocol, traffic.first())) {
        edges.add(traffic.first());
        edges.add(traffic.last() + 1);
        all.set(rule, traffic.coversAllOf(protocol));
      }
    }
    edges.remove(Traffic.LAST_SELECTOR + 1);
    int[] first = edges.stream().mapToInt(Integer::intValue).toArray();
    int[] rowsOfRanges =
        Arrays.stream(first).map(start -> rows.add(matching(rules, protocol, start))).toArray();
    ranges[protocol] = new SelectorRanges(first, rowsOfRanges);
    rowsOfAll[protocol] = rows.add(all);
  }

  private static BitSet matching(List<Traffic> rules, int protocol, int selector) {
    BitSet matching = new BitSet();
    for (int rule = 0; rule < rules.size(); rule++) {
      matching.set(rule, rules.get(rule).matches(protocol, selector));
    }
    return matching;
  }

  /** The row of the rules that are about such packets. */
  int row(int protocol, int selector) {
    return ranges[protocol].row(selector);
  }

  /** The row of the rules that are about all packets of a protocol. */
  int rowOfAll(int protocol) {
    return rowsOfAll[protocol];
  }
}
