package io.peerway.dataplane.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.wire.TcpHeader;
import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The flow table behaves as the map that it stands for. */
class FlowTableProperties {
  private static final int[] PROTOCOLS = {6, 6, 6, 17, 17, 47};
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

    End without(int protocol) {
      return protocol == 47 ? new End(zone, address, 0) : this;
    }
  }

  @Property(tries = 150)
  void shouldTrackAsTheReferenceDoes(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ReferenceTracker reference = new ReferenceTracker(TIMEOUTS);
    FlowTable table = ConnectionTracking.of(new FlowLimits(500, TIMEOUTS)).flows();
    boolean isIpv6 = random.nextBoolean();
    long now = random.nextLong();

    for (int step = 0; step < 500; step++) {
      now += random.nextInt(20) == 0 ? random.nextLong(100_000_000_000L) : random.nextInt(1 << 29);
      int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
      int flags = protocol == 6 ? FLAGS[random.nextInt(FLAGS.length)] : 0;
      End from = end(random).without(protocol);
      End to = end(random).without(protocol);
      if (from.equals(to)) {
        continue; // a packet to itself has no two ends
      }
      ReferenceTracker.Key key = ReferenceTracker.Key.of(from.name(), to.name(), protocol);
      set(isIpv6, from, to, protocol, flags, now);

      table.find(columns, 0);

      assertThat(columns.isFound(0)).isEqualTo(reference.isFound(key, now, flags));
      boolean atSender = reference.isTrackedAt(key, from.name(), now, flags);
      boolean atReceiver = reference.isTrackedAt(key, to.name(), now, flags);
      if (columns.isFound(0)) {
        assertThat(columns.isTrackedAtSender(0)).isEqualTo(atSender);
        assertThat(columns.isTrackedAtReceiver(0)).isEqualTo(atReceiver);
      }
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          table.seen(columns, 0);
          reference.seen(key, from.name(), now, flags);
        }
        case 2 -> {
          assertThat(table.trackAtSender(columns, 0)).isTrue();
          reference.track(key, from.name(), from.name(), now, flags);
        }
        case 3 -> {
          assertThat(table.trackAtReceiver(columns, 0)).isTrue();
          reference.track(key, from.name(), to.name(), now, flags);
        }
        default -> table.sweep(now, random.nextInt(200));
      }
    }
  }

  private static End end(SplittableRandom random) {
    return new End(
        random.nextInt(2) * -5, 0x0a00_0000 | random.nextInt(2) * 0xff, random.nextInt(2) * 65_535);
  }

  private void set(boolean isIpv6, End from, End to, int protocol, int flags, long now) {
    columns.setTime(now);
    columns.setTcpFlags(0, flags);
    if (isIpv6) {
      long hi = 0x2001_0db8L << 32;
      columns.set6(
          0, from.zone, to.zone, hi, from.address, hi, to.address, protocol, from.port, to.port, 0);
    } else {
      columns.set4(
          0, from.zone, to.zone, from.address, to.address, protocol, from.port, to.port, 0);
    }
  }
}
