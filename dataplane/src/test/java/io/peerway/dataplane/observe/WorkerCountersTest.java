package io.peerway.dataplane.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counters keep to their own port and name. */
class WorkerCountersTest {
  private static final int PORTS = 3;

  private final WorkerCounters counters = new WorkerCounters(PORTS);

  @Test
  void shouldKeepEveryCounterApartFromAllOthers() {
    long value = 1;
    for (int port = 0; port < PORTS; port++) {
      for (PortCounter counter : PortCounter.values()) {
        counters.add(port, counter, value++);
      }
      for (DropReason reason : DropReason.values()) {
        counters.addDrop(port, reason, value++);
      }
    }
    long expected = 1;
    for (int port = 0; port < PORTS; port++) {
      for (PortCounter counter : PortCounter.values()) {
        assertThat(counters.get(port, counter)).isEqualTo(expected++);
      }
      for (DropReason reason : DropReason.values()) {
        assertThat(counters.drops(port, reason)).isEqualTo(expected++);
      }
    }
  }

  @Test
  void shouldAddUpAllDropsOfAPort() {
    counters.addDrop(1, DropReason.NO_ROUTE, 5);
    counters.addDrop(1, DropReason.DEVICE_ERROR, 7);
    counters.addDrop(2, DropReason.NO_ROUTE, 100);

    assertThat(counters.drops(1)).isEqualTo(12);
  }

  @Test
  void shouldGoUpAndDown() {
    counters.add(0, PortCounter.HELD_PACKETS, 3);
    counters.add(0, PortCounter.HELD_PACKETS, -2);

    assertThat(counters.get(0, PortCounter.HELD_PACKETS)).isOne();
  }

  @Test
  void shouldClearOnePortAlone() {
    counters.add(0, PortCounter.SENT_PACKETS, 1);
    counters.add(1, PortCounter.SENT_PACKETS, 1);
    counters.addDrop(1, DropReason.DEVICE_ERROR, 1);

    counters.clear(1);

    assertThat(counters.get(0, PortCounter.SENT_PACKETS)).isOne();
    assertThat(counters.get(1, PortCounter.SENT_PACKETS)).isZero();
    assertThat(counters.drops(1)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void shouldDescribeEveryReasonInASentenceWithoutItsDot(DropReason reason) {
    assertThat(reason.sentence()).matches("[a-z].*[^.]");
    assertThat(reason.label()).isEqualTo(reason.label().toLowerCase(Locale.ROOT));
    assertThat(DropReason.of(reason.ordinal())).isEqualTo(reason);
  }

  @Test
  void shouldListReasonsInTheOrderOfTheirStages() {
    assertThat(DropReason.values()).extracting(DropReason::stage).isSorted();
  }
}
