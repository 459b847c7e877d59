package io.peerway.tools.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Captures real packets, and has tshark read what was captured. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaptureIT {

  private static final String BEGIN = "capture begins";

  @TempDir private Path directory;

  private final TestScenario test = new TestScenario();
  private final Programs programs = new Programs();
  private final Scenario scenario = test.scenario();
  private Path socket;
  private Site a;
  private Site b;

  @BeforeAll
  void startPeered() throws InterruptedException {
    socket = scenario.startRouter().socket();
    a = test.dualSite("10.1", "server1");
    b = test.dualSite("10.2", "server2");
    attach(a, "10.1.1.13");
    attach(b, "10.2.1.139");
    test.peer(a, b);
    ping(1);
  }

  @AfterAll
  void stopRouter() {
    programs.close();
    test.close();
  }

  private void attach(Site site, String address) throws InterruptedException {
    scenario.peerway(
        "attach %s --netns %s --address %s/24".formatted(site.vpc(), site.namespace(), address));
  }

  /** One after the other, so that all have come and gone when this returns. */
  private void ping(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      test.assertAnswered(a.namespace(), "10.2.1.139");
    }
  }

  private Process startPings() throws InterruptedException {
    return scenario.startServer(
        "ip netns exec %s ping -n -i 0.05 10.2.1.139".formatted(a.namespace()), "bytes from");
  }

  /** Starts a capture into a file; when this returns it is under way, and knows how to stop. */
  private Process capture(Path file, String options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("capture", "--socket", socket.toString()));
    arguments.addAll(List.of("-w", file.toString()));
    arguments.addAll(Arrays.asList(options.split(" ", -1)));
    long before = begins();
    Process capture =
        new ProcessBuilder(PeerwayJvm.command(arguments))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(directory.resolve("capture.err").toFile())
            .start();
    awaitBegin(before);
    test.await(() -> Files.exists(file));
    return capture;
  }

  /** How many captures have begun so far. */
  private long begins() {
    return scenario.routerLog().lines().filter(line -> line.contains(BEGIN)).count();
  }

  private void awaitBegin(long before) throws InterruptedException {
    test.await(() -> begins() > before);
  }

  private String stop(Process capture) throws IOException, InterruptedException {
    capture.destroy(); // SIGTERM, as Ctrl-C is SIGINT
    assertThat(capture.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(directory.resolve("capture.err"));
    assertThat(capture.exitValue()).as(said).isEqualTo(ExitStatus.DONE);
    return said;
  }

  private List<String> tshark(Path file, String... options) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString()));
    command.addAll(List.of("-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"));
    command.addAll(List.of(options));
    Programs.Result result = programs.run(command);
    assertThat(result.status()).as(result.output()).isZero();
    return result.output().lines().filter(line -> !line.startsWith("Running as user")).toList();
  }

  @Test
  void shouldWriteWhatTsharkReads() throws IOException, InterruptedException {
    Path file = directory.resolve("lab.pcapng");
    Process capture = capture(file, "icmp");
    ping(10);
    for (int i = 0; i < 3; i++) {
      // The router says that there is no route, and so the packet has been dropped.
      assertThat(
              scenario.shell(
                  "ip netns exec %s ping -n -c 1 -W 60 10.9.9.9".formatted(a.namespace())))
          .contains("Destination Net Unreachable");
    }
    String said = stop(capture);
    assertThat(said).contains(" 0 missed");

    assertThat(tshark(file, "-Y", "icmp.type == 8 && ip.dst == 10.2.1.139")).hasSize(20);
    assertThat(
            tshark(
                file,
                "-Y",
                "ip.dst == 10.9.9.9 && !(icmp.type == 3)",
                "-T",
                "fields",
                "-e",
                "frame.comment",
                "-e",
                "frame.interface_name",
                "-e",
                "frame.packet_flags_direction"))
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("dropped by ROUTE: ")
                    .contains("(no_route); look at rtb-")
                    .contains("vpc" + a.vpc().substring(a.vpc().length() - 12))
                    .endsWith("0x00000001"));
    assertThat(tshark(file, "-Y", "ip.checksum.status == \"Bad\" || _ws.malformed")).isEmpty();
    List<String> times = tshark(file, "-T", "fields", "-e", "frame.time_epoch");
    long now = System.currentTimeMillis() / 1000;
    assertThat(times)
        .allSatisfy(
            time -> {
              assertThat(Double.parseDouble(time)).isBetween(now - 120.0, now + 120.0);
              assertThat(time).matches("\\d+\\.\\d{9}");
            });
  }

  @Test
  void shouldStreamIntoAPipeAndStopAtACount() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            PeerwayJvm.command(
                List.of("capture", "--socket", socket.toString(), "-w", "-", "-c", "6", "icmp")));
    ProcessBuilder peerway =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    ProcessBuilder reader =
        new ProcessBuilder("tshark", "-l", "-i", "-", "-T", "fields", "-e", "icmp.type")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    long before = begins();
    List<Process> pipeline = ProcessBuilder.startPipeline(List.of(peerway, reader));
    awaitBegin(before);
    ping(2);
    try (BufferedReader lines = pipeline.getLast().inputReader()) {
      assertThat(lines.lines().filter(line -> !line.isBlank())).hasSize(6);
    }
    for (Process process : pipeline) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void shouldEndWhenNobodyReadsThePipeAnyMore() throws IOException, InterruptedException {
    List<String> arguments = List.of("capture", "--socket", socket.toString(), "-w", "-");
    long before = begins();
    List<Process> pipeline =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder(PeerwayJvm.command(arguments))
                    .redirectError(directory.resolve("capture.err").toFile()),
                new ProcessBuilder("head", "-c", "100")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)));
    awaitBegin(before);
    Process pings = startPings();
    assertThat(pipeline.getFirst().waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(pipeline.getFirst().exitValue())
        .as(Files.readString(directory.resolve("capture.err")))
        .isEqualTo(ExitStatus.DONE);
    scenario.end(pings);
  }

  /** Echo requests and answers are each captured where they come in and where they leave. */
  @Test
  void shouldAccountForEveryPacketOfAFloodThatItCannotFollow()
      throws IOException, InterruptedException {
    Path file = directory.resolve("flood.pcapng");
    Process capture = capture(file, "--rotate-size 5 icmp[icmptype] = 8 or icmp[icmptype] = 0");
    scenario.shell("kill -STOP " + capture.pid());
    String flood =
        scenario.shell(
            "ip netns exec %s ping -n -q -f -c 4000 -s 4000 10.2.1.139".formatted(a.namespace()));
    assertThat(flood).contains("4000 packets transmitted");
    ping(1); // all before it have come and gone, though the flood may not have waited for the last
    scenario.shell("kill -CONT " + capture.pid());
    String[] said = stop(capture).strip().split(" ", -1);
    long captured = Long.parseLong(said[0]);
    long missed = Long.parseLong(said[2]);
    assertThat(missed).as("more came than the ring holds").isPositive();
    assertThat(captured + missed).isEqualTo(4 * 4001);

    long packets = 0;
    try (var files = Files.list(directory)) {
      for (Path each : files.filter(path -> path.toString().endsWith(".pcapng")).toList()) {
        assertThat(Files.size(each)).isLessThanOrEqualTo(5_005_000);
        packets += tshark(each, "-T", "fields", "-e", "frame.number").size();
      }
    }
    assertThat(packets).isEqualTo(captured);
  }

  @Test
  void shouldCutSuperPacketsAsForAWireAndRotateByTime() throws IOException, InterruptedException {
    Path file = directory.resolve("cut.pcapng");
    Process capture = capture(file, "--segment --rotate-time 1 tcp port 5201");
    scenario.startServer(
        "ip netns exec %s iperf3 -s -1 --forceflush".formatted(b.namespace()), "Server listening");
    scenario.shell(
        "ip netns exec %s iperf3 -c 10.2.1.139 -M 1400 -b 8M -t 2".formatted(a.namespace()));
    stop(capture);
    assertThat(directory.resolve("cut-2.pcapng")).exists();

    int segments = 0;
    try (var files = Files.list(directory)) {
      for (Path each : files.filter(path -> path.toString().endsWith(".pcapng")).toList()) {
        assertThat(tshark(each, "-Y", "frame.len > 1514")).isEmpty();
        assertThat(
                tshark(
                    each,
                    "-o",
                    "tcp.check_checksum:TRUE",
                    "-Y",
                    "tcp.checksum.status == \"Bad\" || ip.checksum.status == \"Bad\""))
            .isEmpty();
        segments += tshark(each, "-Y", "tcp.len > 1000").size();
      }
    }
    assertThat(segments).isPositive();
  }

  @Test
  void shouldSayWhatIsWrong() throws InterruptedException {
    assertThat(scenario.tryPeerway("capture --port nowhere").output())
        .contains("there is no such port");
    Programs.Result filter = scenario.tryPeerway("capture nonsense and");
    assertThat(filter.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(filter.output()).contains("FILTER: ");
  }
}
