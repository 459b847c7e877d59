package io.peerway.tools.command;

import io.peerway.dataplane.observe.PortCounter;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.PortReport;
import io.peerway.tools.outcome.ExitStatus;
import java.io.PrintWriter;
import java.util.Comparator;
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

/** Shows the ports' rates, again and again. */
@Command(
    name = "top",
    header = "Show what the ports do a second, the busiest first.",
    description =
        "Packets and bits a second that came from each VPC's hosts and went to them, and drops. Ctrl-C ends it.",
    footerHeading = "%nExamples:%n",
    footer = {"  peerway top", "  peerway top --interval 5 -n 3"})
public final class TopCommand implements Callable<Integer> {

  private static final String CLEAR = "\u001b[H\u001b[2J";
  private static final int BITS = 8;

  @Mixin private RouterOption router;
  @Spec private CommandSpec command;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "How often. Standard: 1.")
  private int interval;

  @Option(names = "-n", paramLabel = "N", description = "End after so many times.")
  private Integer times;

  @Override
  public Integer call() throws InterruptedException {
    if (interval < 1) {
      throw new ParameterException(command.commandLine(), "--interval " + interval);
    }
    PrintWriter out = command.commandLine().getOut();
    List<PortReport> before = ports();
    for (int shown = 0; times == null || shown < times; shown++) {
      TimeUnit.SECONDS.sleep(interval);
      List<PortReport> now = ports();
      out.println(
          (System.console().isTerminal() ? CLEAR : "") + table(before, now, interval) + "\n");
      out.flush();
      before = now;
    }
    return ExitStatus.DONE;
  }

  private List<PortReport> ports() {
    return router.client().list(OperationName.PORTS, new NoArguments(), PortReport.class);
  }

  /** What the counters grew by, a second. */
  static String table(List<PortReport> before, List<PortReport> now, int seconds) {
    Map<String, PortReport> old = new HashMap<>();
    before.forEach(port -> old.put(key(port), port));
    TextTable table =
        new TextTable(
            "VPC", "DEVICE", "NAMESPACE", "RX/S", "RX-MBIT/S", "TX/S", "TX-MBIT/S", "DROPS/S");
    now.stream()
        .filter(port -> old.containsKey(key(port)))
        .map(port -> new Rates(port, old.get(key(port)), seconds))
        .sorted(Comparator.comparingLong(Rates::total).reversed())
        .forEach(
            rates ->
                table.row(
                    rates.now.vpc(),
                    rates.now.device(),
                    rates.now.namespace().isEmpty() ? "-" : rates.now.namespace(),
                    rates.of(PortCounter.RECEIVED_PACKETS),
                    rates.megabits(PortCounter.RECEIVED_BYTES),
                    rates.of(PortCounter.SENT_PACKETS),
                    rates.megabits(PortCounter.SENT_BYTES),
                    (rates.now.drops() - rates.before.drops()) / seconds));
    return table.toString();
  }

  private static String key(PortReport port) {
    return port.port() + " " + port.vpc();
  }

  private record Rates(PortReport now, PortReport before, int seconds) {
    long of(PortCounter counter) {
      return (now.count(counter) - before.count(counter)) / seconds;
    }

    long megabits(PortCounter counter) {
      return of(counter) * BITS / 1_000_000;
    }

    long total() {
      return of(PortCounter.RECEIVED_PACKETS) + of(PortCounter.SENT_PACKETS);
    }
  }
}
