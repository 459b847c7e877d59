package io.peerway.dataplane.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerway.dataplane.wire.TcpHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Room, time and concurrency of the flow table. */
class FlowTableTest {
  private static final int UDP = 17;
  private static final int TCP = 6;
  private static final long SECOND = 1_000_000_000L;

  private final FlowColumns columns = new FlowColumns(1);

  private static FlowTable table(int capacity) {
    return ConnectionTracking.of(FlowLimits.DEFAULTS.withCapacity(capacity)).flows();
  }

  private static void set(FlowColumns columns, int number, int protocol, int flags, long now) {
    columns.setTime(now);
    columns.setTcpFlags(0, flags);
    columns.set4(
        0, 7, 8, 0x0a00_0000 + number / 50_000, 0x0a02_0001, protocol, number % 50_000, 80, 0);
  }

  private static void setReply(FlowColumns columns, int number, int protocol, int flags, long now) {
    columns.setTime(now);
    columns.setTcpFlags(0, flags);
    columns.set4(
        0, 8, 7, 0x0a02_0001, 0x0a00_0000 + number / 50_000, protocol, 80, number % 50_000, 0);
  }

  @Test
  void shouldHoldAMillionFlowsIn128MiB() {
    FlowTable table = table(1_000_000);

    for (int flow = 0; flow < 1_000_000; flow++) {
      set(columns, flow, UDP, 0, 0);
      assertThat(table.trackAtSender(columns, 0)).isTrue();
    }

    assertThat(table.size()).isEqualTo(1_000_000);
    assertThat(table.bytes()).isLessThanOrEqualTo(128L << 20);
    for (int flow = 0; flow < 1_000_000; flow++) {
      setReply(columns, flow, UDP, 0, 0);
      table.find(columns, 0);
      if (!columns.isFound(0) || !columns.isTrackedAtReceiver(0)) {
        throw new AssertionError("flow " + flow + " is lost");
      }
    }
  }

  @Test
  void shouldRefuseNewFlowsWhenFullAndKeepTheOthers() {
    FlowTable table = table(100);
    List<Integer> held = new ArrayList<>();
    for (int flow = 0; flow < 10_000; flow++) {
      set(columns, flow, UDP, 0, 0);
      if (table.trackAtSender(columns, 0)) {
        held.add(flow);
      } else {
        assertThat(columns.isFound(0)).isFalse();
        assertThat(table.hasRoom(columns, 0)).isFalse();
      }
    }

    assertThat(held).hasSizeBetween(100, 208);
    assertThat(table.size()).isEqualTo(held.size());
    for (int flow : held) {
      set(columns, flow, UDP, 0, 0);
      table.find(columns, 0);
      assertThat(columns.isTrackedAtSender(0)).isTrue();
    }
  }

  /** In a table so full that some are in their second bucket, and some slots have alike tags. */
  @Test
  void shouldFindThoseOfManyThatAreThere() {
    FlowTable table = table(1000);
    int count = 4000;
    boolean[] isThere = new boolean[count];
    for (int flow = 0; flow < count; flow += 2) {
      set(columns, flow, UDP, 0, 0);
      isThere[flow] = table.trackAtSender(columns, 0);
    }
    FlowColumns many = new FlowColumns(count);
    int[] which = new int[count];
    for (int flow = 0; flow < count; flow++) {
      which[flow] = count - 1 - flow;
      many.set4(flow, 7, 8, 0x0a00_0000, 0x0a02_0001, UDP, flow, 80, 0);
    }

    table.find(many, which, count);

    for (int flow = 0; flow < count; flow++) {
      assertThat(many.isFound(flow)).as("flow %d", flow).isEqualTo(isThere[flow]);
    }
  }

  @Test
  void shouldGiveTheRoomOfEndedAndOfClosedFlowsToNewOnes() {
    FlowTable table = table(8);
    int flow = fill(table, UDP, 0, 0, 0);
    set(columns, flow, UDP, 0, 31 * SECOND);
    assertThat(table.trackAtSender(columns, 0)).as("when the others have ended").isTrue();

    FlowTable closed = table(8);
    flow = fill(closed, TCP, TcpHeader.RST, 0, 0);
    assertThat(flow).as("closed connections never stand in the way").isEqualTo(10_000);
  }

  /** The number of the first flow that finds no room, of 10,000. */
  private int fill(FlowTable table, int protocol, int flags, int first, long now) {
    int flow = first;
    do {
      set(columns, flow++, protocol, flags, now);
    } while (flow < 10_000 && table.trackAtSender(columns, 0));
    return flow;
  }

  @Test
  void shouldSweepOutWhatHasEndedAndNothingElse() {
    FlowTable table = table(1000);
    for (int flow = 0; flow < 1000; flow++) {
      set(columns, flow, flow % 2 == 0 ? UDP : TCP, TcpHeader.ACK, 0);
      assertThat(table.trackAtSender(columns, 0)).isTrue();
    }

    table.sweep(29 * SECOND, Integer.MAX_VALUE);
    assertThat(table.size()).isEqualTo(1000);
    for (int part = 0; part < 25; part++) {
      table.sweep(31 * SECOND, 10);
    }

    assertThat(table.size()).isEqualTo(500);
    set(columns, 1, TCP, TcpHeader.ACK, 31 * SECOND);
    table.find(columns, 0);
    assertThat(columns.isFound(0)).isTrue();
  }

  @Test
  void shouldTakeNoMemoryBeforeThereIsAFlow() {
    FlowTable table = table(1_000_000_0);
    set(columns, 1, UDP, 0, 0);

    table.find(columns, 0);
    table.sweep(0, 1000);

    table.find(columns, new int[] {0}, 1);
    assertThat(columns.isFound(0)).isFalse();
  }

  @Test
  void shouldTellPingsOfBothEndsApart() {
    FlowTable table = table(100);
    int request = FlowColumns.query(8, true);
    int reply = FlowColumns.query(8, false);
    columns.setTime(0);
    columns.set4(0, 1, 2, 10, 20, 1, 5, 5, request);
    assertThat(table.trackAtSender(columns, 0)).isTrue();

    columns.set4(0, 2, 1, 20, 10, 1, 5, 5, reply);
    table.find(columns, 0);
    assertThat(columns.isFound(0)).as("the reply").isTrue();

    columns.set4(0, 2, 1, 20, 10, 1, 5, 5, request);
    table.find(columns, 0);
    assertThat(columns.isFound(0)).as("a ping the other way").isFalse();
  }

  @Test
  void shouldRefuseTimeoutsBeyondWhatEc2Permits() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FlowTimeouts.DEFAULTS.with(FlowTimeout.TCP_ESTABLISHED, Duration.ofDays(6)))
        .withMessage("tcp-established of 518400 s is not between 60 and 432000 s");
    assertThatIllegalArgumentException().isThrownBy(() -> table(0));
  }

  /**
   * Four workers see every flow at once, from both ends, in their own order; then the table must
   * know each flow once, tracked at both ends.
   */
  @Test
  void shouldKnowEveryFlowOnceWhenWorkersMeet() throws Exception {
    int flows = 50_000;
    FlowTable table = table(flows);
    table.reserve();
    try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        boolean replies = worker % 2 == 1;
        done.add(workers.submit(() -> trackAll(table, flows, replies)));
      }
      for (Future<?> worker : done) {
        worker.get();
      }
    }

    assertThat(table.size()).isEqualTo(flows);
    for (int flow = 0; flow < flows; flow++) {
      set(columns, flow, UDP, 0, 0);
      table.find(columns, 0);
      boolean both =
          columns.isFound(0) && columns.isTrackedAtSender(0) && columns.isTrackedAtReceiver(0);
      assertThat(both).as("flow %d", flow).isTrue();
    }
  }

  private static void trackAll(FlowTable table, int flows, boolean replies) {
    FlowColumns own = new FlowColumns(1);
    for (int flow = 0; flow < flows; flow++) {
      if (replies) {
        setReply(own, flow, UDP, 0, 0);
      } else {
        set(own, flow, UDP, 0, 0);
      }
      table.find(own, 0);
      if (!table.trackAtSender(own, 0)) {
        throw new AssertionError("no room");
      }
    }
  }

  /** Workers that open, use and forget flows all the while never find one that nobody opened. */
  @Test
  void shouldFindOnlyWhatWasTrackedWhileSlotsChangeHands() throws Exception {
    FlowTable table = table(64);
    table.reserve();
    AtomicLong clock = new AtomicLong();
    try (ExecutorService workers = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int worker = 0; worker < 3; worker++) {
        int number = worker;
        done.add(workers.submit(() -> churn(table, clock, number)));
      }
      int found = 0;
      for (Future<Integer> worker : done) {
        found += worker.get();
      }
      assertThat(found).isPositive();
    }
    table.sweep(clock.get() + 1_000_000 * SECOND, Integer.MAX_VALUE);
    assertThat(table.size()).isZero();
  }

  /** Tracks even flows at the sender's end only; odd ones nobody tracks. */
  private static int churn(FlowTable table, AtomicLong clock, int worker) {
    FlowColumns own = new FlowColumns(1);
    int[] first = {0};
    int found = 0;
    for (int step = 0; step < 300_000; step++) {
      int flow = (step * 7919 + worker * 31) % 4000;
      set(own, flow, UDP, 0, clock.addAndGet(SECOND / 100));
      if (step % 2 == 0) {
        table.find(own, 0);
      } else {
        table.find(own, first, 1);
      }
      if (own.isFound(0)) {
        found++;
        if (flow % 2 == 1 || own.isTrackedAtReceiver(0)) {
          throw new AssertionError("found flow " + flow + ", which nobody tracks so");
        }
        table.seen(own, 0);
      } else if (flow % 2 == 0) {
        table.trackAtSender(own, 0);
      }
      if (step % 1000 == 0) {
        table.sweep(clock.get(), 16);
      }
    }
    return found;
  }
}
