package io.peerway.dataplane.observe;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What all workers counted at a port.
 *
 * @param number of the port
 * @param owner id of what it stands for, for example a VPC's
 * @param device name that its device was given
 * @param isOpen whether the port is open
 * @param isConsistent whether the counters of each worker are of one moment at which no packet was
 *     under way
 * @param counters each of them
 * @param drops of the packets that came from this port; only reasons that occurred
 */
public record PortCounts(
    int number,
    String owner,
    String device,
    boolean isOpen,
    boolean isConsistent,
    Map<PortCounter, Long> counters,
    Map<DropReason, Long> drops) {

  static PortCounts of(
      int number,
      String owner,
      String device,
      boolean isOpen,
      boolean isConsistent,
      long[] values) {
    Map<PortCounter, Long> counters = new EnumMap<>(PortCounter.class);
    for (PortCounter counter : PortCounter.values()) {
      counters.put(counter, values[counter.ordinal()]);
    }
    Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      long count = values[CounterLayout.FIRST_DROP + reason.ordinal()];
      if (count != 0) {
        drops.put(reason, count);
      }
    }
    return new PortCounts(
        number,
        owner,
        device,
        isOpen,
        isConsistent,
        Collections.unmodifiableMap(counters),
        Collections.unmodifiableMap(drops));
  }

  public long count(PortCounter counter) {
    return counters.get(counter);
  }

  /** Packets from this port that were dropped, for whatever reason. */
  public long dropped() {
    return drops.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Packets that were received and of which it was not counted what became of them. Conservation
   * (see {@link PortCounter}) says that there are none.
   */
  public long unaccounted() {
    return count(PortCounter.RECEIVED_PACKETS)
        - count(PortCounter.FORWARDED_PACKETS)
        - count(PortCounter.CONSUMED_PACKETS)
        - count(PortCounter.HELD_PACKETS)
        - dropped();
  }
}
