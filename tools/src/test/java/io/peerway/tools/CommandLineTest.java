package io.peerway.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.outcome.ExitStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  static Stream<String> commands() {
    return Main.commandLine().getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldExplainEveryCommandWithExamplesAndExitStatuses(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString())
        .contains("Usage: peerway " + command)
        .contains("Examples:")
        .contains("Exit status:")
        .contains("  peerway " + command);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldListEveryCommand() {
    assertThat(run("--help")).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString()).contains(commands().toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "atach",
        "ports --jsom",
        "attach",
        "attach vpc-1 --netns a",
        "attach vpc-1 --netns a --dhcp --address 10.0.0.4",
        "serve --workers 0",
        "serve --workers two",
        "serve --io poll",
        "serve --ttl 5",
        "serve --listen 0.0.0.0:4566",
        "serve --listen nonsense",
        "serve --quota cats=9",
        "serve --flow-log-interval 0",
        "metering --prices /nowhere/prices.json",
        "metering --csv --json",
        "serve --credentials /nowhere/keys.json",
        "wait",
        "wait soon",
        "wait 1 --timeout -1",
        "check /nowhere/in.pcap",
        "replay /nowhere/in.pcap --vpc vpc-1",
        "replay /nowhere/in.pcap --vpc vpc-1 --rate 1 --speed 2",
        "top --interval 0",
        "drops --watch --interval 0",
        "flows --address nowhere",
        "flows --port 65536",
        "flows --protocol ipx",
        "flows --state asleep",
        "flows --limit 10001",
        "flows --count --limit 5",
        "trace 1 nonsense and"
      })
  void shouldSayInALineOrTwoWhatIsWrongWithTheUsage(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1)))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString().lines().count()).isBetween(1L, 2L);
    assertThat(err.toString()).startsWith("peerway").doesNotContain("Exception");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ports",
        "drops --json",
        "counters",
        "flows --count",
        "metering",
        "top -n 1",
        "detach vpc-1",
        "wait 1",
        "attach vpc-1 --netns a --address 10.0.0.4"
      })
  void shouldSayThatNoRouterRuns(String line) {
    String command = line + " --socket " + directory.resolve("none.sock");
    assertThat(run(command.split(" ", -1))).isEqualTo(ExitStatus.NO_ROUTER);
    assertThat(err.toString())
        .startsWith("peerway " + line.split(" ", -1)[0] + ": no router runs at ")
        .hasLineCount(1);
  }

  @Test
  void shouldTellItsVersionToPeopleAndScripts() {
    assertThat(run("version")).isEqualTo(ExitStatus.DONE);
    assertThat(run("version", "--json")).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString())
        .startsWith("peerway ")
        .contains("\"peerway\" : ")
        .doesNotContain("${");
    assertThat(Main.commandLine().getCommandSpec().exitCodeOnInvalidInput())
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
