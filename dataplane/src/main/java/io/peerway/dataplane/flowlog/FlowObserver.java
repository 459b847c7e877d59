package io.peerway.dataplane.flowlog;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.BurstObserver;
import io.peerway.dataplane.observe.DropReason;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Counts the flows of one worker: what was delivered, and what security groups and network ACLs
 * rejected. Packets that are dropped for other reasons belong to no flow log, and a packet that is
 * held for its neighbour is counted when it goes on.
 */
public final class FlowObserver implements BurstObserver {
  // 16 MB for each worker while there are flow logs; 49,152 flows between two times of emptying.
  private static final int SLOTS = 1 << 16;

  private FlowTallies active;
  private FlowTallies idle;

  /** For one worker. */
  public FlowObserver() {
    this(SLOTS);
  }

  FlowObserver(int slots) {
    active = new FlowTallies(slots);
    idle = new FlowTallies(slots);
  }

  @Override
  public void before(Burst burst, int port) {
    // Everything is in the columns afterwards.
  }

  @Override
  public void after(Burst burst, int port) {
    FlowTallies tallies = active;
    for (int i = 0; i < burst.count; i++) {
      switch (burst.verdict[i]) {
        case Burst.FORWARDED -> tallies.add(burst, i, FlowOutcome.DELIVERED);
        case Burst.DROPPED -> {
          FlowOutcome outcome = outcome(burst.reason[i]);
          if (outcome != null) {
            tallies.add(burst, i, outcome);
          }
        }
        default -> {} // for the router itself, or later again
      }
    }
  }

  private static FlowOutcome outcome(byte reason) {
    return switch (DropReason.of(reason).stage()) {
      case EGRESS_FILTER -> FlowOutcome.REJECTED_AT_SENDER;
      case INGRESS_FILTER -> FlowOutcome.REJECTED_AT_RECEIVER;
      default -> null;
    };
  }

  @Override
  public void sent(int port, MemorySegment memory, long at, int length) {
    // A packet is counted once, as it came.
  }

  @Override
  public void gaveUp(int port, MemorySegment memory, long at, int length, DropReason why) {
    // No filter dropped it.
  }

  /**
   * Counts anew from now on; on the worker's thread. What was counted so far is for {@link #empty},
   * which must have been called since the last time.
   */
  public void turn() {
    FlowTallies full = active;
    active = idle;
    idle = full;
  }

  /**
   * Hands over what was counted before {@link #turn}; on any thread.
   *
   * @return how many packets found no room and were not counted
   */
  public long empty(Consumer<FlowCount> sink) {
    long missed = idle.missed();
    idle.empty(sink);
    return missed;
  }
}
