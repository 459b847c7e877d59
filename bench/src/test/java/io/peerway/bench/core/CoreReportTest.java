package io.peerway.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.bench.core.CoreResult.Cost;
import io.peerway.bench.core.CoreResult.StageCost;
import io.peerway.bench.core.CoreResult.VariantCost;
import io.peerway.bench.core.FilterBenchmark.Load;
import io.peerway.bench.report.Machine;
import io.peerway.bench.report.Samples;
import io.peerway.dataplane.observe.Stage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoreReportTest {
  private static final Cost STANDARD = new Cost(60, 58, 62, 0.001, Double.NaN);

  private final CoreResult result =
      new CoreResult(
          new Machine("AMD EPYC", 2, "6.18", "25"),
          List.of("-Xmx1g"),
          64,
          10_000,
          STANDARD,
          new Cost(63, 61, 66, 0.001, 180),
          new Cost(1, 1, 1, 0, Double.NaN),
          new Cost(1.25, 1, 2, 0, Double.NaN),
          List.of(
              new StageCost(Stage.ETHERNET_INPUT, new Cost(5, 4, 6, 0, Double.NaN)),
              new StageCost(Stage.IP_INPUT, new Cost(20, 19, 21, 0, Double.NaN))),
          new Cost(1.5, 1, 2, 0, Double.NaN),
          List.of(
              new VariantCost("standard", "as it is run", STANDARD),
              new VariantCost("slow", "with sand", new Cost(75, 70, 80, 0, Double.NaN))),
          List.of(
              new WatchCost(
                  "eye",
                  "looks at all",
                  Samples.of(List.of(60.0, 61.0, 62.0)),
                  Samples.of(List.of(-0.5, 0.25, 1.0)),
                  Samples.of(List.of(2.0, 3.0, 5.0)),
                  Samples.of(List.of(1.2, 1.8, 3.0)))),
          new FilterResult(
              100_096,
              300,
              new EnumMap<>(
                  Map.of(
                      Load.ESTABLISHED, new Cost(80, 78, 82, 0, Double.NaN),
                      Load.NEW, new Cost(400, 390, 410, 0, Double.NaN),
                      Load.SYN_FLOOD, new Cost(100, 90, 110, 0, Double.NaN),
                      Load.SYN_FLOOD_UNLIMITED, new Cost(160, 150, 170, 0, Double.NaN),
                      Load.SYN_FLOOD_WHEN_FULL, new Cost(90, 80, 100, 0, Double.NaN))),
              1_000_000,
              112_000_000));

  @Test
  void shouldSayWhatEachStageAdds() {
    assertThat(new CoreReport(result).text())
        .containsPattern("ETHERNET_INPUT +\\| 5.0 \\(4.0-6.0\\) +\\| 5.0 ")
        .containsPattern("IP_INPUT +\\| 20.0 \\(19.0-21.0\\) +\\| 15.0 ")
        .containsPattern("counting +\\| 60.0 \\(58.0-62.0\\) +\\| 40.0 ");
  }

  @Test
  void shouldSayWhatMeteringTakesOfCounting() {
    assertThat(new CoreReport(result).text()).containsPattern("metering, in that +\\| +\\| 1.5 ");
  }

  @Test
  void shouldSayWhatWatchersTake() {
    assertThat(new CoreReport(result).text())
        .contains("in turns with nobody, in 3 JVMs:")
        .containsPattern(
            "eye +\\| 61.0 +\\| \\+0.3 % \\(-0.5 to \\+1.0\\) +\\| \\+3.0 % \\(\\+2.0 to \\+5.0\\)"
                + " +\\| \\+1.8 +\\| looks at all");
  }

  @Test
  void shouldSayWhatSecurityGroupsTake() {
    assertThat(new CoreReport(result).text())
        .containsPattern("established connections +\\| 80.0 \\(78.0-82.0\\) +\\| 0.00 ")
        .contains("2.50 million new connections a second; 1,000,000 at once take 107 MiB.")
        .containsPattern(
            "0.80 of what as many other packets\nwould: 0.50 if all .*, and 0.89 when");
  }

  @Test
  void shouldCompareTwoWorkersWithOne() {
    assertThat(new CoreReport(result).text())
        .contains("Two workers forward 1.90 times as many packets as one;")
        .contains("registers came to 1.60 times one.")
        .containsPattern("1 worker +\\| 60.0 \\(58.0-62.0\\) +\\| not counted +\\| 0.00 ")
        .containsPattern("2 workers, each +\\| 63.0 \\(61.0-66.0\\) +\\| 180 ");
  }

  @Test
  void shouldSayWhatAVariantTakesMoreThanTheStandard() {
    assertThat(new CoreReport(result).text())
        .containsPattern("standard +\\| 60.0 \\(58.0-62.0\\) +\\| \\+0.0 +\\| as it is run")
        .containsPattern("slow +\\| 75.0 \\(70.0-80.0\\) +\\| \\+15.0 +\\| with sand");
  }
}
