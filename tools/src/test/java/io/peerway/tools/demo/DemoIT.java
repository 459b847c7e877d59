package io.peerway.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.process.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DemoIT {

  private static final int STATUS_OF_SIGINT = 130;

  @AutoClose private final Programs programs = new Programs();

  @Test
  void shouldLeaveNothingBehindWhenItIsInterrupted() throws IOException, InterruptedException {
    Process demo = programs.start(PeerwayJvm.command(List.of("demo")));
    BufferedReader output = demo.inputReader();
    String directory =
        awaitLine(output, "./peerway serve").replaceAll(".*--socket (\\S+)/.*", "$1");
    awaitLine(output, "ping");
    List<ProcessHandle> children = demo.descendants().toList();
    String namespaces = "pw" + demo.pid() + "-";
    assertThat(children).isNotEmpty();
    assertThat(programs.run(List.of("ip", "netns", "list")).output()).contains(namespaces);
    assertThat(Path.of(directory)).exists();

    programs.run(List.of("kill", "-INT", Long.toString(demo.pid())));
    assertThat(output.lines()).contains("Stopped. Removing router and namespaces.");
    assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isEqualTo(STATUS_OF_SIGINT);
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(programs.run(List.of("ip", "netns", "list")).output()).doesNotContain(namespaces);
    assertThat(Files.exists(Path.of(directory))).isFalse();
  }

  private static String awaitLine(BufferedReader output, String part) throws IOException {
    for (String line; (line = output.readLine()) != null; ) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("the demo ended without a line of " + part);
  }
}
