package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.peerway.dataplane.flowlog.FlowObserver;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.forward.testkit.OffloadHeaders;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.ForwardingState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A packet costs no memory: not one that is forwarded, dropped, answered, reported or counted. */
class AllocationTest {
  private static final int BURST = 64;
  private static final int PACKETS = 1_000_000;
  private static final int ROUND = 50_000;
  private static final int MOST_WARM_UP_ROUNDS = 60;
  private static final int SLOT = 65_536 + 256;
  private static final int HEADROOM = 64;

  private final PeeredLab peered = new PeeredLab();
  private final ForwardingState state = peered.lab.state;
  private final WorkerCounters counters = new WorkerCounters(2);
  private final Pipeline pipeline =
      new Pipeline(
          (port, memory, at, length) -> Egress.SENT,
          new NeighborTable(() -> {}),
          counters,
          TtlMode.DECREMENT);
  private final Burst burst = new Burst(Arena.ofAuto().allocate((long) BURST * SLOT, HEADROOM));
  private final List<byte[]> frames = frames();
  private final byte[] plain = OffloadHeaders.plain();
  private final byte[] segments = OffloadHeaders.segments(OffloadHeaders.TCPV4, 54, 1400, 34, 16);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long now;

  private List<byte[]> frames() {
    Host a = peered.hostA;
    Host a6 = peered.hostA6;
    return List.of(
        a.to(peered.hostB).udp(1, 2, new byte[18]),
        a6.to(peered.hostB6).udp(1, 2, new byte[18]),
        a.to(peered.hostB).tcp(1, 2, new byte[1400]),
        a.to(peered.hostB).udp(1, 2, new byte[2000]), // fragmented
        a.to(a).udp(1, 2),
        a.to("192.0.2.1").udp(1, 2), // reported
        a6.to("2001:db8:ffff::1").udp(1, 2),
        a.to(peered.hostB).ttl(1).udp(1, 2),
        a6.to("fe80::1").echoRequest(1, 1), // answered
        a.to(PeeredLab.ROUTER_A).echoRequest(1, 1),
        a.from("10.9.9.9", "10.2.1.139").udp(1, 2), // dropped
        NeighborFrames.arpRequest(a.mac(), a.address(), PeeredLab.ROUTER_A),
        NeighborFrames.neighborSolicitation(a6.mac(), a6.address(), "fe80::1"),
        a.to(peered.hostB).tcp(1, 2, new byte[3000])); // a super-packet, with the header for it
  }

  private void forward(int packets) {
    for (int done = 0; done < packets; done += BURST) {
      for (int i = 0; i < BURST; i++) {
        int kind = (done + i) % frames.size();
        put(i, kind == frames.size() - 1 ? segments : plain, frames.get(kind));
      }
      burst.count = BURST;
      now += 10_000;
      pipeline.process(burst, 0, state, now);
    }
  }

  private void put(int i, byte[] offload, byte[] frame) {
    MemorySegment memory = burst.memory;
    burst.at[i] = (long) i * SLOT + HEADROOM;
    burst.length[i] = frame.length;
    MemorySegment.copy(offload, 0, memory, ValueLayout.JAVA_BYTE, burst.at[i] - 10, 10);
    MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, burst.at[i], frame.length);
  }

  private long allocatedBy(int packets) {
    long before = threads.getCurrentThreadAllocatedBytes();
    forward(packets);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void shouldAllocateNothingPerPacket() {
    introduce(peered.hostB, peered.hostB6);
    pipeline.observe(new FlowObserver());
    for (int round = 0; round < MOST_WARM_UP_ROUNDS && allocatedBy(ROUND) > 1000; round++) {
      // until the compiler has seen everything
    }

    long allocated = allocatedBy(PACKETS);

    assertThat(allocated / (double) PACKETS).as("bytes per packet").isLessThan(0.01);
    assertThat(counters.get(0, PortCounter.FORWARDED_PACKETS)).isGreaterThan(PACKETS / 3);
    assertThat(counters.get(0, PortCounter.ORIGINATED_PACKETS)).isGreaterThan(PACKETS / 5);
    assertThat(counters.drops(0, DropReason.NO_ROUTE)).isGreaterThan(PACKETS / 10);
  }

  private void introduce(Host... hosts) {
    for (Host host : hosts) {
      put(
          0,
          plain,
          host.isIpv6()
              ? NeighborFrames.neighborSolicitation(host.mac(), host.address(), "fe80::1")
              : NeighborFrames.arpRequest(host.mac(), host.address(), PeeredLab.ROUTER_B));
      burst.count = 1;
      pipeline.process(burst, host.port(), state, now);
    }
  }
}
