package io.peerway.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.ec2.StsService;
import io.peerway.control.model.FlowLogField;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Holds the documentation to the code. */
class DocumentationTest {

  private static final Path HOME = Path.of(System.getProperty("peerway.home"));

  /** A file of the project, a heading in it, or both. */
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]+))?\\)");

  private static final Pattern OPTION = Pattern.compile("(?<=[ \\[(])--?[a-z][a-z-]*");

  private static final Pattern PACKAGE = Pattern.compile("`\\.?([a-z0-9]+)`");

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

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(HOME.resolve("docs"))) {
      return Stream.concat(Stream.of(HOME.resolve("README.md")), docs.sorted().toList().stream());
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldLinkOnlyToFilesAndHeadingsThatExist(Path document) throws IOException {
    for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
      Path target =
          link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1)).normalize();
      assertThat(target).exists();
      if (link.group(2) != null) {
        assertThat(anchors(target)).contains(link.group(2));
      }
    }
  }

  /** What a link to each heading of a file has behind the #. */
  private static List<String> anchors(Path file) throws IOException {
    return Files.readString(file)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
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

  static Stream<CommandLine> commands() {
    return Main.commandLine().getSubcommands().values().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldShowEveryCommandInTheUserGuideWithItsOptionsAndNoOthers(CommandLine command)
      throws IOException {
    String heading = "## peerway " + command.getCommandName() + "\n";
    assertThat(read("docs/user-guide.md")).contains("\n" + heading);
    String section = read("docs/user-guide.md").split("\n" + heading, 2)[1].split("\n## ", 2)[0];
    String synopsis =
        section
            .lines()
            .dropWhile(line -> line.isBlank())
            .takeWhile(line -> line.startsWith("    "))
            .collect(Collectors.joining("\n"));

    assertThat(OPTION.matcher(synopsis).results().map(MatchResult::group).distinct())
        .containsExactlyInAnyOrderElementsOf(options(command));
  }

  /** Of a command and the commands below it, without those that all have. */
  private static List<String> options(CommandLine command) {
    return Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
        .flatMap(each -> each.getCommandSpec().options().stream())
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .map(OptionSpec::longestName)
        .distinct()
        .toList();
  }

  @Test
  void shouldNameEveryFieldOfFlowLogs() throws IOException {
    assertThat(read("docs/flow-logs.md").split("[^a-z-]+", -1))
        .contains(
            Arrays.stream(FlowLogField.values()).map(FlowLogField::label).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dataplane", "control", "bench", "tools"})
  void shouldNameEveryPackageOfTheHouse(String module) throws IOException {
    List<String> listed =
        read("docs/architecture.md")
            .lines()
            .dropWhile(line -> !line.startsWith("| `" + module + "` "))
            .skip(1)
            .takeWhile(line -> line.startsWith("| `."))
            .map(line -> line.substring(0, line.indexOf('|', 1)))
            .flatMap(cell -> PACKAGE.matcher(cell).results().map(name -> name.group(1)))
            .toList();
    try (Stream<Path> packages =
        Files.list(HOME.resolve(module + "/src/main/java/io/peerway/" + module))) {
      assertThat(listed)
          .containsExactlyInAnyOrderElementsOf(
              packages
                  .filter(Files::isDirectory)
                  .map(directory -> directory.getFileName().toString())
                  .toList());
    }
  }
}
