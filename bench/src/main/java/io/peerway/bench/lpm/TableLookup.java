package io.peerway.bench.lpm;

import io.peerway.dataplane.lpm.Ipv4Lpm;
import io.peerway.dataplane.lpm.Ipv6Lpm;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Looks all addresses of a pattern up and sums what is found. Bursts are copied to where a worker
 * has its columns; that counts.
 */
final class TableLookup {
  private static final int BURST = AddressPattern.BURST;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private TableLookup() {}

  /** Burst by burst. */
  static LookupSample ipv4(Ipv4Lpm table, int[] addresses) {
    int[] burst = new int[BURST];
    int[] nextHops = new int[BURST];
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int at = 0; at < addresses.length; at += BURST) {
      System.arraycopy(addresses, at, burst, 0, BURST);
      table.lookup(burst, nextHops, BURST);
      sum += sum(nextHops);
    }
    return sample(start, sum);
  }

  /** Burst by burst. */
  static LookupSample ipv6(Ipv6Lpm table, Ipv6Addresses addresses) {
    long[] hi = new long[BURST];
    long[] lo = new long[BURST];
    int[] nextHops = new int[BURST];
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int at = 0; at < addresses.hi.length; at += BURST) {
      System.arraycopy(addresses.hi, at, hi, 0, BURST);
      System.arraycopy(addresses.lo, at, lo, 0, BURST);
      table.lookup(hi, lo, nextHops, BURST);
      sum += sum(nextHops);
    }
    return sample(start, sum);
  }

  /** One address after the other. */
  static LookupSample ipv4Singly(Ipv4Lpm table, int[] addresses) {
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int address : addresses) {
      sum += table.lookup(address);
    }
    return sample(start, sum);
  }

  /** One address after the other. */
  static LookupSample ipv6Singly(Ipv6Lpm table, Ipv6Addresses addresses) {
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int i = 0; i < addresses.hi.length; i++) {
      sum += table.lookup(addresses.hi[i], addresses.lo[i]);
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
