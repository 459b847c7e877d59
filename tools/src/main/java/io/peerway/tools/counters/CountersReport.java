package io.peerway.tools.counters;

import io.peerway.dataplane.observe.CounterReader;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.PortCounts;
import io.peerway.dataplane.observe.WorkerCounter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All of a router's counters.
 *
 * @param process id of the router
 * @param running whether it lives
 * @param started when, ISO 8601
 * @param ended when it ended in good order; null if it lives, or did not
 * @param workers what each counted as a whole, by the labels of {@link WorkerCounter}
 * @param ports what was counted at each
 */
public record CountersReport(
    long process,
    boolean running,
    String started,
    String ended,
    List<Map<String, Long>> workers,
    List<Port> ports) {

  /**
   * What was counted at a port.
   *
   * @param owner id of the VPC or the network interface that it stands for
   * @param open whether it is open
   * @param consistent false where a worker was stopped while it decided packets, so that some of
   *     them may be unaccounted for
   * @param counters by the labels of {@link PortCounter}
   * @param drops by the labels of {@link DropReason}; only reasons that occurred
   * @param unaccounted received packets of which nothing says what became of them: none, if the
   *     router is right
   */
  public record Port(
      int port,
      String owner,
      String device,
      boolean open,
      boolean consistent,
      Map<String, Long> counters,
      Map<String, Long> drops,
      long dropped,
      long unaccounted) {

    static Port of(PortCounts counts) {
      Map<String, Long> counters = new LinkedHashMap<>();
      counts.counters().forEach((counter, value) -> counters.put(counter.label(), value));
      Map<String, Long> drops = new LinkedHashMap<>();
      counts.drops().forEach((reason, value) -> drops.put(reason.label(), value));
      return new Port(
          counts.number(),
          counts.owner(),
          counts.device(),
          counts.isOpen(),
          counts.isConsistent(),
          counters,
          drops,
          counts.dropped(),
          counts.unaccounted());
    }

    /** One of the counters. */
    public long count(PortCounter counter) {
      return counters.get(counter.label());
    }
  }

  public static CountersReport of(CounterReader reader) {
    return new CountersReport(
        reader.process(),
        reader.isAlive(),
        reader.started().toString(),
        reader.ended().map(Instant::toString).orElse(null),
        reader.workers().stream().map(CountersReport::labelled).toList(),
        reader.ports().stream().map(Port::of).toList());
  }

  private static Map<String, Long> labelled(Map<WorkerCounter, Long> counters) {
    Map<String, Long> labelled = new LinkedHashMap<>();
    counters.forEach((counter, value) -> labelled.put(counter.label(), value));
    return labelled;
  }

  /** Received packets that are unaccounted for, over all ports. */
  public long unaccounted() {
    return ports.stream().mapToLong(port -> Math.abs(port.unaccounted())).sum();
  }
}
