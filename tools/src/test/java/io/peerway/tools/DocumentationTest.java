package io.peerway.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.ec2.StsService;
import io.peerway.dataplane.flow.FlowTimeout;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the documentation to the code. */
class DocumentationTest {

  private static final Path HOME = Path.of(System.getProperty("peerway.home"));

  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  private static final Pattern DROP =
      Pattern.compile("Dropped by ([A-Z_]+): (.+)\\.\\n +Reason: ([a-z_]+)\\.");

  private static final Pattern ACTION = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");

  private static String read(String file) throws IOException {
    return Files.readString(HOME.resolve(file));
  }

  @Test
  void shouldShowTheStagesAsTheyAreInTheArchitecture() throws IOException {
    assertThat(read("docs/architecture.md")).contains(stageTable());
  }

  /** One row per stage: what it does, and every reason for which it drops. */
  private static String stageTable() {
    String rows =
        Arrays.stream(Stage.values())
            .map(stage -> "| %s | %s | %s |".formatted(stage, stage.does(), reasons(stage)))
            .collect(Collectors.joining("\n"));
    return "| stage | does | drop reasons |\n|---|---|---|\n" + rows + "\n";
  }

  private static String reasons(Stage stage) {
    return Arrays.stream(DropReason.values())
        .filter(reason -> reason.stage() == stage)
        .map(reason -> "`" + reason.label() + "`")
        .collect(Collectors.joining(", "));
  }

  @Test
  void shouldNameEveryTimeoutOfConnections() throws IOException {
    List<String> rows =
        Arrays.stream(FlowTimeout.values())
            .map(
                timeout ->
                    "| `%s` | %d | %d | %d |"
                        .formatted(
                            timeout.label(),
                            timeout.standard().toSeconds(),
                            timeout.least().toSeconds(),
                            timeout.most().toSeconds()))
            .toList();
    assertThat(read("docs/filters.md")).contains(rows);
  }

  @Test
  void shouldExplainEveryDropReasonToUsers() throws IOException {
    List<String> rows =
        Arrays.stream(DropReason.values())
            .map(
                reason ->
                    "| `%s` | %s | %s |"
                        .formatted(reason.label(), reason.stage(), reason.sentence()))
            .toList();
    assertThat(read("docs/user-guide.md").lines()).containsSubsequence(rows);
  }

  @Test
  void shouldQuoteDropsAsExplainTellsThem() throws IOException {
    List<MatchResult> quoted = DROP.matcher(read("docs/debugging.md")).results().toList();

    assertThat(quoted).hasSizeGreaterThanOrEqualTo(5);
    assertThat(quoted)
        .allSatisfy(
            drop -> {
              DropReason reason = DropReason.valueOf(drop.group(3).toUpperCase(Locale.ROOT));
              assertThat(drop.group(1)).isEqualTo(reason.stage().name());
              assertThat(drop.group(2)).isEqualTo(reason.sentence());
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/architecture.md",
        "docs/debugging.md",
        "docs/ec2-api.md",
        "docs/filters.md",
        "docs/flow-logs.md",
        "docs/instances.md",
        "docs/user-guide.md"
      })
  void shouldLinkOnlyToFilesThatExist(String file) throws IOException {
    Path directory = HOME.resolve(file).getParent();
    List<Path> targets =
        LINK.matcher(read(file)).results().map(link -> directory.resolve(link.group(1))).toList();
    assertThat(targets).allSatisfy(target -> assertThat(target).exists());
  }

  @Test
  void shouldListEveryActionOfTheApiAndNoOther() throws IOException {
    List<String> listed =
        read("docs/ec2-api.md")
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf('|', 1)))
            .flatMap(cell -> ACTION.matcher(cell).results().map(action -> action.group(1)))
            .toList();

    assertThat(listed)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Ec2Service.actionNames().stream(), StsService.actionNames().stream())
                .toList());
  }

  @Test
  void shouldDescribeEveryCommandInTheUserGuide() throws IOException {
    String guide = read("docs/user-guide.md");
    assertThat(Main.commandLine().getSubcommands().keySet())
        .allSatisfy(command -> assertThat(guide).contains("## peerway " + command + "\n"));
  }
}
