package io.peerway.tools.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Captures real packets, and has tshark read what was captured. */
@Timeout(180)
class CaptureIT {

  @TempDir private Path directory;

  @AutoClose private final TestScenario test = new TestScenario();
  @AutoClose private final Programs programs = new Programs();
  private final Scenario scenario = test.scenario();
  private Path socket;
  private Site a;
  private Site b;

  private void startPeered() throws InterruptedException {
    socket = scenario.startRouter().socket();
    a = test.dualSite("10.1", "server1");
    b = test.dualSite("10.2", "server2");
    attach(a, "10.1.1.13");
    attach(b, "10.2.1.139");
    test.peer(a, b);
    assertThat(ping("10.2.1.139", 1)).contains("1 received");
  }

  private void attach(Site site, String address) throws InterruptedException {
    scenario.peerway(
        "attach %s --netns %s --address %s/24".formatted(site.vpc(), site.namespace(), address));
  }

  private String ping(String address, int count) throws InterruptedException {
    return scenario.shell(
        "ip netns exec %s ping -n -c %d -i 0.05 -W 5 %s".formatted(a.namespace(), count, address));
  }

  /** Starts a capture; when this returns it is under way. */
  private Process capture(String options, File output) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("capture", "--socket", socket.toString()));
    arguments.addAll(Arrays.asList(options.split(" ", -1)));
    Process capture =
        new ProcessBuilder(PeerwayJvm.command(arguments))
            .redirectOutput(output)
            .redirectError(directory.resolve("capture.err").toFile())
            .start();
    awaitBegin();
    return capture;
  }

  private void awaitBegin() throws InterruptedException {
    await(() -> scenario.routerLog().contains("capture begins"));
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(test.transcript()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private String stop(Process capture) throws IOException, InterruptedException {
    capture.destroy(); // SIGTERM, as Ctrl-C is SIGINT
    assertThat(capture.waitFor(30, TimeUnit.SECONDS)).isTrue();
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
    startPeered();
    Path file = directory.resolve("lab.pcapng");
    Process capture = capture("-w " + file + " icmp", directory.resolve("out").toFile());
    assertThat(ping("10.2.1.139", 10)).contains("10 received");
    ping("10.9.9.9", 3);
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
    startPeered();
    List<String> command =
        new ArrayList<>(
            PeerwayJvm.command(
                List.of("capture", "--socket", socket.toString(), "-w", "-", "-c", "6", "icmp")));
    ProcessBuilder peerway =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    ProcessBuilder reader =
        new ProcessBuilder("tshark", "-l", "-i", "-", "-T", "fields", "-e", "icmp.type")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    List<Process> pipeline = ProcessBuilder.startPipeline(List.of(peerway, reader));
    awaitBegin();
    ping("10.2.1.139", 20);
    try (BufferedReader lines = pipeline.getLast().inputReader()) {
      assertThat(lines.lines().filter(line -> !line.isBlank())).hasSize(6);
    }
    for (Process process : pipeline) {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void shouldEndWhenNobodyReadsThePipeAnyMore() throws IOException, InterruptedException {
    startPeered();
    List<String> arguments = List.of("capture", "--socket", socket.toString(), "-w", "-");
    List<Process> pipeline =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder(PeerwayJvm.command(arguments))
                    .redirectError(directory.resolve("capture.err").toFile()),
                new ProcessBuilder("head", "-c", "100")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)));
    awaitBegin();
    ping("10.2.1.139", 20);
    assertThat(pipeline.getFirst().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pipeline.getFirst().exitValue())
        .as(Files.readString(directory.resolve("capture.err")))
        .isEqualTo(ExitStatus.DONE);
  }

  /** Echo requests and answers are each captured where they come in and where they leave. */
  @Test
  void shouldAccountForEveryPacketOfAFloodThatItCannotFollow()
      throws IOException, InterruptedException {
    startPeered();
    Path file = directory.resolve("flood.pcapng");
    Process capture =
        capture(
            "-w %s --rotate-size 5 icmp[icmptype] = 8 or icmp[icmptype] = 0".formatted(file),
            directory.resolve("out").toFile());
    await(() -> Files.exists(file)); // and so it knows how to stop
    scenario.shell("kill -STOP " + capture.pid());
    String flood =
        scenario.shell(
            "ip netns exec %s ping -n -q -f -c 4000 -s 4000 -W 5 10.2.1.139"
                .formatted(a.namespace()));
    assertThat(flood).contains("4000 received");
    scenario.shell("kill -CONT " + capture.pid());
    String[] said = stop(capture).strip().split(" ", -1);
    long captured = Long.parseLong(said[0]);
    long missed = Long.parseLong(said[2]);
    assertThat(missed).as("more came than the ring holds").isPositive();
    assertThat(captured + missed).isEqualTo(4 * 4000);

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
    startPeered();
    Path file = directory.resolve("cut.pcapng");
    Process capture =
        capture(
            "-w %s --segment --rotate-time 1 tcp port 5201".formatted(file),
            directory.resolve("out").toFile());
    scenario.startServer(
        "ip netns exec %s iperf3 -s -1 --forceflush".formatted(b.namespace()), "Server listening");
    scenario.shell(
        "ip netns exec %s iperf3 -c 10.2.1.139 -M 1400 -b 8M -t 2".formatted(a.namespace()));
    stop(capture);
    assertThat(directory.resolve("cut-2.pcapng")).exists();

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
        assertThat(tshark(each, "-Y", "tcp.len > 1000")).isNotEmpty();
      }
    }
  }

  @Test
  void shouldSayWhatIsWrong() throws InterruptedException {
    scenario.startRouter();
    assertThat(scenario.tryPeerway("capture --port nowhere").output())
        .contains("there is no such port");
    Programs.Result filter = scenario.tryPeerway("capture nonsense and");
    assertThat(filter.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(filter.output()).contains("FILTER: ");
  }
}
