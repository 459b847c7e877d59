package io.peerway.bench.core;

import io.peerway.bench.core.variant.Variant;
import io.peerway.bench.core.variant.Variants;
import io.peerway.bench.workload.PeeredVpcs;
import io.peerway.bench.workload.Side;
import io.peerway.bench.workload.SmallPackets;
import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.Metering;
import io.peerway.dataplane.forward.Pipeline;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.ForwardingState;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The pipeline between memory and nowhere; an operation is a packet, a thread is a worker. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PipelineBenchmark {
  /** Packets in a burst. */
  public static final int BURST = 64;

  /** Routes in each VPC's route table. */
  public static final int ROUTES = 10_000;

  static final long NOW = 1_000_000_000L;

  /** What workers share. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** Name of the {@link Variant}. */
    @Param("standard")
    public String variant = Variants.STANDARD.name();

    private final PeeredVpcs vpcs = new PeeredVpcs(ROUTES);
    private final NeighborTable neighbors = new NeighborTable(() -> {});
    private Variant chosen;
    ForwardingState state;

    /** Compiles what is forwarded by. */
    @Setup(Level.Trial)
    public void setUp() {
      chosen = Variants.named(variant);
      state = chosen.state(vpcs);
    }
  }

  /** What a worker has for itself. */
  @State(Scope.Thread)
  public static class Worker {
    private final WorkerCounters counters = new WorkerCounters(Side.values().length);
    private SmallPackets packets;
    Pipeline pipeline;
    private Burst burst;
    private int next;
    private int passes;

    /** Writes packets, and introduces their receivers. */
    @Setup(Level.Trial)
    public void setUp(Shared shared) {
      Variant variant = shared.chosen;
      packets = new SmallPackets(shared.vpcs, variant.flows());
      packets.resolve(shared.neighbors, NOW);
      burst = packets.burst();
      pipeline =
          new Pipeline(
              (port, memory, at, length) -> Egress.SENT,
              shared.neighbors,
              counters,
              variant.ttlMode(),
              variant.coalesces(),
              ConnectionTracking.of(FlowLimits.DEFAULTS));
    }

    /** The next burst, as a port would hand it over. */
    Burst receive() {
      packets.receive(burst, next, BURST);
      next += BURST;
      if (next == SmallPackets.COUNT) {
        next = 0;
        passes++;
        if (passes == SmallPackets.FORWARDINGS) {
          passes = 0;
          packets.write();
        }
      }
      return burst;
    }

    /** What was counted as received must have been forwarded. */
    @TearDown(Level.Iteration)
    public void requireThatAllWereForwarded() {
      long received = counters.get(Side.A.port(), PortCounter.RECEIVED_PACKETS);
      long forwarded = counters.get(Side.A.port(), PortCounter.FORWARDED_PACKETS);
      if (received != forwarded) {
        throw new IllegalStateException("of %d packets %d left".formatted(received, forwarded));
      }
    }
  }

  /** Where the pipeline is cut off. */
  @State(Scope.Benchmark)
  public static class Cut {
    /** The last stage that runs. */
    @Param public Stage last;
  }

  /** A burst that has been decided. */
  @State(Scope.Thread)
  public static class Decided {
    private final Metering metering = new Metering();
    private Burst burst;

    /** Forwards it. */
    @Setup(Level.Trial)
    public void setUp(Shared shared) {
      Worker worker = new Worker();
      worker.setUp(shared);
      burst = worker.receive();
      worker.pipeline.process(burst, Side.A.port(), shared.state, NOW);
    }
  }

  /** All of it. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void forward(Shared shared, Worker worker) {
    worker.pipeline.process(worker.receive(), Side.A.port(), shared.state, NOW);
  }

  /** What counting for peering connections takes of it. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void meter(Decided decided) {
    decided.metering.count(decided.burst);
  }

  /** A part of it. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void upTo(Shared shared, Worker worker, Cut cut) {
    worker.pipeline.runUpTo(cut.last, worker.receive(), Side.A.port(), shared.state, NOW);
  }
}
