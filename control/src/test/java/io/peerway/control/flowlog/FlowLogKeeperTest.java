package io.peerway.control.flowlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowLogKeeperTest {
  private static final Instant NOW = Instant.parse("2026-01-01T13:00:00Z");

  @TempDir private Path root;
  private Path folder;

  @BeforeEach
  void createBucket() throws IOException {
    folder = Files.createDirectories(root.resolve("lab/AWSLogs/2026/01/01"));
  }

  private Path file(String time, String content) throws IOException {
    return Files.writeString(
        folder.resolve(
            "111111111111_vpcflowlogs_eu-west-1_fl-0abc_20260101T%sZ_00000000.log".formatted(time)),
        content);
  }

  private void tidy(long mostBytes, int mostFiles, boolean compresses) throws IOException {
    FlowLogRetention retention = new FlowLogRetention(mostBytes, mostFiles, compresses);
    try (FlowLogKeeper keeper =
        new FlowLogKeeper(root, retention, InstantSource.fixed(NOW), new Object())) {
      keeper.tidy();
    }
  }

  private List<String> times() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString().replaceFirst(".*0101T(.*)Z.*", "$1"))
          .sorted()
          .toList();
    }
  }

  @Test
  void shouldCompressWhatCannotGrowAnyMore() throws IOException {
    Path complete = file("1240", "a\nb\n");
    Path growing = file("1250", "c\n");
    tidy(0, 0, true);

    assertThat(complete).doesNotExist();
    assertThat(growing).content().isEqualTo("c\n");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(complete + ".gz")))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
    }
  }

  @Test
  void shouldLeaveFilesPlainIfAskedTo() throws IOException {
    Path complete = file("1200", "a\n");
    tidy(0, 0, false);
    assertThat(complete).exists();
  }

  @Test
  void shouldDeleteTheOldestUntilTheRestIsFewEnough() throws IOException {
    file("1200", "old");
    file("1205", "old");
    file("1210", "old");
    file("1255", "new");
    tidy(0, 2, false);
    assertThat(times()).containsExactly("1210", "1255");
  }

  @Test
  void shouldDeleteTheOldestUntilTheRestIsSmallEnough() throws IOException {
    file("1200", "123456");
    file("1205", "123");
    file("1210", "123");
    file("1255", "123");
    tidy(9, 0, false);
    assertThat(times()).containsExactly("1205", "1210", "1255");
  }

  @Test
  void shouldDeleteNothingThatMayGrowNorWhatIsNotAFlowLogs() throws IOException {
    file("1255", "123456");
    Path other = Files.writeString(folder.resolve("notes.txt"), "mine");
    Path badDate =
        Files.writeString(
            folder.resolve("111111111111_vpcflowlogs_eu-west-1_fl-0a_20269901T1200Z_00000000.log"),
            "123");
    tidy(1, 1, true);
    assertThat(times()).contains("1255");
    assertThat(other).exists();
    assertThat(badDate).exists();
  }

  @Test
  void shouldRemoveWhatAnInterruptedRoundLeft() throws IOException {
    Path half = Files.writeString(Path.of(file("1240", "a\n") + ".gz.part"), "half");
    tidy(0, 0, false);
    assertThat(half).doesNotExist();
  }

  @Test
  void shouldDoNothingWhileThereAreNoFlowLogs() throws IOException {
    root = root.resolve("not there yet");
    tidy(1, 1, true);
    assertThat(root).doesNotExist();
  }
}
