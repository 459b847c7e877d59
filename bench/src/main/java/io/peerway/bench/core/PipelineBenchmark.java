package io.peerway.bench.core;

import io.peerway.bench.workload.PeeredVpcs;
import io.peerway.bench.workload.Side;
import io.peerway.bench.workload.SmallPackets;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.Pipeline;
import io.peerway.dataplane.forward.TtlMode;
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

  private static final int MTU = 1500;
  private static final long NOW = 1_000_000_000L;

  /** What workers share. */
  @State(Scope.Benchmark)
  public static class Shared {
    final PeeredVpcs vpcs = new PeeredVpcs(ROUTES);
    final ForwardingState state = vpcs.state(MTU);
    final NeighborTable neighbors = new NeighborTable(() -> {});
  }

  /** What a worker has for itself. */
  @State(Scope.Thread)
  public static class Worker {
    private final WorkerCounters counters = new WorkerCounters(Side.values().length);
    private SmallPackets packets;
    private Pipeline pipeline;
    private Burst burst;
    private int next;
    private int passes;

    /** Writes packets, and introduces their receivers. */
    @Setup(Level.Trial)
    public void setUp(Shared shared) {
      packets = new SmallPackets(shared.vpcs);
      packets.resolve(shared.neighbors, NOW);
      burst = packets.burst();
      pipeline =
          new Pipeline(
              (port, memory, at, length) -> 0, shared.neighbors, counters, TtlMode.DECREMENT);
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

    /** What was counted as received must have been sent. */
    @TearDown(Level.Iteration)
    public void requireThatAllWereForwarded() {
      long received = counters.get(Side.A.port(), PortCounter.RECEIVED_PACKETS);
      long sent = counters.get(Side.B.port(), PortCounter.SENT_PACKETS);
      if (received > sent) {
        throw new IllegalStateException("of %d packets %d left".formatted(received, sent));
      }
    }
  }

  /** Where the pipeline is cut off. */
  @State(Scope.Benchmark)
  public static class Cut {
    /** The last stage that runs. */
    @Param public Stage last;
  }

  /** All of it. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void forward(Shared shared, Worker worker) {
    worker.pipeline.process(worker.receive(), Side.A.port(), shared.state, NOW);
  }

  /** A part of it. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void upTo(Shared shared, Worker worker, Cut cut) {
    worker.pipeline.runUpTo(cut.last, worker.receive(), Side.A.port(), shared.state, NOW);
  }
}
