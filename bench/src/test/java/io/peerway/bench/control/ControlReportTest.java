package io.peerway.bench.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.bench.control.ControlResult.Apply;
import io.peerway.bench.control.ControlResult.Calls;
import io.peerway.bench.control.ControlResult.Phase;
import io.peerway.bench.report.Json;
import io.peerway.bench.report.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlReportTest {
  private static final ControlResult RESULT =
      new ControlResult(
          new Machine("a processor", 2, "6.18", "25"),
          new ControlOptions(100, 1000, 10_000, 16, 500),
          List.of(new Phase("VPCs", 100, 0.5), new Phase("routes", 10_000, 4.5)),
          new Apply(500, 0.0001, 0.0005, 0.005, 0.995),
          new Calls(500, 0.54, 4.1, 16.5),
          6.2,
          17);

  @Test
  void shouldSayWhatWasLoadedAndHowSoonChangesWereInForce() {
    assertThat(new ControlReport(RESULT).text())
        .contains(
            "a processor",
            "100 VPCs, 1,000 peerings, 10,000 routes; 16 clients; 500 changes",
            "| routes | 10,000 | 4.5     | 2,222   |",
            "| all    | 10,100 | 5.0     | 2,020   |")
        .containsPattern("every worker, p99 +\\| at most 500 us")
        .containsPattern("within 1 ms +\\| 99.50 %");
  }

  @Test
  void shouldBeWrittenForPrograms(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("control.json");
    Json.write(file, RESULT);

    assertThat(file).content().contains("\"vpcs\" : 100", "\"p99\" : 5.0E-4", "\"restartSeconds\"");
  }
}
