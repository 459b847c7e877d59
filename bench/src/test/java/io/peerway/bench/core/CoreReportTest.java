package io.peerway.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.bench.core.CoreResult.Cost;
import io.peerway.bench.core.CoreResult.StageCost;
import io.peerway.bench.report.Machine;
import io.peerway.dataplane.observe.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreReportTest {
  private final CoreResult result =
      new CoreResult(
          new Machine("AMD EPYC", 2, "6.18", "25"),
          List.of("-Xmx1g"),
          64,
          10_000,
          new Cost(60, 58, 62, 0.001),
          new Cost(63, 61, 66, 0.001),
          List.of(
              new StageCost(Stage.ETHERNET_INPUT, new Cost(5, 4, 6, 0)),
              new StageCost(Stage.IP_INPUT, new Cost(20, 19, 21, 0))));

  @Test
  void shouldSayWhatEachStageAdds() {
    assertThat(new CoreReport(result).text())
        .containsPattern("ETHERNET_INPUT +\\| 5.0 \\(4.0-6.0\\) +\\| 5.0 ")
        .containsPattern("IP_INPUT +\\| 20.0 \\(19.0-21.0\\) +\\| 15.0 ")
        .containsPattern("counting +\\| 60.0 \\(58.0-62.0\\) +\\| 40.0 ");
  }

  @Test
  void shouldCompareTwoWorkersWithOne() {
    assertThat(new CoreReport(result).text())
        .contains("Two workers forward 1.90 times as many packets as one.")
        .containsPattern("1 worker +\\| 60.0 \\(58.0-62.0\\) +\\| 0.00 ");
  }
}
