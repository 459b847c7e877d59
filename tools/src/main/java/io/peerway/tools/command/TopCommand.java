package io.peerway.tools.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.dataplane.observe.CounterReader;
import io.peerway.tools.counters.Activity;
import io.peerway.tools.counters.Activity.Sample;
import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.metering.MeteringReport;
import io.peerway.tools.metering.PeeringRate;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.outcome.ExitStatus;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the rates of ports, peering connections and workers, again and again. */
@Command(
    name = "top",
    header = "Show what ports, peering connections and workers do a second, the busiest first.",
    description =
        "Packets and bits a second that came from each VPC's hosts and went to them, and drops; of"
            + " each worker the part of the time for which it had a processor. Ports and workers"
            + " are read from the file in which the router counts, without asking it. Ctrl-C ends"
            + " it. --json prints a line each time.",
    footerHeading = "%nExamples:%n",
    footer = {"  peerway top", "  peerway top --interval 5 -n 3", "  peerway top -n 1 --json"})
public final class TopCommand implements Callable<Integer> {

  /** What {@code --json} has in a line. */
  private record Shown(
      List<Activity.Port> ports, List<PeeringRate> peerings, List<Activity.Worker> workers) {}

  private static final String CLEAR = "\u001b[H\u001b[2J";
  private static final double MILLION = 1e6;
  private static final double NANOS = 1e9;

  @Mixin private RouterOption router;
  @Mixin private Output output;
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
  public Integer call() throws InterruptedException, JsonProcessingException {
    if (interval < 1) {
      throw new ParameterException(command.commandLine(), "--interval is at least 1 second");
    }
    if (times != null && times < 1) {
      throw new ParameterException(command.commandLine(), "-n is at least 1");
    }
    PrintWriter out = command.commandLine().getOut();
    CounterReader counters = CounterFile.open(router.path());
    Sample before = Sample.of(counters, System.nanoTime());
    List<MeteringReport> carriedBefore = carried();
    for (int round = 0; times == null || round < times; round++) {
      TimeUnit.SECONDS.sleep(interval);
      if (!counters.isAlive()) {
        throw CounterFile.ended(counters);
      }
      Sample now = Sample.of(counters, System.nanoTime());
      Activity activity = Activity.between(before, now);
      List<MeteringReport> carried = carried();
      double seconds = (now.nanos() - before.nanos()) / NANOS;
      Shown shown =
          new Shown(
              activity.ports(),
              PeeringRate.between(carriedBefore, carried, seconds),
              activity.workers());
      out.println(output.isJson() ? new JsonMapper().writeValueAsString(shown) : tables(shown));
      out.flush();
      before = now;
      carriedBefore = carried;
    }
    return ExitStatus.DONE;
  }

  private static String tables(Shown shown) {
    return "%s%s\n\n%s\n\n%s\n"
        .formatted(
            isTerminal() ? CLEAR : "",
            ports(shown.ports()),
            peerings(shown.peerings()),
            workers(shown.workers()));
  }

  private List<MeteringReport> carried() {
    return router.client().list(OperationName.METERING, new NoArguments(), MeteringReport.class);
  }

  @SuppressWarnings("SystemConsoleNull") // It is null in JDK 25 where output goes elsewhere.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static TextTable ports(List<Activity.Port> ports) {
    TextTable table =
        new TextTable("OWNER", "DEVICE", "RX/S", "RX-MBIT/S", "TX/S", "TX-MBIT/S", "DROPS/S");
    for (Activity.Port port : ports) {
      table.row(
          port.owner(),
          port.device(),
          Math.round(port.received()),
          Math.round(port.receivedBits() / MILLION),
          Math.round(port.sent()),
          Math.round(port.sentBits() / MILLION),
          Math.round(port.dropped()));
    }
    return table;
  }

  private static TextTable peerings(List<PeeringRate> peerings) {
    TextTable table = new TextTable("PEERING", "FROM", "TO", "PACKETS/S", "MBIT/S");
    for (PeeringRate peering : peerings) {
      table.row(
          peering.peering(),
          peering.fromVpc(),
          peering.toVpc().isEmpty() ? "-" : peering.toVpc(),
          Math.round(peering.packets()),
          Math.round(peering.bits() / MILLION));
    }
    return table;
  }

  private static TextTable workers(List<Activity.Worker> workers) {
    TextTable table = new TextTable("WORKER", "BUSY-%", "PACKETS/S", "PACKETS/BURST");
    for (int i = 0; i < workers.size(); i++) {
      Activity.Worker worker = workers.get(i);
      table.row(
          i,
          Math.round(100 * worker.busy()),
          Math.round(worker.packets()),
          Math.round(worker.burst()));
    }
    return table;
  }
}
