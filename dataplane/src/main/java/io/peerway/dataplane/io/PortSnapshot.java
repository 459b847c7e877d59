package io.peerway.dataplane.io;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.port.PortLocation;
import io.peerway.dataplane.port.PortSpec;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a port was at one moment.
 *
 * @param number by which the forwarding state knows it
 * @param spec what it was opened as
 * @param location where its device is; empty while it has none: a device that vanished with its
 *     namespace is made again
 * @param counters each of them, summed over the workers
 * @param drops of the packets that came from this port; only reasons that occurred
 */
public record PortSnapshot(
    int number,
    PortSpec spec,
    Optional<PortLocation> location,
    Map<PortCounter, Long> counters,
    Map<DropReason, Long> drops) {

  static PortSnapshot of(
      int number, PortSpec spec, Optional<PortLocation> location, List<WorkerCounters> workers) {
    Map<PortCounter, Long> counters = new EnumMap<>(PortCounter.class);
    for (PortCounter counter : PortCounter.values()) {
      counters.put(counter, workers.stream().mapToLong(w -> w.get(number, counter)).sum());
    }
    Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      long count = workers.stream().mapToLong(w -> w.drops(number, reason)).sum();
      if (count > 0) {
        drops.put(reason, count);
      }
    }
    return new PortSnapshot(
        number,
        spec,
        location,
        Collections.unmodifiableMap(counters),
        Collections.unmodifiableMap(drops));
  }
}
