package io.peerway.dataplane.observe;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the file of a {@link CounterMemory}, usually in another process. The router is not asked
 * and need not live.
 */
public final class CounterReader {
  // A burst takes microseconds, and longer where the machine lets a worker wait in the middle of
  // it; a worker that is stopped there may take forever.
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int SPINS = 4096;

  private final UnsafeBuffer buffer;
  private final int workers;
  private final int ports;

  private CounterReader(UnsafeBuffer buffer) {
    this.buffer = buffer;
    this.workers = buffer.getInt(CounterLayout.WORKERS);
    this.ports = buffer.getInt(CounterLayout.PORTS);
  }

  /**
   * Opens a file of counters.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it is no such file, or that of a release with other counters
   */
  public static CounterReader open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < CounterLayout.HEADER) {
        throw new IOException(file + " has no counters in it");
      }
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      UnsafeBuffer buffer = new UnsafeBuffer(mapped);
      if (buffer.getLongVolatile(0) != CounterLayout.MAGIC) {
        throw new IOException(file + " has no counters in it");
      }
      CounterReader reader = new CounterReader(buffer);
      if (buffer.getLong(CounterLayout.FORMAT) != CounterLayout.format()
          || channel.size() != CounterLayout.size(reader.workers, reader.ports)) {
        throw new IOException(file + " is of another release of Peerway");
      }
      return reader;
    }
  }

  /** Process id of the router. */
  public long process() {
    return buffer.getLong(CounterLayout.PROCESS);
  }

  public Instant started() {
    return Instant.ofEpochMilli(buffer.getLong(CounterLayout.STARTED));
  }

  /** When the router ended in good order; empty if it did not, so far. */
  public Optional<Instant> ended() {
    long millis = buffer.getLongVolatile(CounterLayout.ENDED);
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /** Whether the router runs. */
  public boolean isAlive() {
    return ended().isEmpty()
        && ProcessHandle.of(process())
            .flatMap(process -> process.info().startInstant())
            .filter(start -> !start.isAfter(started())) // otherwise another has its number
            .isPresent();
  }

  /** What each worker counted as a whole, by their numbers. */
  public List<Map<WorkerCounter, Long>> workers() {
    List<Map<WorkerCounter, Long>> all = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      WorkerCounters counters = worker(worker);
      Map<WorkerCounter, Long> counts = new EnumMap<>(WorkerCounter.class);
      for (WorkerCounter counter : WorkerCounter.values()) {
        counts.put(counter, counters.get(counter));
      }
      all.add(counts);
    }
    return all;
  }

  /**
   * What was counted at each port that is open, or was and whose number nobody else has. Of each
   * worker all counters of a port are of one moment at which no packet was under way, so that they
   * add up to the packet also under load; only where a worker has stopped in the middle of a burst
   * they cannot.
   */
  public List<PortCounts> ports() {
    List<PortCounts> all = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    for (int port = 0; port < ports; port++) {
      PortCounts counts = port(port, deadline);
      if (counts != null) {
        all.add(counts);
      }
    }
    return all;
  }

  private PortCounts port(int port, long deadline) {
    int row = CounterLayout.portRow(port);
    while (true) {
      long sequence = buffer.getLongVolatile(row + CounterLayout.SEQUENCE);
      String owner = text(row + CounterLayout.OWNER, CounterLayout.OWNER_BYTES);
      String device = text(row + CounterLayout.DEVICE, CounterLayout.DEVICE_BYTES);
      boolean isOpen = buffer.getInt(row + CounterLayout.IS_OPEN) == 1;
      PortCounts counts = owner.isEmpty() ? null : sum(port, owner, device, isOpen, deadline);
      boolean settled = sequence % 2 == 0 || !isAlive();
      if (settled && buffer.getLongVolatile(row + CounterLayout.SEQUENCE) == sequence) {
        return counts;
      }
      Thread.onSpinWait();
    }
  }

  private String text(int at, int most) {
    byte[] bytes = new byte[Math.clamp(buffer.getIntVolatile(at), 0, most)];
    buffer.getBytes(at + Integer.BYTES, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private PortCounts sum(int port, String owner, String device, boolean isOpen, long deadline) {
    long[] sums = new long[CounterLayout.COUNTERS];
    boolean consistent = true;
    for (int worker = 0; worker < workers; worker++) {
      long[] counts = new long[CounterLayout.COUNTERS];
      consistent &= read(worker, port, counts, deadline);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += counts[i];
      }
    }
    return PortCounts.of(port, owner, device, isOpen, consistent, sums);
  }

  /** Reads one worker's counters of a port between two of its bursts, if there is such a moment. */
  private boolean read(int worker, int port, long[] counts, long deadline) {
    int own = CounterLayout.worker(worker, ports);
    int first = own + CounterLayout.WORKER_ROW + port * CounterLayout.STRIDE;
    for (int attempt = 1; ; attempt++) {
      long sequence = buffer.getLongVolatile(own + CounterLayout.SEQUENCE);
      for (int i = 0; i < counts.length; i++) {
        counts[i] = buffer.getLongVolatile(first + i * Long.BYTES);
      }
      boolean settled = sequence % 2 == 0;
      if (settled && buffer.getLongVolatile(own + CounterLayout.SEQUENCE) == sequence) {
        return true;
      }
      if (attempt % SPINS == 0) { // a question takes longer than a burst
        if (System.nanoTime() - deadline > 0 || !isAlive()) {
          return false;
        }
        LockSupport.parkNanos(1); // the worker may be waiting for this very processor
      }
      Thread.onSpinWait();
    }
  }

  private WorkerCounters worker(int worker) {
    return new WorkerCounters(
        new UnsafeBuffer(
            buffer, CounterLayout.worker(worker, ports), CounterLayout.workerBytes(ports)),
        ports);
  }
}
