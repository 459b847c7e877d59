package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.capture.CaptureObserver;
import io.peerway.dataplane.capture.CaptureRing;
import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.capture.CapturedPacket;
import io.peerway.dataplane.flowlog.FlowCount;
import io.peerway.dataplane.flowlog.FlowEnd;
import io.peerway.dataplane.flowlog.FlowObserver;
import io.peerway.dataplane.flowlog.FlowOutcome;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.TcpHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is counted for flow logs. */
class FlowCountingTest {
  private static final int HEADERS_OF_UDP = 28;
  private static final Peers ANYBODY = Peers.of(Ipv4Prefix.parse("0.0.0.0/0"));
  private static final AclRule ALLOW = new AclRule(100, true, Traffic.all(), ANYBODY);

  private final PeeredLab peered = PeeredLab.coalescing();
  private final Lab lab = peered.lab;
  private final FlowObserver observer = new FlowObserver();

  private List<FlowCount> take() {
    List<FlowCount> flows = new ArrayList<>();
    observer.turn();
    assertThat(observer.empty(flows::add)).as("missed").isZero();
    return flows;
  }

  private static AclRule denyUdp(int port) {
    return new AclRule(90, false, Traffic.udp(port, port), ANYBODY);
  }

  @Test
  void shouldCountAFlowAtBothEndsWithItsBytes() {
    lab.pipeline.observe(observer);
    lab.receive(
        0,
        peered.hostA.to(peered.hostB).udp(1000, 53, new byte[10]),
        peered.hostA.to(peered.hostB).udp(1000, 53, new byte[20]),
        peered.hostA6.to(peered.hostB6).udp(1, 2, new byte[5]));
    lab.now += 7;
    lab.receive(0, peered.hostA.to(peered.hostB).udp(1000, 53, new byte[30]));

    List<FlowCount> flows = take();

    assertThat(flows).hasSize(2);
    FlowCount flow = flows.getFirst();
    assertThat(flow.sender()).isEqualTo(new FlowEnd("vpc-a", "", "vpc-a"));
    assertThat(flow.receiver()).isEqualTo(new FlowEnd("vpc-b", "", "vpc-b"));
    assertThat(flow.outcome()).isEqualTo(FlowOutcome.DELIVERED);
    assertThat(flow.family()).isEqualTo(4);
    assertThat(Ipv4Address.format((int) flow.sourceLo())).isEqualTo("10.1.1.13");
    assertThat(Ipv4Address.format((int) flow.destinationLo())).isEqualTo("10.2.1.139");
    assertThat(flow.protocol()).isEqualTo(17);
    assertThat(flow.sourcePort()).isEqualTo(1000);
    assertThat(flow.destinationPort()).isEqualTo(53);
    assertThat(flow.packets()).isEqualTo(3);
    assertThat(flow.bytes()).isEqualTo(10 + 20 + 30 + 3 * HEADERS_OF_UDP);
    assertThat(flow.last() - flow.first()).isEqualTo(7);
    assertThat(flows.getLast().family()).isEqualTo(6);
    assertThat(flows.getLast().bytes()).isEqualTo(40 + 8 + 5);
    assertThat(take()).as("counted once").isEmpty();
  }

  @Test
  void shouldCountPacketsAsTheyCameThoughTheyLeaveJoined() {
    lab.pipeline.observe(observer);
    byte[][] frames = new byte[8][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = peered.hostA.to(peered.hostB).dontFragment().udp(7, 8, new byte[1000]);
    }
    assertThat(lab.receive(0, frames)).as("frames that left").hasSize(1);

    assertThat(take())
        .singleElement()
        .satisfies(
            flow -> {
              assertThat(flow.packets()).isEqualTo(8);
              assertThat(flow.bytes()).isEqualTo(8 * (1000 + HEADERS_OF_UDP));
            });
  }

  @Test
  void shouldSayAtWhichEndAFilterRejected() {
    peered.a.subnet("subnet-a", "10.1.1.0/24").route("10.2.0.0/16", LabState.peering(peered.b));
    peered.a.subnets.getFirst().acl(List.of(ALLOW), List.of(denyUdp(1), ALLOW));
    peered.b.subnet("subnet-b", "10.2.1.0/24").acl(List.of(denyUdp(2), ALLOW), List.of(ALLOW));
    lab.publish();
    lab.pipeline.observe(observer);

    lab.drop(
        0, DropReason.NETWORK_ACL_EGRESS, peered.hostA.to(peered.hostB).udp(9, 1, new byte[0]));
    lab.drop(
        0, DropReason.NETWORK_ACL_INGRESS, peered.hostA.to(peered.hostB).udp(9, 2, new byte[0]));
    lab.forward(0, peered.hostA.to(peered.hostB).udp(9, 3, new byte[0]));
    lab.drop(0, DropReason.NO_ROUTE, peered.hostA.to("10.77.0.1").udp(9, 4));

    assertThat(take())
        .extracting(FlowCount::outcome)
        .containsExactly(
            FlowOutcome.REJECTED_AT_SENDER,
            FlowOutcome.REJECTED_AT_RECEIVER,
            FlowOutcome.DELIVERED);
  }

  @Test
  void shouldNameTheSubnetsOfBothEnds() {
    peered
        .a
        .subnet("subnet-a", "10.1.1.0/24")
        .route("10.2.0.0/16", LabState.peering(peered.b))
        .acl(List.of(ALLOW), List.of(ALLOW));
    lab.publish();
    lab.pipeline.observe(observer);
    lab.forward(0, peered.hostA.to(peered.hostB).echoRequest(3, 4));

    FlowCount flow = take().getFirst();

    assertThat(flow.sender().subnet()).isEqualTo("subnet-a");
    assertThat(flow.receiver().subnet()).isEmpty();
    assertThat(flow.sourcePort()).as("ICMP has none").isZero();
    assertThat(flow.destinationPort()).isZero();
  }

  @Test
  void shouldTellOfTcpHowItBeganAndEnded() {
    lab.pipeline.observe(observer);
    lab.receive(0, peered.hostA.to(peered.hostB).tcp(1, 2, new byte[100]));
    int plain = take().getFirst().tcpFlags();
    assertThat(plain & TcpHeader.ACK).as("ACK alone").isZero();
  }

  @Test
  void shouldCountAHeldPacketWhenItGoesOn() {
    lab.pipeline.observe(observer);
    Host late = Host.of(peered.b, 200, "10.2.1.200");
    lab.receive(0, peered.hostA.to(late).udp(1, 2));
    assertThat(take()).isEmpty();
    lab.introduce(late);
    assertThat(take()).singleElement().satisfies(f -> assertThat(f.packets()).isEqualTo(1));
  }

  @Test
  void shouldCountNothingAfterItHasLeft() {
    lab.pipeline.observe(observer);
    lab.pipeline.leave(observer);
    lab.forward(0, peered.hostA.to(peered.hostB).udp(1, 2));
    assertThat(take()).isEmpty();
  }

  @Test
  void shouldSayHowManyPacketsFoundNoRoom() {
    lab.pipeline.observe(observer);
    int flows = 60_000;
    int room = 49_152;
    for (int i = 0; i < flows; i++) {
      lab.receive(0, peered.hostA.to(peered.hostB).udp(i, 2));
    }
    lab.receive(0, peered.hostA.to(peered.hostB).udp(0, 2)); // of a flow that is there

    List<FlowCount> counted = new ArrayList<>();
    observer.turn();
    assertThat(observer.empty(counted::add)).isEqualTo(flows - room);
    assertThat(counted).hasSize(room);
    assertThat(counted.getFirst().packets()).isEqualTo(2);
  }

  /** All flows together are what the counters and a capture say, to the packet. */
  @Test
  void shouldAgreeWithTheCountersAndACaptureUnderRandomTraffic() {
    peered
        .b
        .subnet("subnet-b", "10.2.1.0/24", "2001:db8:b:1::/64")
        .acl(List.of(denyUdp(2), ALLOW), List.of(ALLOW));
    lab.publish();
    lab.pipeline.observe(observer);
    CaptureSpec spec = new CaptureSpec(null, null, true, null, CaptureSpec.MAX_SNAPLEN, 1 << 24);
    CaptureRing ring = new CaptureRing(1 << 24, Lab.PORTS);
    lab.pipeline.observe(new CaptureObserver(spec, ring, () -> lab.now));
    List<CapturedPacket> captured = new ArrayList<>();
    long forwarded = lab.count(0, PortCounter.FORWARDED_PACKETS);
    SplittableRandom random = new SplittableRandom(7);
    RandomTraffic traffic = new RandomTraffic(random.split());
    List<FlowCount> flows = new ArrayList<>();
    for (int round = 0; round < 1_000; round++) {
      byte[][] frames = new byte[random.nextInt(1, 60)][];
      for (int i = 0; i < frames.length; i++) {
        traffic.next(0);
        frames[i] = Arrays.copyOf(traffic.frame.array(), traffic.length);
      }
      lab.receive(0, frames);
      ring.drain(captured::add, Integer.MAX_VALUE);
      if (random.nextInt(50) == 0) {
        flows.addAll(take());
      }
    }
    flows.addAll(take());

    assertThat(packets(flows, flow -> flow.outcome() == FlowOutcome.DELIVERED))
        .isEqualTo(lab.count(0, PortCounter.FORWARDED_PACKETS) - forwarded)
        .isPositive();
    assertThat(packets(flows, flow -> flow.outcome() != FlowOutcome.DELIVERED))
        .isEqualTo(filtered())
        .isEqualTo(captured.stream().filter(FlowCountingTest::isFiltered).count())
        .isPositive();
    assertThat(ring.missed(0)).isZero();
    ring.close();
  }

  private static boolean isFiltered(CapturedPacket packet) {
    Stage stage = packet.reason().stage();
    return stage == Stage.EGRESS_FILTER || stage == Stage.INGRESS_FILTER;
  }

  private static long packets(List<FlowCount> flows, Predicate<FlowCount> which) {
    return flows.stream().filter(which).mapToLong(FlowCount::packets).sum();
  }

  private long filtered() {
    return Arrays.stream(DropReason.values())
        .filter(why -> why.stage() == Stage.EGRESS_FILTER || why.stage() == Stage.INGRESS_FILTER)
        .mapToLong(why -> lab.drops(0, why))
        .sum();
  }
}
