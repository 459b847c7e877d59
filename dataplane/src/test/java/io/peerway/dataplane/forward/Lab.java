package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.NeighborFrames.arpReply;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.arpRequest;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.neighborAdvertisement;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.neighborSolicitation;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.forward.slowpath.Offloads;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.ForwardingState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** One worker's pipeline between memory ports: frames in, frames out, a clock that tests move. */
final class Lab implements Egress {
  static final int PORTS = 64;
  private static final int SLOT = 66_048;
  private static final int HEADROOM = 64;
  private static final FlowLimits FEW_FLOWS = FlowLimits.DEFAULTS.withCapacity(1000);

  // One for all labs: it holds frames only while one of them receives.
  private static final MemorySegment MEMORY =
      Arena.ofAuto().allocate((long) Burst.CAPACITY * SLOT, 64);

  /** A frame that left, and the virtio-net header before it. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Sent(int port, byte[] frame, byte[] virtioHeader) {}

  final LabState config;
  final WorkerCounters counters = new WorkerCounters(PORTS);
  final ConnectionTracking tracking;
  final Pipeline pipeline;
  private final NeighborTable neighbors;
  ForwardingState state = ForwardingState.EMPTY;
  long now = 1_000_000_000L;

  /** What {@link Egress#send} answers from now on. */
  int egressResult = Egress.SENT;

  /** What {@link Egress#offloads} answers from now on. */
  int offloads = Offloads.ALL;

  private final List<Sent> sent = new ArrayList<>();
  private final Burst burst = new Burst(MEMORY);

  Lab() {
    this(TtlMode.DECREMENT);
  }

  Lab(TtlMode ttlMode) {
    this(ttlMode, new NeighborTable(() -> {}));
  }

  /** A worker among others, which know the same neighbours. */
  Lab(TtlMode ttlMode, NeighborTable neighbors) {
    this(ttlMode, neighbors, false, FEW_FLOWS);
  }

  /** A worker alone, which tracks connections as it is told. */
  Lab(FlowLimits flows) {
    this(TtlMode.DECREMENT, new NeighborTable(() -> {}), false, flows);
  }

  /** A worker that joins packets of one flow, or does not. */
  Lab(TtlMode ttlMode, NeighborTable neighbors, boolean coalesces) {
    this(ttlMode, neighbors, coalesces, FEW_FLOWS);
  }

  private Lab(TtlMode ttlMode, NeighborTable neighbors, boolean coalesces, FlowLimits flows) {
    this(ttlMode, neighbors, coalesces, ConnectionTracking.of(flows), new LabState());
  }

  private Lab(
      TtlMode ttlMode,
      NeighborTable neighbors,
      boolean coalesces,
      ConnectionTracking tracking,
      LabState config) {
    this.config = config;
    this.neighbors = neighbors;
    this.tracking = tracking;
    pipeline = new Pipeline(this, neighbors, counters, ttlMode, coalesces, tracking);
  }

  /** Another worker of the same router, which goes by the same state. */
  Lab colleague() {
    Lab other = new Lab(TtlMode.DECREMENT, neighbors, false, tracking, config);
    other.state = state;
    other.now = now;
    return other;
  }

  /** Publishes what {@link #config} describes now. */
  void publish() {
    state = config.build();
  }

  @Override
  public int send(int port, MemorySegment from, long at, int length) {
    if (egressResult == SENT) {
      sent.add(
          new Sent(
              port,
              from.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE),
              from.asSlice(at - Burst.HEADROOM, Burst.HEADROOM).toArray(ValueLayout.JAVA_BYTE)));
    }
    return egressResult;
  }

  @Override
  public int offloads(int port) {
    return offloads;
  }

  /** Receives frames with their offload headers on a port, as one burst; returns what left. */
  List<Sent> receive(int port, List<Sent> frames) {
    sent.clear();
    for (int i = 0; i < frames.size(); i++) {
      put(i, frames.get(i).virtioHeader(), frames.get(i).frame());
    }
    return run(port, frames.size());
  }

  /**
   * Receives frames without offload headers on a port, as one burst; returns what left for them.
   */
  List<Sent> receive(int port, byte[]... frames) {
    sent.clear();
    for (int i = 0; i < frames.length; i++) {
      put(i, new byte[Burst.HEADROOM], frames[i]);
    }
    return run(port, frames.length);
  }

  /** Receives one frame with its offload header. */
  List<Sent> receiveWithHeader(int port, byte[] virtioHeader, byte[] frame) {
    sent.clear();
    put(0, virtioHeader, frame);
    return run(port, 1);
  }

  private void put(int i, byte[] virtioHeader, byte[] frame) {
    burst.at[i] = (long) i * SLOT + HEADROOM;
    burst.length[i] = frame.length;
    MemorySegment.copy(
        virtioHeader,
        0,
        MEMORY,
        ValueLayout.JAVA_BYTE,
        burst.at[i] - Burst.HEADROOM,
        virtioHeader.length);
    MemorySegment.copy(frame, 0, MEMORY, ValueLayout.JAVA_BYTE, burst.at[i], frame.length);
  }

  private List<Sent> run(int port, int count) {
    burst.count = count;
    pipeline.process(burst, port, state, now);
    return List.copyOf(sent);
  }

  /** The one frame that leaves for one that arrives. */
  Sent forward(int port, byte[] frame) {
    List<Sent> left = receive(port, frame);
    assertThat(left).hasSize(1);
    return left.getFirst();
  }

  /** Receives a frame that is dropped for this reason, and counted so; returns what leaves. */
  List<Sent> drop(int port, DropReason why, byte[] frame) {
    long before = counters.drops(port, why);
    List<Sent> left = receive(port, frame);
    assertThat(counters.drops(port, why)).as("packets dropped as %s", why).isEqualTo(before + 1);
    return left;
  }

  /** Lets the router know a host's MAC address. */
  void introduce(Host... hosts) {
    for (Host host : hosts) {
      receive(
          host.port(),
          host.isIpv6()
              ? neighborSolicitation(host.mac(), host.address(), "fe80::1")
              : arpRequest(host.mac(), host.address(), config.router4(host)));
    }
  }

  /** A host's answer to the router's question for it. */
  static byte[] answer(Host host, String router) {
    return host.isIpv6()
        ? neighborAdvertisement(host.mac(), host.address(), host.routerMac(), router)
        : arpReply(host.mac(), host.address(), host.routerMac(), router);
  }

  /** Lets time pass and runs what is due; returns what left. */
  List<Sent> advance(long nanos) {
    sent.clear();
    now += nanos;
    pipeline.tick(state, now);
    return List.copyOf(sent);
  }

  /** Lets time pass and sends router advertisements that are due; returns them. */
  List<Sent> advertise(long nanos) {
    sent.clear();
    now += nanos;
    pipeline.advertise(state, now);
    return List.copyOf(sent);
  }

  long drops(int port, DropReason reason) {
    return counters.drops(port, reason);
  }

  long count(int port, PortCounter counter) {
    return counters.get(port, counter);
  }

  /** Received less all that is accounted for: 0 if no packet was lost or counted twice. */
  long unaccounted(int port) {
    return count(port, PortCounter.RECEIVED_PACKETS)
        - count(port, PortCounter.FORWARDED_PACKETS)
        - count(port, PortCounter.CONSUMED_PACKETS)
        - count(port, PortCounter.HELD_PACKETS)
        - counters.drops(port);
  }
}
