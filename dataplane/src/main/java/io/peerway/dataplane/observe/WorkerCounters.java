package io.peerway.dataplane.observe;

import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The counters of one worker, by port.
 *
 * <p>Written by that worker alone, read by anybody: a value that is read is one that was written,
 * though two counters may be of different moments. Layout: one row of 64-bit values per port, first
 * the {@link PortCounter}s, then one value per {@link DropReason}, padded to whole cache lines.
 */
public final class WorkerCounters {
  private static final int FIRST_DROP = PortCounter.values().length;
  private static final int CACHE_LINE = 64;

  private final AtomicBuffer buffer;
  private final int stride;
  private final int ports;

  /**
   * @param ports how many ports there can be
   */
  public WorkerCounters(int ports) {
    this.ports = ports;
    int row = (FIRST_DROP + DropReason.count()) * Long.BYTES;
    this.stride = (row + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    this.buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(stride * ports));
  }

  public int ports() {
    return ports;
  }

  public void add(int port, PortCounter counter, long delta) {
    int at = port * stride + counter.ordinal() * Long.BYTES;
    buffer.putLongOrdered(at, buffer.getLong(at) + delta);
  }

  public void addDrop(int port, DropReason reason, long delta) {
    int at = port * stride + (FIRST_DROP + reason.ordinal()) * Long.BYTES;
    buffer.putLongOrdered(at, buffer.getLong(at) + delta);
  }

  public long get(int port, PortCounter counter) {
    return buffer.getLongVolatile(port * stride + counter.ordinal() * Long.BYTES);
  }

  public long drops(int port, DropReason reason) {
    return buffer.getLongVolatile(port * stride + (FIRST_DROP + reason.ordinal()) * Long.BYTES);
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
    for (int at = port * stride; at < (port + 1) * stride; at += Long.BYTES) {
      buffer.putLongOrdered(at, 0);
    }
  }
}
