package io.peerway.bench.forward;

import io.peerway.bench.forward.measure.Metric;
import java.util.List;

/**
 * What to measure.
 *
 * @param peers their names; empty for the standard ones
 * @param rounds in each of which every peer is measured once
 * @param seconds how long a measurement takes, the time to settle not counted
 * @param mtus of the hosts' devices, one after the other
 * @param metrics what is measured of each peer
 * @param jvmOptions Peerway is run with
 */
public record ForwardOptions(
    List<String> peers,
    int rounds,
    int seconds,
    List<Integer> mtus,
    List<Metric> metrics,
    List<String> jvmOptions) {
  public ForwardOptions {
    if (rounds < 1 || seconds < 1) {
      throw new IllegalArgumentException(rounds + " rounds of " + seconds + " seconds");
    }
  }
}
