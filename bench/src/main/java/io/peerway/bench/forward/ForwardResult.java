package io.peerway.bench.forward;

import io.peerway.bench.report.Machine;
import java.util.List;
import java.util.Map;

/**
 * All that a run of the benchmark found.
 *
 * @param versions of the programs that took part
 * @param peers what was compared: description by name
 * @param notRun what could not be measured, and why
 */
public record ForwardResult(
    Machine machine,
    Map<String, String> versions,
    ForwardOptions options,
    Map<String, String> peers,
    List<Measurement> measurements,
    List<NotRun> notRun) {
  /** A peer, a metric, or one measurement of a peer. */
  public record NotRun(String what, String why) {}
}
