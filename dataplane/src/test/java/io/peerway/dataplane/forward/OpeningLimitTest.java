package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * More connections begin than are tracked a second, beside one that is known: 10 at once, and 100 a
 * second.
 */
class OpeningLimitTest {
  private static final int AT_ONCE = 10;
  private static final long TO_GAIN_ONE = 10_000_000;
  private static final int KNOWN = 999;
  private static final int PORT = 80;
  private static final SecurityRule TO_PEER =
      new SecurityRule("sgr-1", Traffic.all(), Peers.of(Ipv4Prefix.parse("10.0.0.0/8")));
  private static final SecurityRule TO_ANYBODY =
      new SecurityRule("sgr-2", Traffic.all(), Peers.of(Ipv4Prefix.ALL));

  private final PeeredLab peered =
      new PeeredLab(FlowLimits.DEFAULTS.withCapacity(1000).withNewPerSecond(100));
  private final Lab lab = peered.lab;

  private long forwarded() {
    return lab.count(0, PortCounter.FORWARDED_PACKETS);
  }

  /** A connection that is known, which takes one of those that may begin at once. */
  private void know() {
    send(KNOWN, 1);
    send(KNOWN, 1);
  }

  /** Beside the known one, three connections more begin than may at once. */
  private void flood() {
    lab.publish();
    know();
    send(1000, AT_ONCE + 2);
  }

  /** One packet of each of so many connections, the first of which has this port. */
  private void send(int firstPort, int count) {
    for (int port = firstPort; port < firstPort + count; port++) {
      lab.receive(0, peered.hostA.to(peered.hostB).tcp(port, PORT));
    }
  }

  @Test
  void shouldDropWhatBeginsBeyondTheLimitAtTheSender() {
    peered.a.security("sg-a", List.of(), List.of(TO_PEER));
    flood();
    assertThat(forwarded()).isEqualTo(2 + AT_ONCE - 1);
    assertThat(lab.drops(0, DropReason.FLOW_RATE_EGRESS)).isEqualTo(3);
  }

  @Test
  void shouldDropWhatBeginsBeyondTheLimitAtTheReceiver() {
    peered.b.security("sg-b", List.of(TO_PEER), List.of());
    flood();
    assertThat(forwarded()).isEqualTo(2 + AT_ONCE - 1);
    assertThat(lab.drops(0, DropReason.FLOW_RATE_INGRESS)).isEqualTo(3);
  }

  @Test
  void shouldCountAConnectionOnceThoughBothEndsTrackIt() {
    peered.a.security("sg-a", List.of(), List.of(TO_PEER));
    peered.b.security("sg-b", List.of(TO_PEER), List.of());
    flood();
    assertThat(forwarded()).isEqualTo(2 + AT_ONCE - 1);
    assertThat(lab.drops(0, DropReason.FLOW_RATE_EGRESS)).isEqualTo(3);
  }

  @Test
  void shouldForwardTrackedConnectionsDuringAFlood() {
    peered.a.security("sg-a", List.of(), List.of(TO_PEER));
    peered.b.security("sg-b", List.of(TO_PEER), List.of());
    flood();
    send(1000, AT_ONCE - 1);
    lab.receive(1, peered.hostB.to(peered.hostA).tcp(PORT, 1000));
    assertThat(forwarded()).isEqualTo(2 + 2 * (AT_ONCE - 1));
    assertThat(lab.count(1, PortCounter.FORWARDED_PACKETS)).isOne();
  }

  @Test
  void shouldTrackMoreAsTimeGoesOn() {
    peered.a.security("sg-a", List.of(), List.of(TO_PEER));
    flood();
    lab.now += 2 * TO_GAIN_ONE;
    send(KNOWN, 1);
    send(2000, 3);
    assertThat(forwarded()).isEqualTo(2 + AT_ONCE - 1 + 1 + 2);
  }

  @Test
  void shouldForwardUntrackedConnectionsDuringAFlood() {
    SecurityRule web = new SecurityRule("sgr-3", Traffic.tcp(PORT, PORT), Peers.of(Ipv4Prefix.ALL));
    peered.a.security("sg-a", List.of(TO_ANYBODY), List.of(web, TO_PEER));
    lab.publish();
    int tracked = 0;
    for (int port = 1; lab.drops(0, DropReason.FLOW_RATE_EGRESS) == 0; port++) {
      lab.receive(0, peered.hostA.to(peered.hostB).tcp(1000, 100));
      lab.receive(0, peered.hostA.to(peered.hostB).tcp(1000, 100 + port));
      tracked = port;
    }
    long before = forwarded();
    send(1000, AT_ONCE + 3);
    assertThat(tracked).isEqualTo(AT_ONCE);
    assertThat(forwarded()).isEqualTo(before + AT_ONCE + 3);
  }

  @Test
  void shouldSpendNothingOnWhatRulesDeny() {
    peered.a.security("sg-a", List.of(), List.of());
    lab.publish();
    send(1000, 2 * AT_ONCE);
    peered.a.security("sg-a", List.of(), List.of(TO_PEER));
    lab.publish();
    send(1000, AT_ONCE);
    assertThat(lab.drops(0, DropReason.SECURITY_GROUP_EGRESS)).isEqualTo(2 * AT_ONCE);
    assertThat(forwarded()).isEqualTo(AT_ONCE);
  }

  @Test
  void shouldNotLimitWhereNothingElseIsForwarded() {
    peered.a.security("sg-a", List.of(), List.of(TO_PEER));
    lab.publish();
    send(1000, 5 * AT_ONCE);
    assertThat(forwarded()).isEqualTo(5 * AT_ONCE);
  }
}
