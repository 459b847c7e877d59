package io.peerway.bench.lpm;

import io.peerway.bench.lpm.LpmResult.Lookups;
import io.peerway.bench.report.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Several ways to look the same addresses up, measured in turns, because the speed of a machine
 * changes from minute to minute.
 */
final class LookupContest {
  /** Enough for the JIT compiler. */
  private static final int WARMUPS = 12;

  /** Passes over the addresses in a round. */
  private static final int PASSES = 3;

  private final int family;
  private final AddressPattern pattern;
  private final List<Entrant> entrants = new ArrayList<>();

  private record Entrant(
      String how, long memory, Supplier<LookupSample> pass, List<Double> rates) {}

  LookupContest(int family, AddressPattern pattern) {
    this.family = family;
    this.pattern = pattern;
  }

  /**
   * Adds a way.
   *
   * @param how it is called
   * @param memory bytes that it uses
   * @param pass looks all addresses up
   */
  void add(String how, long memory, Supplier<LookupSample> pass) {
    entrants.add(new Entrant(how, memory, pass, new ArrayList<>()));
  }

  /**
   * Measures all of them.
   *
   * @throws IllegalStateException when they do not find the same next hops
   */
  List<Lookups> run(int rounds) {
    long expected = entrants.getFirst().pass.get().sum();
    for (Entrant entrant : entrants) {
      for (int i = 0; i < WARMUPS; i++) {
        pass(entrant, expected);
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (Entrant entrant : entrants) {
        entrant.rates.add(rate(entrant, expected));
      }
    }
    return entrants.stream()
        .map(e -> new Lookups(family, pattern, e.how, e.memory, Samples.of(e.rates)))
        .toList();
  }

  private double rate(Entrant entrant, long expected) {
    pass(entrant, expected); // brings the table back into the caches
    double seconds = 0;
    for (int i = 0; i < PASSES; i++) {
      seconds += pass(entrant, expected);
    }
    return PASSES * AddressPattern.COUNT / seconds * 1e-6;
  }

  /** Seconds that it took. */
  private double pass(Entrant entrant, long expected) {
    LookupSample sample = entrant.pass.get();
    if (sample.sum() != expected) {
      throw new IllegalStateException(
          entrant.how + " and " + entrants.getFirst().how + " find different next hops");
    }
    return sample.seconds();
  }
}
