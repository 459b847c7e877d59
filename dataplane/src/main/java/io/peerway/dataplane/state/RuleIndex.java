package io.peerway.dataplane.state;

import io.peerway.dataplane.lpm.Ipv4Lpm;
import io.peerway.dataplane.lpm.Ipv6Lpm;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the first of many rules that matches a packet, without walking down their list.
 *
 * <p>A packet's two properties are looked up apart; each lookup gives the set of the rules that the
 * property fits, a row of bits. The first bit that is in both rows is the first rule that matches.
 *
 * <pre>
 *   peer's address  --longest prefix match--> row  0 1 1 0 0 1 ...
 *   protocol, port  ------binary search-----> row  0 0 1 0 1 1 ...
 *                                             and      ^ rule 2
 * </pre>
 *
 * <p>So the cost grows with the logarithm of the number of rules, and with one 64-bit word for
 * every 64 of them. The groups of the peer, of which there are five at most, have a row each.
 */
final class RuleIndex {
  /** No rule matches. */
  static final int NONE = Integer.MAX_VALUE;

  private final RowTable rows;
  private final TrafficClasses traffic;
  private final Ipv4Lpm peers4;
  private final Ipv6Lpm peers6;
  private final Map<String, Integer> groups;

  private RuleIndex(List<Traffic> traffic, List<Peers> peers) {
    RowTable.Builder builder = new RowTable.Builder((traffic.size() + Long.SIZE - 1) / Long.SIZE);
    this.traffic = new TrafficClasses(traffic, builder);
    this.peers4 = classify4(peers, builder);
    this.peers6 = classify6(peers, builder);
    this.groups = classifyGroups(peers, builder);
    this.rows = builder.build();
  }

  /** Compiles rules, of which the first that matches counts: the lists are parallel. */
  static RuleIndex of(List<Traffic> traffic, List<Peers> peers) {
    return new RuleIndex(traffic, peers);
  }

  private static Ipv4Lpm classify4(List<Peers> peers, RowTable.Builder rows) {
    Map<Ipv4Prefix, BitSet> rules = new HashMap<>();
    for (int rule = 0; rule < peers.size(); rule++) {
      for (Ipv4Prefix prefix : peers.get(rule).ipv4()) {
        rules.computeIfAbsent(prefix, p -> new BitSet()).set(rule);
      }
    }
    List<Ipv4Prefix> sorted = rules.keySet().stream().sorted().toList();
    List<Ipv4Prefix> enclosing = new ArrayList<>();
    Ipv4Lpm.Builder table = Ipv4Lpm.builder();
    for (Ipv4Prefix prefix : sorted) {
      while (!enclosing.isEmpty() && !enclosing.getLast().contains(prefix)) {
        enclosing.removeLast();
      }
      if (!enclosing.isEmpty()) {
        rules.get(prefix).or(rules.get(enclosing.getLast())); // which has all that enclose it
      }
      enclosing.add(prefix);
      table.add(prefix.address(), prefix.length(), rows.add(rules.get(prefix)));
    }
    return table.build();
  }

  private static Ipv6Lpm classify6(List<Peers> peers, RowTable.Builder rows) {
    Map<Ipv6Prefix, BitSet> rules = new HashMap<>();
    for (int rule = 0; rule < peers.size(); rule++) {
      for (Ipv6Prefix prefix : peers.get(rule).ipv6()) {
        rules.computeIfAbsent(prefix, p -> new BitSet()).set(rule);
      }
    }
    List<Ipv6Prefix> sorted = rules.keySet().stream().sorted().toList();
    List<Ipv6Prefix> enclosing = new ArrayList<>();
    Ipv6Lpm.Builder table = Ipv6Lpm.builder();
    for (Ipv6Prefix prefix : sorted) {
      while (!enclosing.isEmpty() && !enclosing.getLast().contains(prefix)) {
        enclosing.removeLast();
      }
      if (!enclosing.isEmpty()) {
        rules.get(prefix).or(rules.get(enclosing.getLast()));
      }
      enclosing.add(prefix);
      table.add(prefix.hi(), prefix.lo(), prefix.length(), rows.add(rules.get(prefix)));
    }
    return table.build();
  }

  private static Map<String, Integer> classifyGroups(List<Peers> peers, RowTable.Builder rows) {
    Map<String, BitSet> rules = new HashMap<>();
    for (int rule = 0; rule < peers.size(); rule++) {
      String group = peers.get(rule).group();
      if (group != null) {
        rules.computeIfAbsent(group, g -> new BitSet()).set(rule);
      }
    }
    Map<String, Integer> numbers = new HashMap<>();
    rules.forEach((group, bits) -> numbers.put(group, rows.add(bits)));
    return Map.copyOf(numbers);
  }

  /** The row of the rules that an address fits. */
  int peers(int address) {
    return peers4.lookup(address);
  }

  /** The row of the rules that an IPv6 address fits. */
  int peers(long hi, long lo) {
    return peers6.lookup(hi, lo);
  }

  /**
   * The first rule that matches, or {@link #NONE}.
   *
   * @param peers what {@code peers} returned for the peer's address
   * @param groups of the peer, or null
   */
  int first(int protocol, int selector, int peers, InterfaceSecurity groups) {
    int fitting = traffic.row(protocol, selector);
    int first = rows.firstInBoth(fitting, peers);
    if (groups == null || this.groups.isEmpty()) {
      return first;
    }
    List<String> names = groups.groups();
    for (int i = 0; i < names.size(); i++) {
      Integer row = this.groups.get(names.get(i));
      if (row != null) {
        first = Math.min(first, rows.firstInBoth(fitting, row));
      }
    }
    return first;
  }

  /** Whether a rule matches, whichever: parameters as of {@link #first}. */
  boolean any(int protocol, int selector, int peers, InterfaceSecurity groups) {
    int fitting = traffic.row(protocol, selector);
    if (rows.firstInBoth(fitting, peers) != NONE) {
      return true;
    }
    if (groups == null || this.groups.isEmpty()) {
      return false;
    }
    List<String> names = groups.groups();
    for (int i = 0; i < names.size(); i++) {
      Integer row = this.groups.get(names.get(i));
      if (row != null && rows.firstInBoth(fitting, row) != NONE) {
        return true;
      }
    }
    return false;
  }

  /** Some of the rules, to be asked about regardless of the peer. */
  Subset subset(BitSet rules) {
    return new Subset(rules.isEmpty(), rows.intersecting(rules));
  }

  /** Some of the rules. */
  final class Subset {
    /** By row: whether one of them is in it. */
    private final boolean isEmpty;

    private final boolean[] inRow;

    private Subset(boolean isEmpty, boolean[] inRow) {
      this.isEmpty = isEmpty;
      this.inRow = inRow;
    }

    /** Whether one of them is about such packets. */
    boolean has(int protocol, int selector) {
      return !isEmpty && inRow[traffic.row(protocol, selector)];
    }

    /** Whether one of them is about all packets of a protocol. */
    boolean hasAllOf(int protocol) {
      return !isEmpty && inRow[traffic.rowOfAll(protocol)];
    }
  }
}
