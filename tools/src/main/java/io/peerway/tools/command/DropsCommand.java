package io.peerway.tools.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.dataplane.observe.CounterReader;
import io.peerway.tools.capture.CaptureArguments;
import io.peerway.tools.capture.CaptureStream;
import io.peerway.tools.capture.LastDrops;
import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.counters.DropReport;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.OperatorFeed;
import io.peerway.tools.outcome.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists what a router dropped and why. */
@Command(
    name = "drops",
    header = "List what the router dropped, by port and reason.",
    description =
        "Counted at the port that a packet came from; every packet has one reason. It is read from"
            + " the file in which the router counts, also after it has ended. With --watch the list"
            + " comes again and again, with what is dropped a second, and the last packet since the"
            + " watch began.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway drops",
      "  peerway drops --json | jq 'map(.packets) | add'",
      "  peerway drops --watch",
      "  peerway drops --watch --interval 5 --json"
    })
public final class DropsCommand implements Callable<Integer> {

  private static final int EXAMPLE_BYTES = 128;

  /**
   * A row of the watch.
   *
   * @param perSecond packets dropped in a second since the row before
   * @param example the last packet, null if none was seen since the watch began
   */
  record Watched(DropReport drop, double perSecond, LastDrops.Example example) {}

  @Mixin private RouterOption router;
  @Mixin private Output output;
  @Spec private CommandSpec command;

  @Option(names = "--watch", description = "Go on until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "With --watch: how often. Standard: 1.")
  private int interval;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (interval < 1) {
      throw new ParameterException(command.commandLine(), "--interval is at least 1 second");
    }
    CounterReader counters = CounterFile.open(router.path());
    if (watch) {
      watch(counters);
    } else {
      List<DropReport> drops = DropReport.of(counters.ports());
      output.show(drops, drops.isEmpty() ? "No packet was dropped." : table(drops));
    }
    return ExitStatus.DONE;
  }

  /** Until the process is ended, or the router. */
  private void watch(CounterReader counters) throws IOException, InterruptedException {
    LastDrops examples = new LastDrops();
    CaptureArguments arguments = CaptureArguments.drops(EXAMPLE_BYTES);
    try (OperatorFeed feed = router.client().feed(OperationName.CAPTURE, arguments)) {
      Thread.ofVirtual().start(() -> follow(feed, examples));
      Map<String, Long> before = counts(DropReport.of(counters.ports()));
      while (true) {
        TimeUnit.SECONDS.sleep(interval);
        if (!counters.isAlive()) {
          throw CounterFile.ended(counters);
        }
        List<DropReport> drops = DropReport.of(counters.ports());
        show(drops.stream().map(drop -> watched(drop, before, examples)).toList());
        before.putAll(counts(drops));
      }
    }
  }

  private static void follow(OperatorFeed feed, LastDrops examples) {
    try {
      new CaptureStream(feed, examples.sink(), Long.MAX_VALUE).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Long> counts(List<DropReport> drops) {
    Map<String, Long> counts = new HashMap<>();
    drops.forEach(drop -> counts.put(key(drop), drop.packets()));
    return counts;
  }

  private static String key(DropReport drop) {
    return drop.port() + " " + drop.owner() + " " + drop.reason();
  }

  private Watched watched(DropReport drop, Map<String, Long> before, LastDrops examples) {
    long since = drop.packets() - before.getOrDefault(key(drop), 0L);
    return new Watched(
        drop, Math.max(0, since) / (double) interval, examples.find(drop.device(), drop.reason()));
  }

  private void show(List<Watched> rows) throws JsonProcessingException {
    PrintWriter out = command.commandLine().getOut();
    out.println(output.isJson() ? new JsonMapper().writeValueAsString(rows) : watchTable(rows));
    out.flush();
  }

  private static String watchTable(List<Watched> rows) {
    TextTable table =
        new TextTable(
            "OWNER", "DEVICE", "STAGE", "REASON", "PACKETS", "PER-SECOND", "LOOK-AT", "LAST");
    for (Watched row : rows) {
      DropReport drop = row.drop();
      LastDrops.Example example = row.example();
      table.row(
          drop.owner(),
          drop.device(),
          drop.stage(),
          drop.reason(),
          drop.packets(),
          row.perSecond(),
          example == null ? "-" : example.responsible(),
          example == null ? "-" : example.packet());
    }
    return table + "\n";
  }

  /** Also what the demo shows. */
  static String table(List<DropReport> drops) {
    TextTable table = new TextTable("OWNER", "DEVICE", "STAGE", "REASON", "PACKETS", "WHY");
    for (DropReport drop : drops) {
      table.row(
          drop.owner(),
          drop.device(),
          drop.stage(),
          drop.reason(),
          drop.packets(),
          drop.sentence());
    }
    return table.toString();
  }
}
