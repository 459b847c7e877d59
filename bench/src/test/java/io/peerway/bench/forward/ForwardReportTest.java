package io.peerway.bench.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.bench.forward.ForwardResult.NotRun;
import io.peerway.bench.forward.measure.Figure;
import io.peerway.bench.forward.measure.Metric;
import io.peerway.bench.report.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardReportTest {
  private final List<Measurement> measurements = new ArrayList<>();

  @Test
  void shouldShowMediansExtremesAndRatiosToTheRelay() {
    add("peerway", Figure.TCP1, 11, 12, 10);
    add("relay", Figure.TCP1, 8, 9, 10);
    // Medians of 11/8, 12/9 and 10/10: each round is compared in itself.
    assertThat(report())
        .contains("| peerway  | 11.00 (10.00-12.00) x1.33 ")
        .contains("| relay    | 9.00 (8.00-10.00) x1.00 ");
  }

  @Test
  void shouldShowLatenciesInWholeMicrosecondsAndWithoutProcessorTime() {
    add("peerway", Figure.RTT50, 60.4);
    add("relay", Figure.RTT50, 50);
    assertThat(report()).contains("| peerway  | 60 (60-60) x1.21 |").doesNotContain("CPU s");
  }

  @Test
  void shouldLeaveOutRatiosWhereTheRelayWasNotMeasured() {
    add("peerway", Figure.PPS, 0.6);
    assertThat(report()).contains("| peerway  | 0.60 (0.60-0.60) |").contains("| relay    | - ");
  }

  @Test
  void shouldNameWhatWasNotRunAndWhatWasDisturbed() {
    add("peerway", Figure.TCP1, 11);
    measurements.add(measurement("relay", Figure.TCP1, 1, 10, 0.5));
    assertThat(report())
        .contains("not run: ovs: ovs-vswitchd is not installed")
        .contains("1 of 2 values began while others used the machine");
  }

  private void add(String peer, Figure figure, double... values) {
    for (int round = 1; round <= values.length; round++) {
      measurements.add(measurement(peer, figure, round, values[round - 1], 0));
    }
  }

  private static Measurement measurement(
      String peer, Figure figure, int round, double value, double busy) {
    return new Measurement(peer, 1500, round, figure, value, 0.2, 0.1, busy, Map.of());
  }

  private String report() {
    Map<String, String> peers = new LinkedHashMap<>();
    peers.put("peerway", "Peerway, 1 worker");
    peers.put("relay", "C relay");
    return new ForwardReport(
            new ForwardResult(
                new Machine("AMD EPYC", 2, "6.18", "25"),
                Map.of("iperf3", "iperf 3.12"),
                new ForwardOptions(
                    List.of(), 3, 5, List.of(1500), List.of(Metric.values()), List.of()),
                peers,
                measurements,
                List.of(new NotRun("ovs", "ovs-vswitchd is not installed"))))
        .text();
  }
}
