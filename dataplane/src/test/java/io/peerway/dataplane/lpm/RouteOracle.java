package io.peerway.dataplane.lpm;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Longest-prefix match as one would explain it: from the longest length to the shortest, is there a
 * route for the address cut to this length? Addresses are left-aligned, IPv4 in the first 32 bits.
 */
final class RouteOracle {
  private record Prefix(long hi, long lo) {}

  private final TreeMap<Integer, Map<Prefix, Integer>> byLength =
      new TreeMap<>((a, b) -> Integer.compare(b, a));

  void announce(long hi, long lo, int length, int nextHop) {
    byLength.computeIfAbsent(length, l -> new HashMap<>()).put(new Prefix(hi, lo), nextHop);
  }

  void withdraw(long hi, long lo, int length) {
    byLength.getOrDefault(length, Map.of()).remove(new Prefix(hi, lo));
  }

  void clear() {
    byLength.clear();
  }

  int size() {
    return byLength.values().stream().mapToInt(Map::size).sum();
  }

  int lookup(long hi, long lo) {
    for (var routes : byLength.entrySet()) {
      Integer nextHop = routes.getValue().get(cut(hi, lo, routes.getKey()));
      if (nextHop != null) {
        return nextHop;
      }
    }
    return 0;
  }

  private static Prefix cut(long hi, long lo, int length) {
    long cutHi = length == 0 ? 0 : length < 64 ? hi >>> (64 - length) << (64 - length) : hi;
    long cutLo = length <= 64 ? 0 : lo >>> (128 - length) << (128 - length);
    return new Prefix(cutHi, cutLo);
  }
}
