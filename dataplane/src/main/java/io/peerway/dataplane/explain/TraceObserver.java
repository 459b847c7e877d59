package io.peerway.dataplane.explain;

import io.peerway.dataplane.capture.BpfProgram;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.BurstObserver;
import io.peerway.dataplane.observe.DropReason;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Queue;
import org.jctools.queues.SpscArrayQueue;

/**
 * Writes down the journeys of a worker's next packets that match a filter.
 *
 * <p>Unlike everything else on the packet path this allocates, for each packet that it writes down;
 * there are as many of them as were asked for, and no more.
 */
public final class TraceObserver implements BurstObserver {

  /**
   * A live packet and what became of it.
   *
   * @param nanos when it came, on the workers' clock
   * @param frame as it came
   */
  public record Traced(long nanos, Frame frame, Journey journey) {}

  private final BpfProgram filter;
  private final Queue<Traced> queue;
  private final Frame[] arrived = new Frame[Burst.CAPACITY];
  private int left;

  /**
   * For one worker.
   *
   * @param filter instructions of a {@link BpfProgram}; null matches everything
   * @param most how many packets
   */
  public TraceObserver(int[] filter, int most) {
    this.filter = filter == null ? null : BpfProgram.of(filter);
    this.queue = new SpscArrayQueue<>(Math.max(most, 4));
    this.left = most;
  }

  @Override
  public void before(Burst burst, int port) {
    for (int i = 0; i < burst.count; i++) {
      boolean wanted =
          left > 0
              && (filter == null || filter.matches(burst.memory, burst.at[i], burst.length[i]));
      arrived[i] = wanted ? Frame.copy(port, burst.memory, burst.at[i], burst.length[i]) : null;
      if (wanted) {
        burst.forget(i);
        left--;
      }
    }
  }

  @Override
  public void after(Burst burst, int port) {
    for (int i = 0; i < burst.count; i++) {
      if (arrived[i] != null) {
        queue.add(
            new Traced(burst.now, arrived[i], Journey.of(burst, i, output(burst, i), List.of())));
        arrived[i] = null;
      }
    }
  }

  /** The frame as REWRITE left it; OUTPUT may have cut it, or joined it with others. */
  private static List<Frame> output(Burst burst, int i) {
    return burst.verdict[i] == Burst.FORWARDED
        ? List.of(Frame.copy(burst.egress[i].number(), burst.memory, burst.at[i], burst.length[i]))
        : List.of();
  }

  @Override
  public void sent(int port, MemorySegment memory, long at, int length) {}

  @Override
  public void gaveUp(int port, MemorySegment memory, long at, int length, DropReason why) {}

  /** The next packet, or null if none has come. One thread at a time. */
  public Traced poll() {
    return queue.poll();
  }
}
