package io.peerway.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.bench.workload.SmallPackets;
import io.peerway.dataplane.forward.Burst;
import org.junit.jupiter.api.Test;

class PipelineBenchmarkTest {
  private final PipelineBenchmark benchmark = new PipelineBenchmark();
  private final PipelineBenchmark.Shared shared = new PipelineBenchmark.Shared();
  private final PipelineBenchmark.Worker worker = new PipelineBenchmark.Worker();

  @Test
  void shouldForwardEveryPacketAgainAndAgain() {
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
