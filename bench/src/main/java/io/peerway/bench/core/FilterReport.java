package io.peerway.bench.core;

import io.peerway.bench.core.FilterBenchmark.Load;
import io.peerway.bench.report.TextTable;
import java.util.List;

/** A {@link FilterResult} for people. */
final class FilterReport {
  private final FilterResult result;

  FilterReport(FilterResult result) {
    this.result = result;
  }

  /** The section, in Markdown. */
  String text() {
    TextTable table = new TextTable(List.of("load", "ns a packet", "bytes allocated a packet"));
    result
        .costs()
        .forEach(
            (load, cost) ->
                table.row(
                    List.of(load.description(), CoreReport.cell(cost), CoreReport.bytes(cost))));
    return """
        With security groups: 64-byte packets of %,d TCP connections, %d rules each way on each side.

        %s
        %.2f million new connections a second; %,d at once take %d MiB.
        A flood of new connections leaves the established ones %.2f of what as many other packets
        would: %.2f if all new ones were tracked, and %.2f when there is no room for any."""
        .formatted(
            result.connections(),
            result.rules(),
            table,
            result.newPerSecond() / 1e6,
            result.capacity(),
            (result.tableBytes() + (1 << 20) - 1) >> 20,
            result.leftByFlood(Load.SYN_FLOOD),
            result.leftByFlood(Load.SYN_FLOOD_UNLIMITED),
            result.leftByFlood(Load.SYN_FLOOD_WHEN_FULL));
  }
}
