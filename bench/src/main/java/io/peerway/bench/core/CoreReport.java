package io.peerway.bench.core;

import io.peerway.bench.core.CoreResult.Cost;
import io.peerway.bench.core.CoreResult.StageCost;
import io.peerway.bench.core.CoreResult.VariantCost;
import io.peerway.bench.report.Samples;
import io.peerway.bench.report.TextTable;
import java.util.List;

/** A {@link CoreResult} for people. */
public final class CoreReport {
  private final CoreResult result;

  public CoreReport(CoreResult result) {
    this.result = result;
  }

  /** The whole report, in Markdown. */
  public String text() {
    return """
    Machine: %s
    JVM options: %s
    The pipeline without devices: 64-byte packets, bursts of %d, route tables of %d routes.
    Nanoseconds a packet, median (least-most).

    %s
    Two workers forward %.2f times as many packets as one; two threads that only count in
    registers came to %.2f times one.

    %s
    With something more, or less:

    %s
    While somebody looks at the packets, in turns with nobody, in %d JVMs:

    %s
    %s\
    """
        .formatted(
            result.machine().sentence(),
            String.join(" ", result.jvmOptions()),
            result.packets(),
            result.routes(),
            total(),
            result.scaling(),
            result.scalingOfMachine(),
            stages(),
            variants(),
            result.watched().getFirst().on().count(),
            watched(),
            new FilterReport(result.filters()).text());
  }

  private TextTable total() {
    return new TextTable(List.of("pipeline", "ns a packet", "cycles", "bytes allocated a packet"))
        .row(total("1 worker", result.oneWorker()))
        .row(total("2 workers, each", result.twoWorkers()));
  }

  private static List<String> total(String what, Cost cost) {
    return List.of(what, cell(cost), cycles(cost), bytes(cost));
  }

  private static String cycles(Cost cost) {
    return Double.isNaN(cost.cycles()) ? "not counted" : "%.0f".formatted(cost.cycles());
  }

  static String bytes(Cost cost) {
    return "%.2f".formatted(cost.allocatedBytes());
  }

  static String cell(Cost cost) {
    return "%.1f (%.1f-%.1f)".formatted(cost.nanos(), cost.least(), cost.most());
  }

  /** What a stage adds is known only as the difference of two runs, and as uncertain. */
  private TextTable stages() {
    TextTable table = new TextTable(List.of("stage", "up to it", "it adds"));
    double before = 0;
    for (StageCost stage : result.upTo()) {
      double nanos = stage.cost().nanos();
      table.row(
          List.of(stage.stage().name(), cell(stage.cost()), "%.1f".formatted(nanos - before)));
      before = nanos;
    }
    double whole = result.oneWorker().nanos();
    return table
        .row(List.of("counting", cell(result.oneWorker()), "%.1f".formatted(whole - before)))
        .row(List.of("metering, in that", "", "%.1f".formatted(result.metering().nanos())));
  }

  private TextTable variants() {
    TextTable table = new TextTable(List.of("variant", "ns a packet", "more", "what it is"));
    double standard = result.oneWorker().nanos();
    for (VariantCost variant : result.variants()) {
      table.row(
          List.of(
              variant.variant(),
              cell(variant.cost()),
              "%+.1f".formatted(variant.cost().nanos() - standard),
              variant.description()));
    }
    return table;
  }

  private TextTable watched() {
    TextTable table =
        new TextTable(
            List.of("watched by", "before, ns", "afterwards", "meanwhile", "ns", "what it is"));
    for (WatchCost watch : result.watched()) {
      table.row(
          List.of(
              watch.watch(),
              "%.1f".formatted(watch.unwatched().median()),
              percent(watch.off()),
              percent(watch.on()),
              "%+.1f".formatted(watch.onNanos().median()),
              watch.description()));
    }
    return table;
  }

  private static String percent(Samples more) {
    return "%+.1f %% (%+.1f to %+.1f)".formatted(more.median(), more.min(), more.max());
  }
}
