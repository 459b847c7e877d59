package io.peerway.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.bench.core.variant.Variant;
import io.peerway.bench.core.variant.Variants;
import io.peerway.bench.workload.SmallPackets;
import io.peerway.dataplane.forward.Burst;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineBenchmarkTest {
  private final PipelineBenchmark benchmark = new PipelineBenchmark();
  private final PipelineBenchmark.Shared shared = new PipelineBenchmark.Shared();
  private final PipelineBenchmark.Worker worker = new PipelineBenchmark.Worker();

  static Stream<String> variants() {
    return Variants.all().stream().map(Variant::name);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void shouldForwardEveryPacketAgainAndAgain(String variant) {
    shared.variant = variant;
    shared.setUp();
    worker.setUp(shared);
    int untilPacketsAreWrittenTwice =
        2 * SmallPackets.FORWARDINGS * SmallPackets.COUNT / PipelineBenchmark.BURST;
    for (int i = 0; i < untilPacketsAreWrittenTwice + 2; i++) {
      benchmark.forward(shared, worker);
    }
    worker.requireThatAllWereForwarded();
    assertThat(worker.receive().verdict)
        .startsWith(Burst.FORWARDED)
        .satisfies(v -> assertThat(v[PipelineBenchmark.BURST - 1]).isEqualTo(Burst.FORWARDED));
  }
}
