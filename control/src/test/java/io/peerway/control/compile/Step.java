package io.peerway.control.compile;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** One random call; the numbers pick what it is about. */
record Step(int action, int first, int second, int third) {

  /** Lists of calls, of actions 0 to {@code lastAction}. */
  static Arbitrary<List<Step>> lists(int lastAction, int atLeast, int atMost) {
    Arbitrary<Integer> pick = Arbitraries.integers().between(0, 99);
    return Combinators.combine(Arbitraries.integers().between(0, lastAction), pick, pick, pick)
        .as(Step::new)
        .list()
        .ofMinSize(atLeast)
        .ofMaxSize(atMost);
  }
}
