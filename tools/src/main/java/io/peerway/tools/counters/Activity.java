package io.peerway.tools.counters;

import io.peerway.dataplane.observe.CounterReader;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.PortCounts;
import io.peerway.dataplane.observe.WorkerCounter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a router did between two moments.
 *
 * @param ports the busiest first
 * @param workers by their numbers
 */
public record Activity(List<Port> ports, List<Worker> workers) {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BITS = 8;

  /**
   * The counters at a moment.
   *
   * @param nanos of a monotonic clock
   */
  public record Sample(long nanos, List<PortCounts> ports, List<Map<WorkerCounter, Long>> workers) {
    public static Sample of(CounterReader counters, long nanos) {
      return new Sample(nanos, counters.ports(), counters.workers());
    }
  }

  /** A port; packets, bits and drops are those of a second. */
  public record Port(
      String owner,
      String device,
      double received,
      double receivedBits,
      double sent,
      double sentBits,
      double dropped) {}

  /**
   * A worker.
   *
   * @param busy the part of the time for which it had a processor, 0 to 1; a worker that polls has
   *     it all the time
   * @param packets that it forwarded a second
   * @param burst packets in a burst, on average; 0 if there was none
   */
  public record Worker(double busy, double packets, double burst) {}

  /** Ports that were opened or given to another owner in between are not in it. */
  public static Activity between(Sample before, Sample now) {
    double seconds = (now.nanos() - before.nanos()) / NANOS;
    List<Port> ports = new ArrayList<>();
    for (PortCounts port : now.ports()) {
      before.ports().stream()
          .filter(old -> port.isOpen() && isSame(old, port))
          .findFirst()
          .ifPresent(old -> ports.add(port(old, port, seconds)));
    }
    ports.sort(Comparator.comparingDouble((Port port) -> port.received() + port.sent()).reversed());
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < now.workers().size(); i++) {
      workers.add(worker(before.workers().get(i), now.workers().get(i), seconds));
    }
    return new Activity(List.copyOf(ports), List.copyOf(workers));
  }

  private static boolean isSame(PortCounts one, PortCounts other) {
    return one.number() == other.number() && one.owner().equals(other.owner());
  }

  private static Port port(PortCounts before, PortCounts now, double seconds) {
    return new Port(
        now.owner(),
        now.device(),
        grown(before, now, PortCounter.RECEIVED_PACKETS) / seconds,
        grown(before, now, PortCounter.RECEIVED_BYTES) * BITS / seconds,
        grown(before, now, PortCounter.SENT_PACKETS) / seconds,
        grown(before, now, PortCounter.SENT_BYTES) * BITS / seconds,
        (now.dropped() - before.dropped()) / seconds);
  }

  private static double grown(PortCounts before, PortCounts now, PortCounter counter) {
    return now.count(counter) - before.count(counter);
  }

  private static Worker worker(
      Map<WorkerCounter, Long> before, Map<WorkerCounter, Long> now, double seconds) {
    double packets = grown(before, now, WorkerCounter.PACKETS);
    double bursts = grown(before, now, WorkerCounter.BURSTS);
    return new Worker(
        grown(before, now, WorkerCounter.PROCESSOR_NANOS) / NANOS / seconds,
        packets / seconds,
        bursts == 0 ? 0 : packets / bursts);
  }

  private static double grown(
      Map<WorkerCounter, Long> before, Map<WorkerCounter, Long> now, WorkerCounter counter) {
    return now.get(counter) - before.get(counter);
  }
}
