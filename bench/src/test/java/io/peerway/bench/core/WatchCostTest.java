package io.peerway.bench.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchCostTest {
  private static final int ITERATIONS =
      WatchBenchmark.UNWATCHED + WatchBenchmark.SETTLING + WatchBenchmark.TURNS + 1;

  /** 50 ns at first; then 51, growing by 1 while time passes, and 2 more in every second one. */
  private static double nanos(int iteration) {
    if (iteration < WatchBenchmark.UNWATCHED) {
      return 50;
    }
    if (iteration < WatchBenchmark.UNWATCHED + WatchBenchmark.SETTLING) {
      return 500;
    }
    double slower = (double) iteration / ITERATIONS;
    return 51 + slower + (WatchBenchmark.isWatched(iteration) ? 2 : 0);
  }

  @Test
  void shouldCompareIterationsWithTheirNeighbours() {
    List<Double> jvm = IntStream.range(0, ITERATIONS).mapToObj(WatchCostTest::nanos).toList();

    WatchCost cost = WatchCost.of("eye", "looks", List.of(jvm, jvm));

    assertThat(cost.unwatched().median()).isEqualTo(50);
    assertThat(cost.off().median()).isCloseTo(3.5, within(0.2));
    assertThat(cost.onNanos().median()).isCloseTo(2, within(1e-6));
    assertThat(cost.on().median()).isCloseTo(100 * 2 / 51.75, within(0.05));
    assertThat(cost.on().count()).isEqualTo(2);
  }
}
