package io.peerway.dataplane.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.flow.FlowReader.End;
import io.peerway.dataplane.wire.TcpHeader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Reading the flow table: what a flow is told as, and that workers may go on meanwhile. */
class FlowReaderTest {
  private static final int UDP = 17;
  private static final int TCP = 6;
  private static final int ICMP = 1;
  private static final int CLIENT = 5;
  private static final int SERVER = -6;
  private static final int CLIENT_ADDRESS = 0x0a01_010d;
  private static final int SERVER_ADDRESS = 0x0a02_018b;
  private static final long SECOND = 1_000_000_000L;

  private final FlowTable table = table(100);
  private final FlowColumns columns = new FlowColumns(1);

  private static FlowTable table(int capacity) {
    return ConnectionTracking.of(FlowLimits.DEFAULTS.withCapacity(capacity)).flows();
  }

  private void packet(boolean fromClient, int protocol, int flags, int clientPort, int query) {
    columns.setTcpFlags(0, flags);
    int serverPort = query == 0 ? 22 : clientPort;
    if (fromClient) {
      columns.set4(
          0,
          CLIENT,
          SERVER,
          CLIENT_ADDRESS,
          SERVER_ADDRESS,
          protocol,
          clientPort,
          serverPort,
          query);
    } else {
      columns.set4(
          0,
          SERVER,
          CLIENT,
          SERVER_ADDRESS,
          CLIENT_ADDRESS,
          protocol,
          serverPort,
          clientPort,
          query);
    }
    table.find(columns, 0);
  }

  private FlowReader only(long now) {
    FlowReader reader = table.reader();
    while (reader.beginSlice(1, now)) {
      if (reader.next()) {
        return reader;
      }
    }
    throw new AssertionError("no flow");
  }

  private static int count(FlowTable table, int slice, long now) {
    int count = 0;
    FlowReader reader = table.reader();
    while (reader.beginSlice(slice, now)) {
      while (reader.next()) {
        count++;
      }
    }
    return count;
  }

  @Test
  void shouldReadNothingWhereNothingIs() {
    assertThat(table.reader().beginSlice(10, 0)).isFalse();

    table.reserve();

    assertThat(count(table, 10, 0)).isZero();
  }

  @Test
  void shouldTellWhoBeganAndWhereItIsTracked() {
    packet(true, TCP, TcpHeader.SYN, 4000, 0);
    assertThat(table.trackAtReceiver(columns, 0)).isTrue();
    packet(false, TCP, TcpHeader.SYN | TcpHeader.ACK, 4000, 0);
    table.seen(columns, 0);

    FlowReader flow = only(0);

    assertThat(flow.protocol()).isEqualTo(TCP);
    assertThat(flow.isIpv6()).isFalse();
    assertThat(flow.state()).isEqualTo(FlowState.OPENING);
    assertThat(flow.zone(End.INITIATOR)).isEqualTo(CLIENT);
    assertThat(flow.zone(End.RESPONDER)).isEqualTo(SERVER);
    assertThat(flow.ipv4(End.INITIATOR)).isEqualTo(CLIENT_ADDRESS);
    assertThat(flow.ipv4(End.RESPONDER)).isEqualTo(SERVER_ADDRESS);
    assertThat(flow.port(End.INITIATOR)).isEqualTo(4000);
    assertThat(flow.port(End.RESPONDER)).isEqualTo(22);
    assertThat(flow.isTrackedAt(End.INITIATOR)).isFalse();
    assertThat(flow.isTrackedAt(End.RESPONDER)).isTrue();
  }

  @Test
  void shouldTellTheIdentifierOfAPingFromEitherSide() {
    packet(false, ICMP, 0, 77, FlowColumns.query(8, true));
    assertThat(table.trackAtSender(columns, 0)).isTrue();

    FlowReader flow = only(0);

    assertThat(flow.state()).isEqualTo(FlowState.QUERY);
    assertThat(flow.zone(End.INITIATOR)).isEqualTo(SERVER);
    assertThat(flow.port(End.INITIATOR)).isEqualTo(77);
    assertThat(flow.port(End.RESPONDER)).isEqualTo(77);
  }

  @Test
  void shouldTellHowLongItIsKeptAndForgetItThen() {
    packet(true, UDP, 0, 4000, 0);
    assertThat(table.trackAtSender(columns, 0)).isTrue();

    assertThat(only(0).remainingNanos()).isBetween(30 * SECOND, 31 * SECOND);
    assertThat(only(20 * SECOND).remainingNanos()).isBetween(10 * SECOND, 11 * SECOND);
    assertThat(count(table, 10, 31 * SECOND)).isZero();
  }

  @Test
  void shouldReadTheSameInSlicesOfAnySize() {
    for (int port = 0; port < 90; port++) {
      packet(true, UDP, 0, port, 0);
      assertThat(table.trackAtSender(columns, 0)).isTrue();
    }

    for (int slice : new int[] {1, 3, 7, 1000, Integer.MAX_VALUE}) {
      assertThat(count(table, slice, 0)).isEqualTo(90);
    }
  }

  @Test
  void shouldNeverMixTwoFlowsWhileWorkersComeAndGo() throws Exception {
    FlowTable busy = table(64);
    busy.reserve();
    AtomicBoolean isDone = new AtomicBoolean();
    try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
      Future<?> first = workers.submit(() -> churn(busy, 0, isDone));
      Future<?> second = workers.submit(() -> churn(busy, 1, isDone));
      long read = 0;
      try {
        while (read < 50_000) {
          FlowReader reader = busy.reader();
          while (reader.beginSlice(4, 0)) {
            while (reader.next()) {
              read++;
              int address = reader.ipv4(End.INITIATOR);
              assertThat(reader.zone(End.INITIATOR)).isEqualTo(address);
              assertThat(reader.port(End.INITIATOR)).isEqualTo(address & 0xffff);
            }
          }
        }
      } finally {
        isDone.set(true);
      }
      first.get();
      second.get();
    }
  }

  /** Flows whose zone, address and port are one number; each closes at once and makes room. */
  private static void churn(FlowTable table, int worker, AtomicBoolean isDone) {
    FlowColumns columns = new FlowColumns(1);
    columns.setTcpFlags(0, TcpHeader.RST);
    for (int n = worker; !isDone.get(); n += 2) {
      int number = n & 0xfff;
      columns.set4(0, number, 0x7000_0000, number, 1, TCP, number, 80, 0);
      table.find(columns, 0);
      assertThat(table.trackAtSender(columns, 0)).isTrue();
    }
  }
}
