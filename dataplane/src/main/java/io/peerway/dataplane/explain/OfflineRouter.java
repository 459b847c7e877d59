package io.peerway.dataplane.explain;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.Pipeline;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Forwards packets as a worker does, between no ports at all: what leaves is returned. Time is that
 * of the caller, so that the same packets always have the same fate.
 */
public final class OfflineRouter {
  private static final long FRAME = 64;

  /** The longest frame that a port could deliver. */
  public static final int MAX_FRAME = 65_535 + 14;

  private final List<Frame> sent = new ArrayList<>();
  private final NeighborTable neighbors = new NeighborTable(() -> {});
  private final WorkerCounters counters;
  private final Pipeline pipeline;
  private final ForwardingState state;
  private final Burst burst = new Burst(Arena.ofAuto().allocate(2 * FRAME + MAX_FRAME, FRAME));

  public OfflineRouter(ForwardingState state, TtlMode ttlMode) {
    this.state = state;
    this.counters = new WorkerCounters(state.ports().size());
    this.pipeline = new Pipeline(this::keep, neighbors, counters, ttlMode);
  }

  private int keep(int port, MemorySegment memory, long at, int length) {
    sent.add(Frame.copy(port, memory, at, length));
    return Egress.SENT;
  }

  /**
   * Makes a host known, as if it had just answered.
   *
   * @param port number of the port that it is behind
   * @param address IPv4 or IPv6
   * @param mac in the low 48 bits
   * @param now nanoseconds
   */
  public void introduce(int port, String address, long mac, long now) {
    long hi = 0;
    long lo;
    if (address.indexOf(':') < 0) {
      lo = NeighborTable.mapped(Ipv4Address.parse(address));
    } else {
      Ipv6Address ipv6 = Ipv6Address.parse(address);
      hi = ipv6.hi();
      lo = ipv6.lo();
    }
    neighbors.confirm(neighbors.findOrAdd(port, hi, lo, now), mac, now);
  }

  /**
   * Forwards a frame without offloads.
   *
   * @param port number of the port that it comes from
   * @param frame at most {@link #MAX_FRAME} bytes
   * @param now nanoseconds, not less than before
   * @return what leaves because of it, and because time has passed
   */
  public List<Frame> forward(int port, byte[] frame, long now) {
    sent.clear();
    pipeline.tick(state, now);
    MemorySegment memory = burst.memory;
    memory.asSlice(FRAME - Burst.HEADROOM, Burst.HEADROOM).fill((byte) 0);
    MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, FRAME, frame.length);
    burst.at[0] = FRAME;
    burst.length[0] = frame.length;
    burst.count = 1;
    pipeline.process(burst, port, state, now);
    return List.copyOf(sent);
  }

  /** What was counted so far. */
  public WorkerCounters counters() {
    return counters;
  }
}
