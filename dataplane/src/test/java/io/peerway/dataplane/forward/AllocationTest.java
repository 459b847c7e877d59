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
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A packet costs no memory: not one that is forwarded, dropped, answered, reported, counted or
 * filtered.
 */
class AllocationTest {
  private static final int BURST = 64;
  private static final int PACKETS = 1_000_000;
  private static final int ROUND = 50_000;
  private static final Duration COMPILER_PATIENCE = Duration.ofSeconds(90);
  private static final int SLOT = 65_536 + 256;
  private static final int HEADROOM = 64;
  private static final int SOURCE_PORT = 14 + 20;

  private final PeeredLab peered = new PeeredLab();
  private ForwardingState state = peered.lab.state;
  private final WorkerCounters counters = new WorkerCounters(2);
  private final Pipeline pipeline =
      new Pipeline(
          (port, memory, at, length) -> Egress.SENT,
          new NeighborTable(() -> {}),
          counters,
          TtlMode.DECREMENT);
  private final Burst burst = new Burst(Arena.ofAuto().allocate((long) BURST * SLOT, HEADROOM));
  private List<byte[]> frames = frames();
  private final byte[] plain = OffloadHeaders.plain();
  private final byte[] segments = OffloadHeaders.segments(OffloadHeaders.TCPV4, 54, 1400, 34, 16);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Which of the frames opens another connection each time, if one does. */
  private int opening = -1;

  private int sourcePort;
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
        if (kind == opening) {
          sourcePort = (sourcePort + 1) & 0xffff;
          Bytes.u16(burst.memory, burst.at[i] + SOURCE_PORT, sourcePort);
        }
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

  /** Until the compiler has seen everything, which takes what time it takes, code allocates. */
  private double bytesPerPacketOnceCompiled() {
    long deadline = System.nanoTime() + COMPILER_PATIENCE.toNanos();
    long allocated;
    do {
      while (allocatedBy(ROUND) > 1000 && System.nanoTime() - deadline < 0) {
        // again
      }
      allocated = allocatedBy(PACKETS);
    } while (allocated > PACKETS / 100 && System.nanoTime() - deadline < 0);
    return allocated / (double) PACKETS;
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
    assertThat(bytesPerPacketOnceCompiled()).as("bytes per packet").isLessThanOrEqualTo(0.01);
    assertThat(counters.get(0, PortCounter.FORWARDED_PACKETS)).isGreaterThan(PACKETS / 3);
    assertThat(counters.get(0, PortCounter.ORIGINATED_PACKETS)).isGreaterThan(PACKETS / 5);
    assertThat(counters.drops(0, DropReason.NO_ROUTE)).isGreaterThan(PACKETS / 10);
  }

  @Test
  void shouldAllocateNothingForPacketsThatAreFiltered() {
    introduce(peered.hostB, peered.hostB6);
    peered.a.security("sg-a", List.of(), List.of(rule(Traffic.all()), rule6(Traffic.all())));
    peered.b.security(
        "sg-b", List.of(rule(Traffic.tcp(80, 80)), rule6(Traffic.udp(53, 53))), List.of());
    peered.lab.publish();
    state = peered.lab.state;
    frames = filteredFrames();
    opening = 0;
    assertThat(bytesPerPacketOnceCompiled()).as("bytes per packet").isLessThanOrEqualTo(0.01);
    assertThat(counters.get(0, PortCounter.FORWARDED_PACKETS)).isGreaterThan(PACKETS / 2);
    assertThat(counters.drops(0, DropReason.SECURITY_GROUP_INGRESS)).isGreaterThan(PACKETS / 10);
  }

  private static SecurityRule rule(Traffic traffic) {
    return new SecurityRule("sgr-4", traffic, Peers.of(Ipv4Prefix.parse("10.0.0.0/8")));
  }

  private static SecurityRule rule6(Traffic traffic) {
    return new SecurityRule("sgr-6", traffic, Peers.of(Ipv6Prefix.parse("2001:db8::/32")));
  }

  /** Of a connection that is new each time, of tracked ones, and one that no rule allows. */
  private List<byte[]> filteredFrames() {
    Host a = peered.hostA;
    Host a6 = peered.hostA6;
    return List.of(
        a.to(peered.hostB).tcp(1, 80),
        a.to(peered.hostB).tcp(2, 80, new byte[1400]),
        a6.to(peered.hostB6).udp(1, 53),
        a.to(peered.hostB).tcp(3, 81), // dropped
        a.to(peered.hostB).tcp(4, 80, new byte[3000]));
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
