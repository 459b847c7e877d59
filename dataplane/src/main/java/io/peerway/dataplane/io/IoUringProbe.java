package io.peerway.dataplane.io;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.peerway.dataplane.linux.Errno;
import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.TunDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether io_uring works here, and on TAPs: seccomp filters of containers forbid it, and
 * some sandboxes have one that cannot read devices.
 */
final class IoUringProbe {

  private static final int CAPACITY = 2048;
  private static final long SECONDS = 5;

  /** It does not change while the process runs. */
  private static final class Answer {
    static final Optional<String> OF_THIS_MACHINE = probe();
  }

  private IoUringProbe() {}

  /** Why io_uring cannot be used, or nothing if it can. */
  static Optional<String> whyNot() {
    return Answer.OF_THIS_MACHINE;
  }

  private static Optional<String> probe() {
    if (!IoUring.isAvailable()) {
      return Optional.of("the kernel refuses it: " + IoUring.unavailabilityCause().getMessage());
    }
    String name = "pwprobe" + ProcessHandle.current().pid() % 10_000_000;
    try (TunDevice device = TunDevice.open(name, 1, Set.of())) {
      int result = read(device.descriptor(0));
      return result == -Errno.EAGAIN // nothing to read, since nobody knows the device
          ? Optional.empty()
          : Optional.of("a TAP cannot be read by it: " + Errno.name(-result));
    } catch (LinuxException e) {
      return Optional.of("no TAP can be made to try it: " + e.getMessage());
    }
  }

  private static int read(int descriptor) {
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, IoUringIoHandler.newFactory());
    try {
      CompletableFuture<Integer> result = new CompletableFuture<>();
      MemorySegment memory = Arena.ofAuto().allocate(CAPACITY);
      IoEventLoop loop = loops.next();
      IoRegistration registration = loop.register(handle(result)).syncUninterruptibly().getNow();
      registration.submit(RingOperation.read(descriptor, memory.address(), CAPACITY, 0));
      return result.completeOnTimeout(-Errno.EINTR, SECONDS, TimeUnit.SECONDS).join();
    } finally {
      loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static IoUringIoHandle handle(CompletableFuture<Integer> result) {
    return new IoUringIoHandle() {
      @Override
      public void handle(IoRegistration registration, IoEvent event) {
        result.complete(((IoUringIoEvent) event).res());
        registration.cancel();
      }

      @Override
      public void close() {}
    };
  }
}
