package io.peerway.bench.control;

import io.peerway.bench.control.ControlResult.Phase;
import io.peerway.bench.report.TextTable;
import java.util.List;
import java.util.Locale;

/** The result for people. */
public final class ControlReport {
  private final ControlResult result;

  public ControlReport(ControlResult result) {
    this.result = result;
  }

  /** In Markdown. */
  public String text() {
    TextTable load = new TextTable(List.of("load", "calls", "seconds", "calls/s"));
    result.phases().forEach(phase -> load.row(row(phase)));
    load.row(row(new Phase("all", result.loadCalls(), result.loadSeconds())));
    ControlResult.Apply apply = result.apply();
    ControlResult.Calls calls = result.calls();
    TextTable figures = new TextTable(List.of("figure", "value"));
    figures.row(
        List.of(
            "commit to every worker, p50",
            String.format(Locale.ROOT, "at most %.0f us", apply.p50() * 1e6)));
    figures.row(
        List.of(
            "commit to every worker, p99",
            String.format(Locale.ROOT, "at most %.0f us", apply.p99() * 1e6)));
    figures.row(
        List.of(
            "commit to every worker, p99.9",
            String.format(Locale.ROOT, "at most %.0f us", apply.p999() * 1e6)));
    figures.row(
        List.of(
            "within 1 ms", String.format(Locale.ROOT, "%.2f %%", apply.withinMillisecond() * 100)));
    figures.row(List.of("a call, p50", String.format(Locale.ROOT, "%.2f ms", calls.p50())));
    figures.row(List.of("a call, p99", String.format(Locale.ROOT, "%.2f ms", calls.p99())));
    figures.row(
        List.of(
            "kill -9 to the API's answer",
            String.format(Locale.ROOT, "%.1f s", result.restartSeconds())));
    figures.row(
        List.of(
            "SIGTERM to the process's end",
            String.format(Locale.ROOT, "%.1f s", result.stopSeconds())));
    ControlOptions lab = result.options();
    return String.format(
        Locale.ROOT,
        "%s%n%,d VPCs, %,d peerings, %,d routes; %d clients; %,d changes measured one by one%n%n%s%n%s",
        result.machine().sentence(),
        lab.vpcs(),
        lab.peerings(),
        lab.routes(),
        lab.clients(),
        calls.count(),
        load,
        figures);
  }

  private static List<String> row(Phase phase) {
    return List.of(
        phase.name(),
        String.format(Locale.ROOT, "%,d", phase.calls()),
        String.format(Locale.ROOT, "%.1f", phase.seconds()),
        String.format(Locale.ROOT, "%,.0f", phase.calls() / phase.seconds()));
  }
}
