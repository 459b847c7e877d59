package io.peerway.bench.core;

import static org.assertj.core.api.Assertions.assertThatNoException;

import io.peerway.bench.workload.SmallPackets;
import io.peerway.bench.workload.TcpPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Before anything is measured: what is to be forwarded is, and what is to be refused is. */
class FilterBenchmarkTest {
  @ParameterizedTest
  @EnumSource
  void shouldForwardWhatItMeasures(FilterBenchmark.Load load) {
    FilterBenchmark.Worker worker = new FilterBenchmark.Worker();
    worker.load = load;
    worker.setUp();
    int untilPacketsAreWrittenAgain =
        SmallPackets.FORWARDINGS * TcpPackets.COUNT / FilterBenchmark.BURST;

    for (int i = 0; i < untilPacketsAreWrittenAgain + 2; i++) {
      worker.forward();
    }

    assertThatNoException().isThrownBy(worker::requireThatAllWereForwarded);
  }
}
