package io.peerway.bench.core;

import io.peerway.bench.core.watch.Watch.Watching;
import io.peerway.bench.core.watch.Watches;
import io.peerway.bench.workload.Side;
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

/**
 * One pipeline that somebody looks at in every second iteration, and at first nobody at all. What
 * disturbs the machine, and what the JIT compiler happened to make of the code, is then the same
 * with and without.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WatchBenchmark {
  /** The time that an iteration takes, in milliseconds. */
  static final int MILLIS = 50;

  /** Iterations before anything is measured: six seconds. */
  static final int WARMUPS = 120;

  /** Iterations before the first that is watched. */
  static final int UNWATCHED = 20;

  /** Iterations after that during which the JIT compiler learns of it, and which do not count. */
  static final int SETTLING = 60;

  /** Iterations by turns that count. */
  static final int TURNS = 80;

  /** By turns watched and not. */
  @State(Scope.Thread)
  public static class Turn {
    /** Name of the {@link io.peerway.bench.core.watch.Watch}. */
    @Param("capture-no-match")
    public String watch = "capture-no-match";

    // Its own: of a state that it depended on, JMH would give it another instance.
    private final PipelineBenchmark.Worker worker = new PipelineBenchmark.Worker();
    private int iteration;
    private Watching watching;

    /** Gets ready. */
    @Setup(Level.Trial)
    public void open(PipelineBenchmark.Shared shared) {
      worker.setUp(shared);
      watching = Watches.named(watch).open();
    }

    /** Begins to show packets, if it is time to. */
    @Setup(Level.Iteration)
    public void begin() {
      if (isWatched(iteration - WARMUPS)) {
        worker.pipeline.observe(watching.observer());
      }
    }

    /** Shows no more packets. */
    @TearDown(Level.Iteration)
    public void end() {
      worker.pipeline.leave(watching.observer());
      worker.requireThatAllWereForwarded();
      iteration++;
    }

    /** Frees what it holds. */
    @TearDown(Level.Trial)
    public void close() {
      watching.close();
    }
  }

  /** Whether packets are shown in an iteration, after those for warming up. */
  static boolean isWatched(int iteration) {
    return iteration >= UNWATCHED && iteration % 2 == 1;
  }

  /** All stages. */
  @Benchmark
  @OperationsPerInvocation(PipelineBenchmark.BURST)
  public void forward(PipelineBenchmark.Shared shared, Turn turn) {
    PipelineBenchmark.Worker worker = turn.worker;
    worker.pipeline.process(worker.receive(), Side.A.port(), shared.state, PipelineBenchmark.NOW);
  }
}
