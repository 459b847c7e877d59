package io.peerway.bench.core;

import io.peerway.bench.core.CoreResult.Cost;
import io.peerway.bench.core.FilterBenchmark.Load;
import java.util.Map;

/**
 * What security groups take.
 *
 * @param connections that are established
 * @param rules in each direction on each side
 * @param costs of a packet, by what hosts send; of one worker
 * @param capacity connections that the table is made for
 * @param tableBytes what they take of memory
 */
public record FilterResult(
    int connections, int rules, Map<Load, Cost> costs, int capacity, long tableBytes) {
  /** Connections that can be opened a second. */
  public double newPerSecond() {
    return 1e9 / costs.get(Load.NEW).nanos();
  }

  /**
   * Of what established connections get while as many packets of their own kind come in addition,
   * the share that they get when those packets open connections instead.
   */
  public double leftByFlood(Load flood) {
    return costs.get(Load.ESTABLISHED).nanos() / costs.get(flood).nanos();
  }
}
