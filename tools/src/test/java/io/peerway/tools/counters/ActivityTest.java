package io.peerway.tools.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.PortCounts;
import io.peerway.dataplane.observe.WorkerCounter;
import io.peerway.tools.counters.Activity.Sample;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivityTest {

  private static final long SECOND = 1_000_000_000L;

  private static PortCounts port(int number, String owner, long packets, long bytes, long drops) {
    Map<PortCounter, Long> counters = new EnumMap<>(PortCounter.class);
    for (PortCounter counter : PortCounter.values()) {
      counters.put(counter, 0L);
    }
    counters.put(PortCounter.RECEIVED_PACKETS, packets);
    counters.put(PortCounter.RECEIVED_BYTES, bytes);
    return new PortCounts(
        number, owner, "dev" + number, true, true, counters, Map.of(DropReason.NO_ROUTE, drops));
  }

  private static Map<WorkerCounter, Long> worker(long bursts, long packets, long nanos) {
    return Map.of(
        WorkerCounter.BURSTS,
        bursts,
        WorkerCounter.PACKETS,
        packets,
        WorkerCounter.PROCESSOR_NANOS,
        nanos);
  }

  @Test
  void shouldTellWhatHappenedInASecondTheBusiestFirst() {
    Sample before =
        new Sample(
            5 * SECOND,
            List.of(port(0, "vpc-a", 100, 1000, 1), port(1, "vpc-b", 0, 0, 0)),
            List.of(worker(10, 100, SECOND)));
    Sample now =
        new Sample(
            7 * SECOND,
            List.of(port(0, "vpc-a", 102, 1200, 1), port(1, "vpc-b", 4000, 400_000, 40)),
            List.of(worker(410, 4100, 2 * SECOND)));

    Activity activity = Activity.between(before, now);

    assertThat(activity.ports())
        .containsExactly(
            new Activity.Port("vpc-b", "dev1", 2000, 1_600_000, 0, 0, 20),
            new Activity.Port("vpc-a", "dev0", 1, 800, 0, 0, 0));
    assertThat(activity.workers()).containsExactly(new Activity.Worker(0.5, 2000, 10));
  }

  @Test
  void shouldNotTakeThePacketsOfAPortForThoseOfTheNextThatHasItsNumber() {
    Sample before = new Sample(0, List.of(port(0, "vpc-a", 1000, 0, 0)), List.of());
    Sample now = new Sample(SECOND, List.of(port(0, "vpc-b", 5, 0, 0)), List.of());
    assertThat(Activity.between(before, now).ports()).isEmpty();
  }
}
