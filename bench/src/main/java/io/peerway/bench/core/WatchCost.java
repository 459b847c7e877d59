package io.peerway.bench.core;

import io.peerway.bench.report.Samples;
import java.util.ArrayList;
import java.util.List;

/**
 * What it takes that somebody looks at packets: one figure for each JVM that it was measured in.
 *
 * @param watch its name
 * @param description of what it does
 * @param unwatched nanoseconds a packet before anybody looked
 * @param off how much more in percent when nobody looks any more
 * @param on how much more in percent while somebody looks, than in the iterations next to it
 * @param onNanos the same in nanoseconds a packet
 */
public record WatchCost(
    String watch, String description, Samples unwatched, Samples off, Samples on, Samples onNanos) {
  private static final double PERCENT = 100;

  /**
   * Compares the iterations of {@link WatchBenchmark}.
   *
   * @param jvms nanoseconds a packet of each iteration, of each JVM
   */
  static WatchCost of(String watch, String description, List<List<Double>> jvms) {
    List<Double> unwatched = new ArrayList<>();
    List<Double> off = new ArrayList<>();
    List<Double> on = new ArrayList<>();
    List<Double> onNanos = new ArrayList<>();
    for (List<Double> nanos : jvms) {
      double before = Samples.of(nanos.subList(0, WatchBenchmark.UNWATCHED)).median();
      List<Double> without = new ArrayList<>();
      List<Double> more = new ArrayList<>();
      int first = WatchBenchmark.UNWATCHED + WatchBenchmark.SETTLING;
      for (int i = first; i < nanos.size() - 1; i++) {
        if (WatchBenchmark.isWatched(i)) {
          more.add(nanos.get(i) - (nanos.get(i - 1) + nanos.get(i + 1)) / 2);
        } else {
          without.add(nanos.get(i));
        }
      }
      double after = Samples.of(without).median();
      unwatched.add(before);
      off.add(PERCENT * (after / before - 1));
      onNanos.add(Samples.of(more).median());
      on.add(PERCENT * onNanos.getLast() / after);
    }
    return new WatchCost(
        watch,
        description,
        Samples.of(unwatched),
        Samples.of(off),
        Samples.of(on),
        Samples.of(onNanos));
  }
}
