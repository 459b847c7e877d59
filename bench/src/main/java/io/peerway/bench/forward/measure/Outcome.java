package io.peerway.bench.forward.measure;

import java.util.Map;

/**
 * What one measurement found.
 *
 * @param figures the values, in the figures' units
 * @param machineCpu seconds of all processors for a Gbit or a million packets; NaN for a latency
 * @param routerCpu the part of it that the router's processes used; NaN where it has none
 * @param details what else was counted, by name
 */
public record Outcome(
    Map<Figure, Double> figures, double machineCpu, double routerCpu, Map<String, Double> details) {
  static Outcome ofRate(Figure figure, double value, CpuUse perUnit, Map<String, Double> details) {
    return new Outcome(Map.of(figure, value), perUnit.machine(), perUnit.router(), details);
  }

  static Outcome ofLatency(Map<Figure, Double> figures, Map<String, Double> details) {
    return new Outcome(figures, Double.NaN, Double.NaN, details);
  }
}
