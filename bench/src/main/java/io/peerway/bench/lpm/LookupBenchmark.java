package io.peerway.bench.lpm;

import io.peerway.dataplane.lpm.Ipv4Lpm;
import io.peerway.dataplane.lpm.Ipv6Lpm;
import io.peerway.dataplane.lpm.LpmTable;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a lookup takes in each form of a table; an operation is one address. Run with {@code
 * -Dpeerway.lpm.vector=never} or {@code always} to see plain loops or AVX-512 alone.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class LookupBenchmark {
  /** Addresses of a burst. */
  public static final int BURST = AddressPattern.BURST;

  private static final int BURSTS = 1024;
  private static final long TIME_FOR_VECTORS = 15_000_000_000L;

  @Param public TableForm form;

  private Ipv4Lpm ipv4;
  private Ipv6Lpm ipv6;
  private final int[][] addresses = new int[BURSTS][BURST];
  private final long[][] hi = new long[BURSTS][BURST];
  private final long[] lo = new long[BURST];
  private final int[] nextHops = new int[BURST];
  private int next;

  /** Makes tables of random prefixes, and addresses of which each is below one of them. */
  @Setup(Level.Trial)
  public void setUp() throws InterruptedException {
    var random = new SplittableRandom(1);
    Ipv4Lpm.Builder builder4 = Ipv4Lpm.builder();
    Ipv6Lpm.Builder builder6 = Ipv6Lpm.builder();
    int routes = form.routes;
    long[] prefixes = new long[routes];
    for (int i = 0; i < routes; i++) {
      int length = 12 + random.nextInt(13);
      prefixes[i] = random.nextLong() << (64 - length);
      builder4.add((int) (prefixes[i] >>> 32), length, 1 + i % 64);
      builder6.add(prefixes[i], 0, length, 1 + i % 64);
    }
    ipv4 = (form == TableForm.DIRECT ? builder4.direct() : builder4).build();
    ipv6 = builder6.build();
    for (int i = 0; i < BURSTS * BURST; i++) {
      long address = prefixes[random.nextInt(routes)] | random.nextLong() >>> 24;
      hi[i / BURST][i % BURST] = address;
      addresses[i / BURST][i % BURST] = (int) (address >>> 32);
    }
    awaitVectors();
  }

  /** While AVX-512 is compiled aside, that thread allocates, and it would count. */
  private static void awaitVectors() throws InterruptedException {
    long end = System.nanoTime() + TIME_FOR_VECTORS;
    while (LpmTable.mayUseVectors() && !LpmTable.usesVectors() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
  }

  private int nextBurst() {
    next = (next + 1) % BURSTS;
    return next;
  }

  /** A burst at a time. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int[] ipv4Batch() {
    ipv4.lookup(addresses[nextBurst()], nextHops, BURST);
    return nextHops;
  }

  /** A burst at a time. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int[] ipv6Batch() {
    ipv6.lookup(hi[nextBurst()], lo, nextHops, BURST);
    return nextHops;
  }

  /** One after the other. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int ipv4Singly() {
    int sum = 0;
    for (int address : addresses[nextBurst()]) {
      sum += ipv4.lookup(address);
    }
    return sum;
  }

  /** One after the other. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int ipv6Singly() {
    int sum = 0;
    for (long address : hi[nextBurst()]) {
      sum += ipv6.lookup(address, 0);
    }
    return sum;
  }
}
