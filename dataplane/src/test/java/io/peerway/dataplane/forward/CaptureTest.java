package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.capture.CaptureObserver;
import io.peerway.dataplane.capture.CaptureRing;
import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.capture.CapturedPacket;
import io.peerway.dataplane.forward.testkit.OffloadHeaders;
import io.peerway.dataplane.linux.PcapFilter;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CaptureTest {
  private static final int RING = CaptureSpec.LEAST_RING;

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final List<CapturedPacket> captured = new ArrayList<>();

  @AutoClose private final CaptureRing ring = new CaptureRing(RING, Lab.PORTS);

  private CaptureObserver observe(BitSet ports, String peering, boolean dropsOnly, String filter) {
    int[] program = filter == null ? null : PcapFilter.compile(filter, CaptureSpec.MAX_SNAPLEN);
    CaptureSpec spec =
        new CaptureSpec(ports, peering, dropsOnly, program, CaptureSpec.MAX_SNAPLEN, RING);
    CaptureObserver observer = new CaptureObserver(spec, ring, () -> lab.now);
    lab.pipeline.observe(observer);
    return observer;
  }

  private List<CapturedPacket> take() {
    captured.clear();
    while (ring.drain(captured::add, 100) > 0) {
      // until it is empty
    }
    return captured;
  }

  @Test
  void shouldShowAPacketAsItCameAndAsItLeft() {
    observe(null, null, false, null);
    byte[] frame = peered.hostA.to(peered.hostB).udp(1, 2, new byte[10]);
    byte[] left = lab.forward(0, frame.clone()).frame();
    List<CapturedPacket> both = take();
    assertThat(both).hasSize(2).extracting(CapturedPacket::inbound).containsExactly(true, false);
    assertThat(both).extracting(CapturedPacket::port).containsExactly(0, 1);
    assertThat(both.get(0).bytes()).isEqualTo(frame);
    assertThat(both.get(1).bytes()).isEqualTo(left);
    assertThat(both).allSatisfy(packet -> assertThat(packet.reason()).isNull());
  }

  @Test
  void shouldSayOfADroppedPacketWhyAndWhereToLook() {
    observe(null, null, true, null);
    lab.forward(0, peered.hostA.to(peered.hostB).udp(1, 2));
    lab.receive(0, peered.hostA.to("10.77.0.1").udp(1, 2));
    assertThat(take())
        .singleElement()
        .satisfies(
            packet -> {
              assertThat(packet.reason()).isEqualTo(DropReason.NO_ROUTE);
              assertThat(packet.responsible()).isEqualTo("rtb-vpc-a");
              assertThat(packet.inbound()).isTrue();
            });
  }

  @Test
  void shouldCaptureOnlyWhatIsWanted() {
    CaptureObserver first = observe(null, "pcx-to-vpc-b", false, "udp port 2");
    lab.receive(
        0,
        peered.hostA.to(peered.hostB).udp(1, 2),
        peered.hostA.to(peered.hostB).udp(1, 3),
        peered.hostA.to(peered.hostA).udp(1, 2),
        peered.hostA.to("10.77.0.1").udp(1, 2));
    lab.receive(1, peered.hostB.to(peered.hostA).udp(1, 2));
    assertThat(take()).hasSize(1);
    lab.pipeline.leave(first);

    BitSet portB = new BitSet();
    portB.set(1);
    observe(portB, null, false, null);
    lab.receive(0, peered.hostA.to(peered.hostB).udp(1, 2));
    lab.receive(1, peered.hostB.to(peered.hostA).udp(1, 2));
    assertThat(take()).hasSize(2).allSatisfy(packet -> assertThat(packet.port()).isEqualTo(1));
  }

  @Test
  void shouldLookAgainAtWhatForwardingChanges() {
    CaptureObserver first = observe(null, null, false, "ip[8] = 63");
    byte[] frame = peered.hostA.to(peered.hostB).udp(1, 2);
    byte[] left = lab.forward(0, frame.clone()).frame();
    assertThat(take())
        .as("the TTL is 64 when it comes")
        .singleElement()
        .satisfies(packet -> assertThat(packet.bytes()).isEqualTo(left));
    lab.pipeline.leave(first);

    observe(null, null, false, "ip[8] = 64");
    lab.receive(0, frame);
    assertThat(take()).singleElement().satisfies(packet -> assertThat(packet.inbound()).isTrue());
  }

  @Test
  void shouldShowPacketsThatLeaveTogetherAsTheOneFrameThatLeaves() {
    PeeredLab joining = PeeredLab.coalescing();
    CaptureSpec spec = new CaptureSpec(null, null, false, null, CaptureSpec.MAX_SNAPLEN, RING);
    joining.lab.pipeline.observe(new CaptureObserver(spec, ring, () -> joining.lab.now));
    byte[] datagram = joining.hostA.to(joining.hostB).dontFragment().udp(1, 2, new byte[100]);
    List<Lab.Sent> left =
        joining.lab.receive(
            0,
            List.of(
                new Lab.Sent(0, datagram, OffloadHeaders.plain()),
                new Lab.Sent(0, datagram.clone(), OffloadHeaders.plain())));
    assertThat(left).hasSize(1);
    assertThat(take()).hasSize(3).extracting(CapturedPacket::inbound).endsWith(true, false);
    assertThat(captured.getLast().bytes()).isEqualTo(left.getFirst().frame());
  }

  /** An error in a stage costs its burst, not what comes after it. */
  @Test
  void shouldGoOnAfterABurstThatWasNeverDecided() {
    CaptureObserver observer = observe(null, null, false, null);
    Burst burst = new Burst(Arena.ofAuto().allocate(1000));
    burst.at[0] = 100;
    burst.length[0] = 60;
    burst.count = 1;
    observer.before(burst, 0);
    lab.receive(0, peered.hostA.to(peered.hostB).udp(1, 2));
    assertThat(take()).extracting(CapturedPacket::inbound).containsExactly(true, false);
  }

  @Test
  void shouldCaptureAHeldPacketOnceWhenItIsGivenUp() {
    observe(null, null, false, "udp");
    lab.receive(0, peered.hostA.to("10.2.1.200").udp(1, 2));
    assertThat(take()).isEmpty();
    for (int second = 0; second < 5; second++) {
      lab.advance(1_000_000_000L);
    }
    assertThat(take())
        .singleElement()
        .satisfies(packet -> assertThat(packet.reason()).isEqualTo(DropReason.NEIGHBOR_UNRESOLVED));
  }

  /** What is captured and what is missed add up to what the counters say, to the packet. */
  @Test
  void shouldAccountForEveryPacketUnderLoad() {
    observe(null, null, false, null);
    SplittableRandom random = new SplittableRandom(1);
    RandomTraffic traffic = new RandomTraffic(random.split());
    long[] before = seen();
    long[] taken = new long[2];
    for (int round = 0; round < 2_000; round++) {
      byte[][] frames = new byte[random.nextInt(1, 60)][];
      for (int i = 0; i < frames.length; i++) {
        traffic.next(0);
        frames[i] = Arrays.copyOf(traffic.frame.array(), traffic.length);
      }
      lab.receive(random.nextInt(2), frames);
      if (random.nextInt(20) == 0) {
        take().forEach(packet -> taken[packet.port()]++);
      }
      lab.now += random.nextLong(100_000_000L);
    }
    take().forEach(packet -> taken[packet.port()]++);
    long missed = ring.missed(0) + ring.missed(1);
    assertThat(missed).as("the ring was full at times").isPositive();
    for (int port = 0; port < 2; port++) {
      assertThat(taken[port] + ring.missed(port))
          .as("packets at port " + port)
          .isEqualTo(seen()[port] - before[port]);
    }
  }

  private long[] seen() {
    return LongStream.of(0, 1)
        .map(
            port ->
                lab.count((int) port, PortCounter.RECEIVED_PACKETS)
                    - lab.count((int) port, PortCounter.HELD_PACKETS)
                    + lab.count((int) port, PortCounter.SENT_PACKETS))
        .toArray();
  }
}
