package io.peerway.bench.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.bench.forward.measure.Figure;
import io.peerway.bench.forward.measure.Metric;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardBenchmarkIT {
  private static final List<String> JVM_OPTIONS =
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(option -> !option.startsWith("-javaagent"))
          .toList();

  private final List<String> progress = new ArrayList<>();

  @Test
  void shouldMeasurePeerwayBesideTheRelayAndLeaveNothingBehind() throws Exception {
    ForwardOptions options =
        new ForwardOptions(
            List.of("peerway", "relay"),
            1,
            1,
            List.of(1500),
            List.of(Metric.TCP1, Metric.PPS64),
            JVM_OPTIONS);
    try (ForwardBenchmark benchmark = new ForwardBenchmark(options, progress::add)) {
      ForwardResult result = benchmark.run();
      assertThat(result.notRun()).isEmpty();
      for (String peer : options.peers()) {
        assertThat(result.measurements())
            .filteredOn(m -> m.peer().equals(peer))
            .allSatisfy(m -> assertThat(m.value()).isPositive())
            .extracting(Measurement::figure)
            .containsExactly(Figure.TCP1, Figure.PPS64);
      }
      assertThat(progress).hasSizeGreaterThanOrEqualTo(result.measurements().size());
    }
    assertNothingIsLeft();
  }

  @Test
  void shouldSayWhyAPeerDidNotRunAndLeaveNothingBehind() throws Exception {
    ForwardOptions options =
        new ForwardOptions(
            List.of("peerway"),
            1,
            1,
            List.of(1500),
            List.of(Metric.RTT),
            List.of("-XX:NoSuchOption"));
    try (ForwardBenchmark benchmark = new ForwardBenchmark(options, progress::add)) {
      ForwardResult result = benchmark.run();
      assertThat(result.measurements()).isEmpty();
      assertThat(result.notRun())
          .singleElement()
          .satisfies(m -> assertThat(m.why()).contains("NoSuchOption"));
    }
    assertNothingIsLeft();
  }

  @Test
  void shouldRefuseAPeerThatItDoesNotKnow() throws Exception {
    ForwardOptions options =
        new ForwardOptions(List.of("vpp"), 1, 1, List.of(1500), List.of(), List.of());
    assertThatThrownBy(() -> new ForwardBenchmark(options, progress::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("vpp");
    assertNothingIsLeft();
  }

  private static void assertNothingIsLeft() throws Exception {
    String own = "pwbench" + ProcessHandle.current().pid();
    try (var namespaces = Files.list(Path.of("/run/netns"))) {
      assertThat(namespaces).noneMatch(path -> path.getFileName().toString().startsWith(own));
    }
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(files).noneMatch(path -> path.getFileName().toString().startsWith(own));
    }
    assertThat(ProcessHandle.current().children()).noneMatch(ProcessHandle::isAlive);
  }
}
