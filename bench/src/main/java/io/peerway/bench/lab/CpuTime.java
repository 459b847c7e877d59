package io.peerway.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/** Processor time as the kernel accounts for it; proc_stat(5), proc_pid_stat(5). */
public final class CpuTime {
  /** USER_HZ, the unit of /proc, which is 100 on every architecture that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int CPUS = Runtime.getRuntime().availableProcessors();
  private static final Duration GLANCE = Duration.ofMillis(300);

  /** Seconds for which the machine's processors were busy, all added up. */
  public static double ofMachine() {
    try {
      return ofMachine(Files.readString(Path.of("/proc/stat")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Seconds that processes have used; those that ended count no more. */
  public static double ofProcesses(Collection<Long> pids) {
    return pids.stream().mapToDouble(CpuTime::ofProcess).sum();
  }

  private static double ofProcess(long pid) {
    try {
      return ofProcess(Files.readString(Path.of("/proc/" + pid + "/stat")));
    } catch (IOException e) {
      return 0; // it has ended
    }
  }

  /** The line {@code cpu user nice system idle iowait irq softirq steal ...}. */
  static double ofMachine(String stat) {
    String[] fields = stat.substring(0, stat.indexOf('\n')).split(" +", -1);
    long busy = 0;
    for (int i : new int[] {1, 2, 3, 6, 7}) {
      busy += Long.parseLong(fields[i]);
    }
    return busy / TICKS_PER_SECOND;
  }

  /** The line {@code pid (name) state ...}, whose 14th and 15th fields are utime and stime. */
  static double ofProcess(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /**
   * Waits until others leave the machine alone, but not for long.
   *
   * @param quiet how busy it may be, from 0 to 1
   * @return how busy it was at last, from 0 to 1
   */
  public static double awaitQuietMachine(double quiet, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      double before = ofMachine();
      long start = System.nanoTime();
      Thread.sleep(GLANCE);
      double seconds = (System.nanoTime() - start) * 1e-9;
      double busy = (ofMachine() - before) / (seconds * CPUS);
      if (busy <= quiet || System.nanoTime() >= deadline) {
        return busy;
      }
    }
  }

  private CpuTime() {}
}
