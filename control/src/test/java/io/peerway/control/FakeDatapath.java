package io.peerway.control;

import io.peerway.control.compile.FlowSource;
import io.peerway.control.compile.FrameExplainer;
import io.peerway.control.compile.RunningDatapath;
import io.peerway.dataplane.explain.Explainer;
import io.peerway.dataplane.flowlog.FlowCount;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Remembers what it was told; ports have no devices. */
public final class FakeDatapath implements RunningDatapath {
  private static final int PORTS = 64;

  private final Map<Integer, PortSpec> ports = new TreeMap<>();
  private ForwardingState state = ForwardingState.EMPTY;
  private final List<FlowCount> flows = new CopyOnWriteArrayList<>();
  private boolean broken;
  private volatile boolean isCounting;
  private final AtomicLong missed = new AtomicLong();
  private volatile long clock;

  @Override
  public synchronized int openPort(PortSpec spec) {
    if (broken) {
      throw new IllegalStateException("no devices today");
    }
    int number = 0;
    while (ports.containsKey(number)) {
      number++;
    }
    ports.put(number, spec);
    return number;
  }

  @Override
  public synchronized void closePort(int number) {
    if (state.port(number) != null) {
      throw new IllegalStateException("port " + number + " is still in the published state");
    }
    ports.remove(number);
  }

  @Override
  public synchronized CompletionStage<Duration> publish(ForwardingState next) {
    if (next.generation() <= state.generation()) {
      throw new IllegalStateException("generation " + next.generation() + " is not new");
    }
    state = next;
    return CompletableFuture.completedStage(Duration.ZERO);
  }

  /** Asks the real pipeline, which knows no neighbours. */
  @Override
  public synchronized FrameExplainer explainer() {
    ForwardingState now = state;
    Explainer explainer = Explainer.ofConversation(PORTS, TtlMode.DECREMENT);
    NeighborTable nobody = new NeighborTable(() -> {});
    return (port, frame) ->
        explainer.explain(now, nobody, port, new byte[Burst.HEADROOM], frame, clock);
  }

  @Override
  public FlowSource countFlows() {
    isCounting = true;
    return new FlowSource() {
      @Override
      public long drain(Consumer<FlowCount> sink) {
        List.copyOf(flows).forEach(sink);
        flows.clear();
        return missed.getAndSet(0);
      }

      @Override
      public void close() {
        isCounting = false;
      }
    };
  }

  @Override
  public long clock() {
    return clock;
  }

  /** Lets a flow be counted. */
  public void count(FlowCount flow) {
    flows.add(flow);
  }

  /** Says that packets were not counted. */
  public void miss(long packets) {
    missed.addAndGet(packets);
  }

  public boolean isCounting() {
    return isCounting;
  }

  /** What {@link #clock} says from now on. */
  public void setClock(long nanos) {
    clock = nanos;
  }

  /** From now on no port can be opened, or again it can. */
  public synchronized void setBroken(boolean now) {
    broken = now;
  }

  /** What was published last. */
  public synchronized ForwardingState state() {
    return state;
  }

  /** The open ports by number. */
  public synchronized Map<Integer, PortSpec> ports() {
    return new TreeMap<>(ports);
  }
}
