package io.peerway.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.bench.core.watch.Watch;
import io.peerway.bench.core.watch.Watches;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WatchBenchmarkTest {
  private final WatchBenchmark benchmark = new WatchBenchmark();
  private final PipelineBenchmark.Shared shared = new PipelineBenchmark.Shared();
  private final WatchBenchmark.Turn turn = new WatchBenchmark.Turn();

  static Stream<String> watches() {
    return Watches.all().stream().map(Watch::name);
  }

  @ParameterizedTest
  @MethodSource("watches")
  void shouldForwardEveryPacketWatchedOrNot(String watch) {
    shared.setUp();
    turn.watch = watch;
    turn.open(shared);
    for (int i = 0; i < WatchBenchmark.WARMUPS + WatchBenchmark.UNWATCHED + 2; i++) {
      turn.begin();
      benchmark.forward(shared, turn);
      turn.end(); // requires that all were forwarded
    }
    turn.close();
    assertThat(WatchBenchmark.isWatched(WatchBenchmark.UNWATCHED + 1)).isTrue();
    assertThat(WatchBenchmark.isWatched(WatchBenchmark.UNWATCHED)).isFalse();
  }
}
