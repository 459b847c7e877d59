package io.peerway.dataplane.port;

import io.peerway.dataplane.linux.Descriptor;
import io.peerway.dataplane.linux.DescriptorIo;
import io.peerway.dataplane.linux.Errno;
import io.peerway.dataplane.linux.TunOffload;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A port whose other side is a test: byte arrays go in and come out, frames without offloads. Its
 * queues are bounded like a device's, and refuse with ENOBUFS when full.
 */
public final class MemoryPort implements Port {

  private static final int CAPACITY = 1024;

  private final PortSpec spec;
  private final List<Queue> queues = new ArrayList<>();
  private volatile boolean exists = true;

  public MemoryPort(PortSpec spec, int queues) {
    this.spec = spec;
    for (int i = 0; i < queues; i++) {
      this.queues.add(new Queue());
    }
  }

  /** Hands a frame to the router by one of the queues; waits while the queue is full. */
  public void inject(int queue, byte[] frame) throws InterruptedException {
    queues.get(queue).inject(frame);
  }

  /** The next frame that the router wrote to that queue, or empty when the time is over. */
  public Optional<byte[]> take(int queue, long timeout, TimeUnit unit) throws InterruptedException {
    return Optional.ofNullable(queues.get(queue).transmitted.poll(timeout, unit));
  }

  /** From now on the port behaves like a device whose namespace was deleted. */
  public void vanish() {
    exists = false;
    queues.forEach(Queue::signal);
  }

  /** What it was opened as. */
  public PortSpec spec() {
    return spec;
  }

  @Override
  public int queues() {
    return queues.size();
  }

  @Override
  public PortQueue queue(int index) {
    return queues.get(index);
  }

  @Override
  public Optional<PortLocation> location() {
    return exists
        ? Optional.of(new PortLocation(spec.device(), Optional.empty()))
        : Optional.empty();
  }

  @Override
  public void close() {
    exists = false;
    queues.forEach(queue -> queue.counter.close());
  }

  private final class Queue implements PortQueue {

    private final BlockingQueue<byte[]> injected = new ArrayBlockingQueue<>(CAPACITY);
    private final BlockingQueue<byte[]> transmitted = new ArrayBlockingQueue<>(CAPACITY);
    private final Descriptor counter = Descriptor.eventCounter();
    private final DescriptorIo io = new DescriptorIo();
    private final MemorySegment count = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
    private final DescriptorIo signalIo = new DescriptorIo();
    private final MemorySegment one = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, 1);

    void inject(byte[] frame) throws InterruptedException {
      if (frame.length > MAX_FRAME) {
        throw new IllegalArgumentException("a frame of " + frame.length + " bytes");
      }
      injected.put(frame);
      signal();
    }

    synchronized void signal() {
      signalIo.write(counter.number(), one.address(), Long.BYTES);
    }

    @Override
    public int descriptor() {
      return counter.number();
    }

    @Override
    public boolean isDescriptorIo() {
      return false;
    }

    @Override
    public Set<TunOffload> offloads() {
      return Set.of();
    }

    @Override
    public int receive(
        MemorySegment memory, long[] at, int[] length, int first, int end, int bytes) {
      if (!exists) {
        return -Errno.EBADFD;
      }
      // Cleared before the frames are taken: a frame that comes meanwhile signals again.
      io.read(counter.number(), count.address(), Long.BYTES);
      int left = bytes;
      int slot = first;
      while (slot < end && left > 0) {
        byte[] frame = injected.poll();
        if (frame == null) {
          return slot - first;
        }
        memory.asSlice(at[slot] - HEADROOM, HEADROOM).fill((byte) 0);
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, at[slot], frame.length);
        length[slot] = frame.length;
        left -= HEADROOM + frame.length;
        slot++;
      }
      if (!injected.isEmpty()) {
        signal();
      }
      return slot - first;
    }

    @Override
    public int transmit(MemorySegment memory, long at, int length) {
      if (!exists) {
        return -Errno.EBADFD;
      }
      byte[] frame = memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
      return transmitted.offer(frame) ? 0 : -Errno.ENOBUFS;
    }
  }
}
