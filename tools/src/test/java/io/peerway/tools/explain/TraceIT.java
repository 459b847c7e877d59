package io.peerway.tools.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Follows live packets, and watches drops, while a host pings. */
@Timeout(300)
class TraceIT {

  @AutoClose private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();
  private Path socket;

  private Process start(String line) throws IOException {
    List<String> arguments = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
    arguments.addAll(List.of("--socket", socket.toString()));
    return new ProcessBuilder(PeerwayJvm.command(arguments))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void shouldTellTheJourneysOfLivePacketsAndTheLastDrop() throws IOException, InterruptedException {
    socket = scenario.startRouter().socket();
    TestScenario.Site a = test.site("10.1.0.0/16", "server1");
    scenario.peerway(
        "attach %s --netns %s --address 10.1.1.13/24".formatted(a.vpc(), a.namespace()));
    Process trace = start("trace 2 --json icmp and dst host 10.9.9.9");
    Process watch = start("drops --watch --json");
    Process pings =
        new ProcessBuilder("ip", "netns", "exec", a.namespace(), "ping", "-i", "0.1", "10.9.9.9")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader journeys = trace.inputReader();
        BufferedReader rows = watch.inputReader()) {
      List<String> lines = journeys.lines().toList();
      assertThat(lines).hasSize(2);
      Explanation journey = new ObjectMapper().readValue(lines.getFirst(), Explanation.class);
      assertThat(journey.packet()).startsWith("ICMP 10.1.1.13 > 10.9.9.9 type 8 code 0, ");
      assertThat(journey.reason()).isEqualTo("no_route");
      assertThat(journey.steps())
          .extracting(Explanation.Step::stage)
          .containsExactly("ETHERNET_INPUT", "IP_INPUT", "SOURCE_CHECK", "ROUTE");
      assertThat(trace.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(rows.lines().filter(row -> row.contains("ICMP 10.1.1.13 > 10.9.9.9")).findFirst())
          .hasValueSatisfying(row -> assertThat(row).contains("\"no_route\"", "\"rtb-"));
      assertThat(scenario.peerway("top -n 1")).contains(a.vpc(), "WORKER", "BUSY-%");
    } finally {
      pings.destroy();
      trace.destroy();
      watch.destroy();
    }
  }
}
