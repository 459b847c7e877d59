package io.peerway.dataplane.lpm;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Runs the AVX-512 lookup aside until the JIT compiler has made machine code of it: interpreted, it
 * takes a thousand times as long as plain loops, which no packet shall wait for. Then compares the
 * two, because there are processors on which gathers are slow.
 */
final class VectorWarmUp implements Runnable {
  /** Compiling takes 2 seconds of a processor; on a busy machine it may take more. */
  private static final long TIME_TO_COMPILE = TimeUnit.SECONDS.toNanos(30);

  /**
   * The table of the comparison stays in the processor's nearest cache, where plain loops are at
   * their best. What is this close there gains when cache misses can overlap.
   */
  private static final double CLOSE = 1.5;

  private static final int ROUTES = 4096;
  private static final int CHUNKS = 16;
  private static final int RUNS = 8;

  private final int[] nextHops = new int[LpmTable.CHUNK];
  private final int[][] addresses = new int[CHUNKS][LpmTable.CHUNK];

  /** The first half of the chunks as above, the others anywhere: both ways of a direct lookup. */
  private final int[][] mixed = new int[CHUNKS][LpmTable.CHUNK];

  private final long[][] hi = new long[CHUNKS][LpmTable.CHUNK];
  private final long[] lo = new long[LpmTable.CHUNK];
  private final TrieView ipv4;
  private final TrieView ipv6;
  private final TrieView direct;

  private VectorWarmUp() {
    var random = new SplittableRandom(1);
    TrieWriter routes4 = new TrieWriter(16, false);
    TrieWriter routesDirect = new TrieWriter(16, true);
    TrieWriter routes6 = new TrieWriter(16, false);
    for (int i = 0; i < ROUTES; i++) {
      long address = random.nextLong();
      routes4.put(address & Prefixes.maskHi(24), 0, 24, 1 + random.nextInt(64));
      routesDirect.put(address & Prefixes.maskHi(24), 0, 24, 1 + random.nextInt(64));
      routes6.put(address & Prefixes.maskHi(40), 0, 40, 1 + random.nextInt(64));
      addresses[i / LpmTable.CHUNK][i % LpmTable.CHUNK] = (int) (address >>> 32);
      mixed[i / LpmTable.CHUNK][i % LpmTable.CHUNK] =
          (int) (i < ROUTES / 2 ? address >>> 32 : address);
      hi[i / LpmTable.CHUNK][i % LpmTable.CHUNK] = address;
    }
    ipv4 = routes4.publishAll(false);
    ipv6 = routes6.publishAll(false);
    direct = routesDirect.publishAll(false);
    direct.direct.fill(direct);
  }

  static void start() {
    Thread.ofPlatform().daemon().name("lpm warm-up").start(() -> new VectorWarmUp().run());
  }

  @Override
  public void run() {
    long deadline = System.nanoTime() + TIME_TO_COMPILE;
    boolean close4 = false;
    boolean close6 = false;
    boolean closeDirect = false;
    while (!(close4 && close6 && closeDirect) && System.nanoTime() < deadline) {
      if (!close4 && best(this::vector4) < CLOSE * best(this::scalar4)) {
        close4 = true;
        BatchLookup.useVectors4();
      }
      if (!close6 && best(this::vector6) < CLOSE * best(this::scalar6)) {
        close6 = true;
        BatchLookup.useVectors6();
      }
      if (!closeDirect && best(this::vectorDirect) < CLOSE * best(this::scalarDirect)) {
        closeDirect = true;
        BatchLookup.useVectorsDirect();
      }
      pause();
    }
  }

  /** Leaves the processor to the compiler for a while. */
  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nanoseconds of the fastest run over all chunks. */
  private static long best(IntConsumer lookup) {
    long best = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        lookup.accept(chunk);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  private void vector4(int chunk) {
    VectorLookup.ipv4(ipv4, addresses[chunk], nextHops, 0, LpmTable.CHUNK);
  }

  private void scalar4(int chunk) {
    ScalarLookup.ipv4(ipv4, addresses[chunk], nextHops, 0, LpmTable.CHUNK);
  }

  private void vectorDirect(int chunk) {
    VectorDirectLookup.ipv4(direct, mixed[chunk], nextHops, 0, LpmTable.CHUNK);
  }

  private void scalarDirect(int chunk) {
    DirectLookup.ipv4(direct, mixed[chunk], nextHops, 0, LpmTable.CHUNK);
  }

  private void vector6(int chunk) {
    VectorLookup.ipv6(ipv6, hi[chunk], lo, nextHops, 0, LpmTable.CHUNK);
  }

  private void scalar6(int chunk) {
    ScalarLookup.ipv6(ipv6, hi[chunk], lo, nextHops, 0, LpmTable.CHUNK);
  }
}
