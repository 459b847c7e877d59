package io.peerway.dataplane.observe;

import static io.peerway.dataplane.observe.CounterLayout.FIRST_DROP;
import static io.peerway.dataplane.observe.CounterLayout.SEQUENCE;
import static io.peerway.dataplane.observe.CounterLayout.STRIDE;
import static io.peerway.dataplane.observe.CounterLayout.WORKER_ROW;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The counters of one worker, by port, where {@link CounterLayout} says.
 *
 * <p>Written by that worker alone, read by anybody: a value that is read is one that was written,
 * though two counters may be of different moments. Who wants counters of one moment reads between
 * {@link #end} and the next {@link #begin}, as {@link CounterReader} does.
 */
public final class WorkerCounters {
  private final AtomicBuffer buffer;
  private final int ports;

  /** Counters that nobody else reads. */
  public WorkerCounters(int ports) {
    this(new UnsafeBuffer(ByteBuffer.allocateDirect(CounterLayout.workerBytes(ports))), ports);
  }

  /**
   * @param buffer {@link CounterLayout#workerBytes} long
   * @param ports how many ports there can be
   */
  WorkerCounters(AtomicBuffer buffer, int ports) {
    this.buffer = buffer;
    this.ports = ports;
  }

  public int ports() {
    return ports;
  }

  /** Packets are being decided: what is counted for one and the same packet is not complete. */
  public void begin() {
    buffer.putLongOrdered(SEQUENCE, buffer.getLong(SEQUENCE) + 1);
  }

  /** Every packet that was counted as received has been counted as what became of it. */
  public void end() {
    buffer.putLongOrdered(SEQUENCE, buffer.getLong(SEQUENCE) + 1);
  }

  public void add(WorkerCounter counter, long delta) {
    set(counter, buffer.getLong(at(counter)) + delta);
  }

  public void set(WorkerCounter counter, long value) {
    buffer.putLongOrdered(at(counter), value);
  }

  private static int at(WorkerCounter counter) {
    return SEQUENCE + (1 + counter.ordinal()) * Long.BYTES;
  }

  public void add(int port, PortCounter counter, long delta) {
    int at = at(port, counter);
    buffer.putLongOrdered(at, buffer.getLong(at) + delta);
  }

  public void addDrop(int port, DropReason reason, long delta) {
    int at = at(port, reason);
    buffer.putLongOrdered(at, buffer.getLong(at) + delta);
  }

  public long get(WorkerCounter counter) {
    return buffer.getLongVolatile(at(counter));
  }

  /** What is counted for the worker as a whole. */
  public Map<WorkerCounter, Long> own() {
    Map<WorkerCounter, Long> counts = new EnumMap<>(WorkerCounter.class);
    for (WorkerCounter counter : WorkerCounter.values()) {
      counts.put(counter, get(counter));
    }
    return counts;
  }

  public long get(int port, PortCounter counter) {
    return buffer.getLongVolatile(at(port, counter));
  }

  public long drops(int port, DropReason reason) {
    return buffer.getLongVolatile(at(port, reason));
  }

  private static int at(int port, PortCounter counter) {
    return WORKER_ROW + port * STRIDE + counter.ordinal() * Long.BYTES;
  }

  private static int at(int port, DropReason reason) {
    return WORKER_ROW + port * STRIDE + (FIRST_DROP + reason.ordinal()) * Long.BYTES;
  }

  /** All drops of a port. */
  public long drops(int port) {
    long sum = 0;
    for (int reason = 0; reason < DropReason.count(); reason++) {
      sum += drops(port, DropReason.of(reason));
    }
    return sum;
  }

  /** Sets a port's counters to zero, when its number is given to another owner. */
  public void clear(int port) {
    for (int counter = 0; counter < CounterLayout.COUNTERS; counter++) {
      buffer.putLongOrdered(WORKER_ROW + port * STRIDE + counter * Long.BYTES, 0);
    }
  }
}
