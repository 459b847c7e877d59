package io.peerway.bench.lpm;

import io.peerway.dataplane.lpm.Ipv4Lpm;
import io.peerway.dataplane.lpm.Ipv6Lpm;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Looks all addresses of a pattern up and sums what is found. */
final class TableLookup {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private TableLookup() {}

  /** Burst by burst. */
  static LookupSample ipv4(Ipv4Lpm table, int[][] bursts) {
    int[] nextHops = new int[AddressPattern.BURST];
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int[] burst : bursts) {
      table.lookup(burst, nextHops, AddressPattern.BURST);
      sum += sum(nextHops);
    }
    return sample(start, sum);
  }

  /** Burst by burst. */
  static LookupSample ipv6(Ipv6Lpm table, Ipv6Bursts bursts) {
    int[] nextHops = new int[AddressPattern.BURST];
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int i = 0; i < bursts.hi.length; i++) {
      table.lookup(bursts.hi[i], bursts.lo[i], nextHops, AddressPattern.BURST);
      sum += sum(nextHops);
    }
    return sample(start, sum);
  }

  /** One address after the other. */
  static LookupSample ipv4Singly(Ipv4Lpm table, int[][] bursts) {
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int[] burst : bursts) {
      for (int address : burst) {
        sum += table.lookup(address);
      }
    }
    return sample(start, sum);
  }

  /** One address after the other. */
  static LookupSample ipv6Singly(Ipv6Lpm table, Ipv6Bursts bursts) {
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int i = 0; i < bursts.hi.length; i++) {
      for (int k = 0; k < AddressPattern.BURST; k++) {
        sum += table.lookup(bursts.hi[i][k], bursts.lo[i][k]);
      }
    }
    return sample(start, sum);
  }

  private static LookupSample sample(long start, long sum) {
    return new LookupSample((THREADS.getCurrentThreadCpuTime() - start) * 1e-9, sum);
  }

  /** In 32 bits, which the JIT compiler makes vector code of, as the C compiler does. */
  private static int sum(int[] nextHops) {
    int sum = 0;
    for (int nextHop : nextHops) {
      sum += nextHop;
    }
    return sum;
  }
}
