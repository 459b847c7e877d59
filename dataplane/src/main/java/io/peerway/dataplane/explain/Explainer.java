package io.peerway.dataplane.explain;

import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.Pipeline;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.ForwardingState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what the pipeline does with a packet, without doing it.
 *
 * <p>There is no second implementation of the decision: it has a {@link Pipeline} of its own, whose
 * egress keeps what it is to send, whose counters nobody reads, and whose neighbours are a copy. So
 * nothing leaves, and nothing that workers share is changed: connections are looked up, not
 * tracked.
 *
 * <p>What depends on the moment and on one worker alone is not foreseen: that too many packets wait
 * for neighbours already, that a device takes no more, and how many ICMP errors were sent lately.
 */
public final class Explainer {
  private static final long FRAME = 64;
  private static final int CONVERSATION_FLOWS = 1024;
  private static final int MAX_FRAME = 65_535 + 14;

  private final List<Frame> sent = new ArrayList<>();
  private final NeighborTable neighbors = new NeighborTable(() -> {});
  private final WorkerCounters counters;
  private final Pipeline pipeline;
  private final Burst burst = new Burst(Arena.ofAuto().allocate(2 * FRAME + MAX_FRAME, FRAME));

  /** Of a router that tracks no connection yet. */
  public Explainer(int ports, TtlMode ttlMode) {
    this(ports, ttlMode, ConnectionTracking.of(FlowLimits.DEFAULTS));
  }

  /**
   * @param ports how many ports there can be
   * @param tracking the connections that the workers know; only read
   */
  public Explainer(int ports, TtlMode ttlMode, ConnectionTracking tracking) {
    this(tracking.frozen(), ports, ttlMode);
  }

  private Explainer(ConnectionTracking tracking, int ports, TtlMode ttlMode) {
    this.counters = new WorkerCounters(ports);
    this.pipeline = new Pipeline(this::keep, neighbors, counters, ttlMode, false, tracking);
  }

  /**
   * For packets that follow each other: it tracks the connections that they begin, and no other.
   */
  public static Explainer ofConversation(int ports, TtlMode ttlMode) {
    FlowLimits few = FlowLimits.DEFAULTS.withCapacity(CONVERSATION_FLOWS);
    return new Explainer(ConnectionTracking.of(few), ports, ttlMode);
  }

  private int keep(int port, MemorySegment memory, long at, int length) {
    sent.add(Frame.copy(port, memory, at, length));
    return Egress.SENT;
  }

  /**
   * Has a frame decided as if it had come from a port.
   *
   * @param known the neighbours that the workers know; only read
   * @param port number of the port
   * @param offload the virtio-net header, {@link Burst#HEADROOM} bytes
   * @param frame the Ethernet frame
   * @param now nanoseconds of the workers' clock
   * @throws IllegalArgumentException if the frame is longer than any port delivers
   */
  public synchronized Journey explain(
      ForwardingState state,
      NeighborTable known,
      int port,
      byte[] offload,
      byte[] frame,
      long now) {
    if (frame.length > MAX_FRAME) {
      throw new IllegalArgumentException("a frame of " + frame.length + " bytes");
    }
    MemorySegment memory = burst.memory;
    MemorySegment.copy(
        offload, 0, memory, ValueLayout.JAVA_BYTE, FRAME - Burst.HEADROOM, offload.length);
    MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, FRAME, frame.length);
    burst.at[0] = FRAME;
    burst.length[0] = frame.length;
    burst.count = 1;
    burst.forget(0);
    neighbors.copy(known);
    sent.clear();
    long before = forwardedFrames();
    pipeline.process(burst, port, state, now);
    int output = (int) (forwardedFrames() - before);
    int answers = sent.size() - output; // OUTPUT is the last stage, so the packet itself comes last
    Journey journey =
        Journey.of(
            burst,
            0,
            List.copyOf(sent.subList(answers, sent.size())),
            List.copyOf(sent.subList(0, answers)));
    pipeline.forgetPort(port); // the packet may be held
    return journey;
  }

  private long forwardedFrames() {
    long frames = 0;
    for (int port = 0; port < counters.ports(); port++) {
      frames +=
          counters.get(port, PortCounter.SENT_PACKETS)
              - counters.get(port, PortCounter.ORIGINATED_PACKETS);
    }
    return frames;
  }
}
