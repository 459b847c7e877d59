package io.peerway.dataplane.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The counters of all workers, and whose ports they are of.
 *
 * <p>Where they are in a mapped file, other processes read them with a {@link CounterReader}, which
 * the router does not notice. The file stays when the router ends, however it ends.
 */
public final class CounterMemory implements AutoCloseable {
  private static final int PAGE = 4096;

  private final UnsafeBuffer buffer;
  private final int ports;
  private final InstantSource clock;

  private CounterMemory(ByteBuffer memory, int workers, int ports, InstantSource clock) {
    this.buffer = new UnsafeBuffer(memory);
    this.ports = ports;
    this.clock = clock;
    buffer.putLong(CounterLayout.FORMAT, CounterLayout.format());
    buffer.putInt(CounterLayout.WORKERS, workers);
    buffer.putInt(CounterLayout.PORTS, ports);
    buffer.putLong(CounterLayout.PROCESS, ProcessHandle.current().pid());
    buffer.putLong(CounterLayout.STARTED, clock.millis());
    buffer.putLongOrdered(0, CounterLayout.MAGIC);
  }

  /** Counters in this process alone. */
  public static CounterMemory inProcess(int workers, int ports) {
    return new CounterMemory(
        ByteBuffer.allocateDirect(CounterLayout.size(workers, ports)),
        workers,
        ports,
        InstantSource.system());
  }

  /**
   * Counters in a file, which takes the place of one that is there. It should be on a file system
   * in memory (tmpfs), such as /run: elsewhere a worker that counts may have to wait for the disk.
   *
   * @throws IOException if it cannot be written
   */
  public static CounterMemory inFile(Path file, int workers, int ports, InstantSource clock)
      throws IOException {
    // Under another name first: who reads the old one goes on to do so.
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    int size = CounterLayout.size(workers, ports);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      // Written out, because a page that the file system cannot provide later would be a SIGBUS.
      ByteBuffer zeros = ByteBuffer.allocate(PAGE);
      for (int at = 0; at < size; at += PAGE) {
        channel.write(zeros.clear().limit(Math.min(PAGE, size - at)), at);
      }
      CounterMemory memory =
          new CounterMemory(
              channel.map(FileChannel.MapMode.READ_WRITE, 0, size), workers, ports, clock);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      return memory;
    }
  }

  /** The counters of a worker, from 0. */
  public WorkerCounters worker(int number) {
    AtomicBuffer own =
        new UnsafeBuffer(
            buffer, CounterLayout.worker(number, ports), CounterLayout.workerBytes(ports));
    return new WorkerCounters(own, ports);
  }

  /** Says whose counters those of a port are from now on. */
  public synchronized void opened(int port, String owner, String device) {
    int row = begin(port);
    buffer.putInt(row + CounterLayout.IS_OPEN, 1);
    put(row + CounterLayout.OWNER, owner, CounterLayout.OWNER_BYTES);
    put(row + CounterLayout.DEVICE, device, CounterLayout.DEVICE_BYTES);
    end(row);
  }

  /** Says that a port is closed; what was counted stays until its number is given away again. */
  public synchronized void closed(int port) {
    int row = begin(port);
    buffer.putInt(row + CounterLayout.IS_OPEN, 0);
    end(row);
  }

  private int begin(int port) {
    int row = CounterLayout.portRow(port);
    buffer.putLongOrdered(
        row + CounterLayout.SEQUENCE, buffer.getLong(row + CounterLayout.SEQUENCE) + 1);
    return row;
  }

  private void end(int row) {
    buffer.putLongOrdered(
        row + CounterLayout.SEQUENCE, buffer.getLong(row + CounterLayout.SEQUENCE) + 1);
  }

  private void put(int at, String text, int most) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, most));
    buffer.putInt(at, kept.length);
    buffer.putBytes(at + Integer.BYTES, kept);
  }

  /** The router has ended in good order. */
  @Override
  public void close() {
    buffer.putLongOrdered(CounterLayout.ENDED, clock.millis());
  }
}
