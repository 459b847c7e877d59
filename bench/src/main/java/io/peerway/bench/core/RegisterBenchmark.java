package io.peerway.bench.core;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Counts in registers, so that two threads share nothing but the machine: what two of them do of
 * what one does is the most that two workers can be expected to.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RegisterBenchmark {
  private static final int STEPS = 1024;

  /** A thread. */
  @State(Scope.Thread)
  public static class Counter {
    private long value = 1;
  }

  /**
   * Each step, one of Marsaglia's xorshift generator, depends on the one before; the JIT compiler
   * cannot make one of several. An operation is a step.
   */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public long count(Counter counter) {
    long value = counter.value;
    for (int i = 0; i < STEPS; i++) {
      value ^= value << 13;
      value ^= value >>> 7;
      value ^= value << 17;
    }
    counter.value = value;
    return value;
  }
}
