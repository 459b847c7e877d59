package io.peerway.control.flowlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.model.FlowLog;
import io.peerway.control.model.FlowLogFormat;
import io.peerway.control.model.FlowLogTraffic;
import io.peerway.control.model.Scope;
import io.peerway.dataplane.flowlog.FlowCount;
import io.peerway.dataplane.flowlog.FlowEnd;
import io.peerway.dataplane.flowlog.FlowOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When intervals end and files rotate. */
class FlowLogWindowTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir private Path directory;

  private static FlowLog log(boolean hive, boolean perHour) {
    return new FlowLog(
        "fl-1",
        new Scope("111111111111", "eu-west-1"),
        "vpc-a",
        FlowLogTraffic.ALL,
        new FlowLog.Destination("arn:aws:s3:::lab", "lab", "", hive, perHour),
        FlowLogFormat.DEFAULT.text(),
        60,
        NOON);
  }

  private static FlowCount flow(int port) {
    return new FlowCount(
        new FlowEnd("vpc-a", "", "vpc-a"),
        new FlowEnd("vpc-b", "", "vpc-b"),
        FlowOutcome.DELIVERED,
        4,
        0,
        1,
        0,
        2,
        17,
        port,
        53,
        1,
        28,
        0,
        5,
        5);
  }

  @Test
  void shouldEndAtWholeMultiplesOfTheInterval() {
    FlowLogWindow window =
        new FlowLogWindow(log(false, false), Duration.ofSeconds(60), NOON.plusSeconds(17));

    assertThat(window.end()).isEqualTo(NOON.plusSeconds(60));
    assertThat(window.isOver(NOON.plusMillis(59_999))).isFalse();
    assertThat(window.isOver(NOON.plusSeconds(60))).isTrue();

    window.begin(NOON.plusSeconds(61));

    assertThat(window.end()).isEqualTo(NOON.plusSeconds(120));
  }

  @Test
  void shouldSkipFlowsThatAreTooMany() {
    FlowLogWindow window = new FlowLogWindow(log(false, false), Duration.ofSeconds(60), NOON, 2);
    window.add(flow(1));
    window.add(flow(2));
    window.add(flow(1));
    assertThat(window.hasSkipped()).isFalse();

    window.add(flow(3));

    assertThat(window.hasSkipped()).isTrue();
    assertThat(window.flows()).extracting(FlowSum::packets).containsExactly(2L, 1L);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void shouldBeginAnotherFileEveryFiveMinutesAndWhenOneIsFull() throws IOException {
    FlowLogFiles files = new FlowLogFiles(directory, log(false, false), 200);
    files.append(NOON, List.of("one"));
    files.append(NOON.plusSeconds(299), List.of("two", "x".repeat(200)));
    files.append(NOON.plusSeconds(299), List.of("three"));
    files.append(NOON.plusSeconds(300), List.of("four"));

    String start =
        "lab/AWSLogs/111111111111/vpcflowlogs/eu-west-1/2026/01/01/"
            + "111111111111_vpcflowlogs_eu-west-1_fl-1_20260101T";
    assertThat(names())
        .containsExactly(
            start + "1200Z_00000000.log",
            start + "1200Z_00000001.log",
            start + "1205Z_00000000.log");
    List<String> first = Files.readAllLines(directory.resolve(start + "1200Z_00000000.log"));
    assertThat(first).hasSize(4).startsWith(FlowLogFormat.DEFAULT.header(), "one", "two");
    assertThat(Files.readAllLines(directory.resolve(start + "1200Z_00000001.log")))
        .containsExactly(FlowLogFormat.DEFAULT.header(), "three");
  }

  @Test
  void shouldPartitionAsAsked() throws IOException {
    new FlowLogFiles(directory, log(true, true)).append(NOON, List.of("one"));

    assertThat(names())
        .singleElement()
        .asString()
        .startsWith(
            "lab/AWSLogs/aws-account-id=111111111111/aws-service=vpcflowlogs/"
                + "aws-region=eu-west-1/year=2026/month=01/day=01/hour=12/");
  }
}
