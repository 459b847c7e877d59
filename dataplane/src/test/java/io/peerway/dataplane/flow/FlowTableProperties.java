package io.peerway.dataplane.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.wire.TcpHeader;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The flow table behaves as the map that it stands for. */
class FlowTableProperties {
  private static final int[] PROTOCOLS = {6, 6, 6, 17, 17, 1, 58, 47};
  private static final int[] FLAGS = {
    TcpHeader.SYN,
    TcpHeader.SYN | TcpHeader.ACK,
    TcpHeader.ACK,
    TcpHeader.ACK | TcpHeader.PSH,
    TcpHeader.ACK,
    TcpHeader.FIN | TcpHeader.ACK,
    TcpHeader.RST,
    0
  };
  private static final FlowTimeouts TIMEOUTS =
      FlowTimeouts.DEFAULTS
          .with(FlowTimeout.TCP_ESTABLISHED, Duration.ofSeconds(300))
          .with(FlowTimeout.TCP_OPENING, Duration.ofSeconds(5))
          .with(FlowTimeout.TCP_CLOSING, Duration.ofSeconds(20))
          .with(FlowTimeout.TCP_CLOSED, Duration.ofSeconds(3))
          .with(FlowTimeout.OTHER, Duration.ofSeconds(60));

  private final FlowColumns columns = new FlowColumns(1);

  /** One end: interface, address, port. */
  private record End(int zone, int address, int port) {
    String name() {
      return "%08x %08x %04x".formatted(zone, address, port);
    }

    End withPort(int other) {
      return new End(zone, address, other);
    }
  }

  @Property(tries = 150)
  void shouldTrackAsTheReferenceDoes(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ReferenceTracker reference = new ReferenceTracker(TIMEOUTS);
    FlowTable table =
        ConnectionTracking.of(FlowLimits.DEFAULTS.withCapacity(500).withTimeouts(TIMEOUTS)).flows();
    boolean isIpv6 = random.nextBoolean();
    long now = random.nextLong();

    for (int step = 0; step < 500; step++) {
      now += random.nextInt(20) == 0 ? random.nextLong(100_000_000_000L) : random.nextInt(1 << 29);
      int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
      int flags = protocol == 6 ? FLAGS[random.nextInt(FLAGS.length)] : 0;
      End from = end(random);
      End to = end(random);
      int query = 0;
      switch (protocol) {
        case 47 -> {
          from = from.withPort(0);
          to = to.withPort(0);
        }
        case 1, 58 -> {
          to = to.withPort(from.port);
          query = FlowColumns.query(8, random.nextBoolean());
        }
        default -> {}
      }
      if (from.equals(to)) {
        continue; // a packet to itself has no two ends
      }
      String sender = from.name() + asker(query, true);
      String receiver = to.name() + asker(query, false);
      ReferenceTracker.Key key = ReferenceTracker.Key.of(sender, receiver, protocol);
      set(isIpv6, from, to, protocol, query, flags, now);

      table.find(columns, 0);

      assertThat(columns.isFound(0)).isEqualTo(reference.isFound(key, now, flags));
      assertThatManyAtOnceAreFoundAlike(table);
      boolean atSender = reference.isTrackedAt(key, sender, now, flags);
      boolean atReceiver = reference.isTrackedAt(key, receiver, now, flags);
      if (columns.isFound(0)) {
        assertThat(columns.isTrackedAtSender(0)).isEqualTo(atSender);
        assertThat(columns.isTrackedAtReceiver(0)).isEqualTo(atReceiver);
      }
      boolean begins = query == 0 || FlowColumns.isRequest(query); // an answer never does
      switch (begins ? random.nextInt(5) : 0) {
        case 0, 1 -> {
          assertThatSettledFlowsStayAsTheyAre(table);
          table.seen(columns, 0);
          reference.seen(key, sender, now, flags);
        }
        case 2 -> {
          assertThat(table.trackAtSender(columns, 0)).isTrue();
          reference.track(key, sender, sender, now, flags);
        }
        case 3 -> {
          assertThat(table.trackAtReceiver(columns, 0)).isTrue();
          reference.track(key, sender, receiver, now, flags);
        }
        default -> table.sweep(now, random.nextInt(200));
      }
    }
    assertThat(read(table, isIpv6, now)).isEqualTo(reference.all(now));
  }

  private void assertThatManyAtOnceAreFoundAlike(FlowTable table) {
    long word = columns.word[0];
    table.find(columns, new int[] {0}, 1);
    assertThat(columns.word[0]).isEqualTo(word);
  }

  private void assertThatSettledFlowsStayAsTheyAre(FlowTable table) {
    if (columns.isSettledAtBothEnds(0)) {
      long word = columns.word[0];
      table.seen(columns, 0);
      assertThat(columns.word[0]).isEqualTo(word);
    }
  }

  /** Two hosts may ask each other with the same identifier: these are two flows. */
  private static String asker(int query, boolean sender) {
    return query == 0 ? "" : FlowColumns.isRequest(query) == sender ? " asks" : " is asked";
  }

  private static Set<String> read(FlowTable table, boolean isIpv6, long now) {
    Set<String> lines = new HashSet<>();
    FlowReader reader = table.reader();
    while (reader.beginSlice(7, now)) {
      while (reader.next()) {
        assertThat(reader.isIpv6()).isEqualTo(isIpv6);
        assertThat(reader.remainingNanos()).isPositive();
        assertThat(lines.add(line(reader))).as("each flow once").isTrue();
      }
    }
    return lines;
  }

  private static String line(FlowReader reader) {
    boolean isQuery = reader.state() == FlowState.QUERY;
    return ReferenceTracker.line(
        reader.protocol(),
        end(reader, FlowReader.End.INITIATOR).name() + (isQuery ? " asks" : ""),
        end(reader, FlowReader.End.RESPONDER).name() + (isQuery ? " is asked" : ""),
        reader.state(),
        reader.isTrackedAt(FlowReader.End.INITIATOR),
        reader.isTrackedAt(FlowReader.End.RESPONDER));
  }

  private static End end(FlowReader reader, FlowReader.End which) {
    int address = reader.isIpv6() ? (int) reader.ipv6Lo(which) : reader.ipv4(which);
    return new End(reader.zone(which), address, reader.port(which));
  }

  private static End end(SplittableRandom random) {
    return new End(
        random.nextInt(2) * -5, 0x0a00_0000 | random.nextInt(2) * 0xff, random.nextInt(2) * 65_535);
  }

  private void set(boolean isIpv6, End from, End to, int protocol, int query, int flags, long now) {
    columns.setTime(now);
    columns.setTcpFlags(0, flags);
    if (isIpv6) {
      long hi = 0x2001_0db8L << 32;
      columns.set6(
          0,
          from.zone,
          to.zone,
          hi,
          from.address,
          hi,
          to.address,
          protocol,
          from.port,
          to.port,
          query);
    } else {
      columns.set4(
          0, from.zone, to.zone, from.address, to.address, protocol, from.port, to.port, query);
    }
  }
}
