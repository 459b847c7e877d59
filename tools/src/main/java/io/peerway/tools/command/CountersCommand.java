package io.peerway.tools.command;

import io.peerway.dataplane.observe.PortCounter;
import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.counters.CountersReport;
import io.peerway.tools.outcome.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a router's counters, whether it lives or not, and whether they add up. */
@Command(
    name = "counters",
    header = "Show all counters of a router, living or dead, and whether they add up.",
    description =
        "Read from the file in which the router counts, without asking it. For every port, what was received was forwarded, consumed by the router, is held for a neighbour, or was dropped for a reason: that is checked to the packet, also under load. Exit status 1 if it does not hold.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway counters",
      "  peerway counters --json | jq '.ports[] | {owner, drops}'",
      "  peerway counters --json | jq '.workers[].bursts'"
    })
public final class CountersCommand implements Callable<Integer> {

  @Mixin private RouterOption router;
  @Mixin private Output output;

  @Override
  public Integer call() {
    CountersReport report = CountersReport.of(CounterFile.open(router.path()));
    output.show(report, text(report));
    return report.unaccounted() == 0 ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private static String text(CountersReport report) {
    TextTable table =
        new TextTable(
            "OWNER",
            "DEVICE",
            "RX",
            "FORWARDED",
            "CONSUMED",
            "HELD",
            "DROPPED",
            "UNACCOUNTED",
            "TX",
            "ORIGINATED",
            "TX-LOST");
    for (CountersReport.Port port : report.ports()) {
      table.row(
          port.owner(),
          port.open() ? port.device() : "(closed)",
          port.count(PortCounter.RECEIVED_PACKETS),
          port.count(PortCounter.FORWARDED_PACKETS),
          port.count(PortCounter.CONSUMED_PACKETS),
          port.count(PortCounter.HELD_PACKETS),
          port.dropped(),
          port.unaccounted(),
          port.count(PortCounter.SENT_PACKETS),
          port.count(PortCounter.ORIGINATED_PACKETS),
          port.count(PortCounter.LOST_PACKETS));
    }
    return "%s\n\n%s\n%s".formatted(table, conservation(report), life(report));
  }

  private static String conservation(CountersReport report) {
    if (report.unaccounted() == 0) {
      return "RX = FORWARDED + CONSUMED + HELD + DROPPED at every port.";
    }
    boolean stopped = report.ports().stream().anyMatch(port -> !port.consistent());
    return stopped
        ? "RX is not FORWARDED + CONSUMED + HELD + DROPPED: a worker was stopped in the middle of a burst."
        : "RX is not FORWARDED + CONSUMED + HELD + DROPPED: that is a bug of Peerway.";
  }

  private static String life(CountersReport report) {
    if (report.running()) {
      return "The router, process %d, runs since %s.".formatted(report.process(), report.started());
    }
    return "The router, process %d, was started %s and %s."
        .formatted(
            report.process(),
            report.started(),
            report.ended() == null
                ? "did not end in good order"
                : "ended %s".formatted(report.ended()));
  }
}
