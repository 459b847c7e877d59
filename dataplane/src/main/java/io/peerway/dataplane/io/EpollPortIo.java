package io.peerway.dataplane.io;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.slowpath.Offloads;
import io.peerway.dataplane.linux.Errno;
import io.peerway.dataplane.linux.HugePages;
import io.peerway.dataplane.port.PortQueue;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Waits for readable queues with epoll, then reads them in bursts until they are empty or have had
 * their share. Epoll is level-triggered: a queue that had its share is ready again at once, after
 * the other queues had theirs.
 */
final class EpollPortIo implements PortIo {

  /** Bursts of one queue before the others get their turn. */
  private static final int BURSTS_PER_TURN = 4;

  /** A burst is written while what was read is still in the second-level cache. */
  private static final int BYTES_PER_BURST = 512 * 1024;

  private static final int CACHE_LINE = 64;

  // Slots begin on a cache line, so that headers touch few, but not all on the same set of them.
  private static final int SLOT =
      (PortQueue.HEADROOM + PortQueue.MAX_FRAME) / CACHE_LINE * CACHE_LINE + 3 * CACHE_LINE;

  private final IoEventLoop loop;
  private final BurstSink sink;
  private final LongSupplier clock;
  private final Burst burst;
  private final Handle[] handles;

  /**
   * @param ports how many ports there can be
   * @param clock nanoseconds
   */
  EpollPortIo(IoEventLoop loop, int ports, LongSupplier clock, BurstSink sink) {
    this.loop = loop;
    this.sink = sink;
    this.clock = clock;
    this.handles = new Handle[ports];
    this.burst = new Burst(HugePages.allocate((long) Burst.CAPACITY * SLOT));
    for (int slot = 0; slot < Burst.CAPACITY; slot++) {
      burst.at[slot] = (long) slot * SLOT + PortQueue.HEADROOM;
    }
  }

  @Override
  public void attach(int port, PortQueue queue) {
    CompletableFuture<Void> _ = detach(port);
    Handle handle = new Handle(port, queue);
    IoRegistration registration = loop.register(handle).syncUninterruptibly().getNow();
    registration.submit(EpollIoOps.EPOLLIN);
    handle.registration = registration;
    handles[port] = handle;
  }

  @Override
  public CompletableFuture<Void> detach(int port) {
    Handle handle = handles[port];
    if (handle != null) {
      handles[port] = null;
      handle.registration.cancel();
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public int send(int port, MemorySegment memory, long at, int length) {
    Handle handle = handles[port];
    if (handle == null) {
      return DOWN;
    }
    int result = handle.queue.transmit(memory, at, length);
    return result == 0 ? SENT : failure(-result);
  }

  @Override
  public int offloads(int port) {
    Handle handle = handles[port];
    return handle == null ? Offloads.ALL : handle.offloads;
  }

  /** What a failed write means. */
  static int failure(int errno) {
    return switch (errno) {
      case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> FULL;
      case Errno.EIO, Errno.EBADFD -> DOWN;
      default -> ERROR;
    };
  }

  /** One queue among those that epoll watches. */
  private final class Handle implements EpollIoHandle {

    private final int port;
    private final PortQueue queue;
    private final FileDescriptor descriptor;
    private final int offloads;
    private IoRegistration registration;

    Handle(int port, PortQueue queue) {
      this.port = port;
      this.queue = queue;
      this.descriptor = new FileDescriptor(queue.descriptor());
      this.offloads = EgressOffloads.of(queue);
    }

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void handle(IoRegistration ready, IoEvent event) {
      for (int turn = 0; turn < BURSTS_PER_TURN && handles[port] == this; turn++) {
        long began = clock.getAsLong();
        int count =
            queue.receive(burst.memory, burst.at, burst.length, 0, Burst.CAPACITY, BYTES_PER_BURST);
        if (count <= 0) {
          if (count < 0) {
            fail(-count);
          }
          return;
        }
        burst.count = count;
        sink.received(port, burst, began);
      }
    }

    private void fail(int errno) {
      if (errno == Errno.EBADFD) {
        CompletableFuture<Void> _ = detach(port); // it would be ready for ever
      }
      sink.failed(port, errno);
    }

    /** The descriptor belongs to the port, which closes it. */
    @Override
    public void close() {}
  }
}
