package io.peerway.bench.control;

import io.peerway.bench.report.Machine;
import java.util.List;

/**
 * What was measured.
 *
 * @param phases of the load, in their order
 * @param apply from a change's commit to every worker forwarding by it, with everything loaded
 * @param calls how long the calls took that made those changes
 * @param restartSeconds from the start of a process to its API on all these records, after a crash
 * @param stopSeconds until a router that was told to stop has removed every device
 */
public record ControlResult(
    Machine machine,
    ControlOptions options,
    List<Phase> phases,
    Apply apply,
    Calls calls,
    double restartSeconds,
    double stopSeconds) {

  /** A part of the load. */
  public record Phase(String name, long calls, double seconds) {}

  /** Seconds; {@code withinMillisecond} is a share from 0 to 1. */
  public record Apply(
      long publications, double p50, double p99, double p999, double withinMillisecond) {}

  /** Milliseconds. */
  public record Calls(long count, double p50, double p99, double max) {}

  /** Of all phases together. */
  public double loadSeconds() {
    return phases.stream().mapToDouble(Phase::seconds).sum();
  }

  /** Of all phases together. */
  public long loadCalls() {
    return phases.stream().mapToLong(Phase::calls).sum();
  }
}
