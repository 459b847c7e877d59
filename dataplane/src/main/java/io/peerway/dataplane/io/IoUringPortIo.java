package io.peerway.dataplane.io;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.slowpath.Offloads;
import io.peerway.dataplane.linux.Errno;
import io.peerway.dataplane.port.PortQueue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Reads and writes queues through io_uring: as many reads as frames are expected go to the kernel
 * in one system call, together with the writes of the burst before, and do not wait; a queue that
 * turns out empty is polled.
 *
 * <p>A frame is written after {@link #send} has returned, so its slot is taken until then, and what
 * the device refuses is told to {@link BurstSink#lost}.
 */
final class IoUringPortIo implements PortIo {

  /** A burst is written while what was read is still in the second-level cache. */
  private static final int BYTES_PER_BURST = 512 * 1024;

  private static final int FEWEST_SLOTS_TO_READ = 2;

  private final IoEventLoop loop;
  private final BurstSink sink;
  private final WorkerPace pace;
  private final LongSupplier clock;
  private final RingSlots slots = new RingSlots();
  private final Burst burst = new Burst(slots.memory());
  private final Handle[] handles;
  private final ArrayDeque<Handle> waitForSlots = new ArrayDeque<>();

  /**
   * @param ports how many ports there can be
   * @param pace says how long to look for frames after the last one before the kernel is asked to
   *     tell of the next
   * @param clock nanoseconds
   */
  IoUringPortIo(IoEventLoop loop, int ports, WorkerPace pace, LongSupplier clock, BurstSink sink) {
    this.loop = loop;
    this.sink = sink;
    this.pace = pace;
    this.clock = clock;
    this.handles = new Handle[ports];
  }

  @Override
  public void attach(int port, PortQueue queue) {
    CompletableFuture<Void> _ = detach(port);
    Handle handle = new Handle(port, queue);
    handle.registration = loop.register(handle).syncUninterruptibly().getNow();
    handles[port] = handle;
    handle.poll();
  }

  @Override
  public CompletableFuture<Void> detach(int port) {
    Handle handle = handles[port];
    if (handle == null) {
      return CompletableFuture.completedFuture(null);
    }
    handles[port] = null;
    return handle.end();
  }

  @Override
  public int send(int port, MemorySegment memory, long at, int length) {
    Handle handle = handles[port];
    if (handle == null) {
      return DOWN;
    }
    if (!handle.queue.isDescriptorIo()) {
      int result = handle.queue.transmit(memory, at, length);
      return result == 0 ? SENT : EpollPortIo.failure(-result);
    }
    int slot = memory == slots.memory() ? RingSlots.slotAt(at) : slots.takeCopy(memory, at, length);
    if (slot == RingSlots.NONE) {
      return FULL;
    }
    slots.beginWrite(slot, length);
    handle.submit(handle.write(slot));
    return SENT;
  }

  @Override
  public int offloads(int port) {
    Handle handle = handles[port];
    return handle == null ? Offloads.ALL : handle.offloads;
  }

  /** One queue, and what the kernel was asked to do with it. */
  private final class Handle implements IoUringIoHandle {

    private final int port;
    private final PortQueue queue;
    private final int offloads;
    private final IoUringIoOps poll;
    private final IoUringIoOps[] reads = new IoUringIoOps[RingSlots.COUNT];
    private final IoUringIoOps[] writes = new IoUringIoOps[RingSlots.COUNT];
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private IoRegistration registration;

    private int outstanding;
    private long pollId;
    private boolean polls;

    // The reads that are under way, and what those that are done have brought.
    private final int[] filled = new int[Burst.CAPACITY];
    private final int[] length = new int[Burst.CAPACITY];
    private int reading;
    private int count;
    private int bytes;
    private int errno;
    private boolean isDrained;
    private int expected = FEWEST_SLOTS_TO_READ;
    private long began;
    private long lastFrame;

    Handle(int port, PortQueue queue) {
      this.port = port;
      this.queue = queue;
      this.offloads = EgressOffloads.of(queue);
      this.poll = RingOperation.poll(queue.descriptor());
    }

    /** Operations never change, so that each is made once. */
    IoUringIoOps read(int slot) {
      if (reads[slot] == null) {
        int capacity = PortQueue.HEADROOM + PortQueue.MAX_FRAME;
        reads[slot] = RingOperation.read(queue.descriptor(), slots.address(slot), capacity, slot);
      }
      return reads[slot];
    }

    /** The length is in the vector, because it is not the same each time. */
    IoUringIoOps write(int slot) {
      if (writes[slot] == null) {
        writes[slot] = RingOperation.write(queue.descriptor(), slots.vectorAddress(slot), slot);
      }
      return writes[slot];
    }

    long submit(IoUringIoOps operation) {
      outstanding++;
      return registration.submit(operation);
    }

    void poll() {
      polls = true;
      pollId = submit(poll);
    }

    CompletableFuture<Void> end() {
      if (polls) {
        submit(RingOperation.cancel(pollId));
      }
      endWhenIdle();
      return ended;
    }

    private void endWhenIdle() {
      if (handles[port] != this && outstanding == 0 && !ended.isDone()) {
        registration.cancel();
        ended.complete(null);
      }
    }

    @Override
    public void handle(IoRegistration ready, IoEvent event) {
      IoUringIoEvent completion = (IoUringIoEvent) event;
      outstanding--;
      switch (completion.opcode()) {
        case RingOperation.READ -> readEnded((int) completion.userData(), completion.res());
        case RingOperation.WRITEV -> writeEnded((int) completion.userData(), completion.res());
        case RingOperation.POLL_ADD -> pollEnded();
        default -> {} // the cancellation of the poll
      }
      endWhenIdle();
    }

    private void pollEnded() {
      polls = false;
      if (handles[port] != this) {
        return;
      }
      if (queue.isDescriptorIo()) {
        readMore();
      } else {
        receive();
      }
    }

    /** As many reads as the last burst lets expect, and as there are slots for. */
    private void readMore() {
      int wanted = Math.min(expected, slots.readable());
      if (wanted == 0) {
        waitForSlots.add(this);
        return;
      }
      count = 0;
      bytes = 0;
      errno = 0;
      isDrained = false;
      reading = wanted;
      began = clock.getAsLong();
      for (int i = 0; i < wanted; i++) {
        submit(read(slots.take()));
      }
    }

    private void readEnded(int slot, int result) {
      reading--;
      if (result >= PortQueue.HEADROOM) {
        filled[count] = slot;
        length[count] = result - PortQueue.HEADROOM;
        bytes += result;
        count++;
      } else {
        slots.release(slot);
        isDrained = true;
        if (result < 0 && result != -Errno.EAGAIN && result != -Errno.EINTR) {
          errno = -result;
        }
      }
      if (reading == 0) {
        process();
      }
    }

    private void process() {
      for (int i = 0; i < count; i++) {
        burst.at[i] = RingSlots.frameAt(filled[i]);
        burst.length[i] = length[i];
      }
      burst.count = count;
      if (count > 0 && handles[port] == this) {
        sink.received(port, burst, began);
      }
      for (int i = 0; i < count; i++) {
        slots.releaseUnlessWritten(filled[i]);
      }
      if (handles[port] == this && errno != 0) {
        fail();
      }
      if (handles[port] == this) {
        goOn();
      }
    }

    private void fail() {
      if (errno == Errno.EBADFD) {
        CompletableFuture<Void> _ = detach(port); // it would be ready for ever
      }
      sink.failed(port, errno);
    }

    private void goOn() {
      if (count > 0) {
        int room = Math.max(FEWEST_SLOTS_TO_READ, BYTES_PER_BURST / (bytes / count + 1));
        int next = isDrained ? count + 1 : 2 * count;
        expected = Math.clamp(next, FEWEST_SLOTS_TO_READ, Math.min(room, Burst.CAPACITY));
      }
      if (!isDrained || isWorthALook()) {
        readMore();
      } else {
        poll();
      }
    }

    private boolean isWorthALook() {
      if (count > 0) {
        lastFrame = began;
      }
      return pace.looksOn(lastFrame);
    }

    /** For a port whose frames do not come by the descriptor. */
    private void receive() {
      long start = clock.getAsLong();
      int free = 0;
      while (free < Burst.CAPACITY && slots.readable() > 0) {
        filled[free] = slots.take();
        burst.at[free] = RingSlots.frameAt(filled[free]);
        free++;
      }
      int received =
          queue.receive(slots.memory(), burst.at, burst.length, 0, free, BYTES_PER_BURST);
      burst.count = Math.max(received, 0);
      if (burst.count > 0) {
        sink.received(port, burst, start);
      }
      for (int i = 0; i < free; i++) {
        slots.releaseUnlessWritten(filled[i]);
      }
      if (received < 0) {
        errno = -received;
        fail();
      }
      if (handles[port] == this) {
        poll();
      }
    }

    private void writeEnded(int slot, int result) {
      slots.endWrite(slot);
      if (result < 0) {
        sink.lost(port);
      }
      Handle waiting = waitForSlots.isEmpty() || slots.readable() == 0 ? null : waitForSlots.poll();
      if (waiting != null && handles[waiting.port] == waiting) {
        waiting.readMore();
      }
    }

    /** The descriptor belongs to the port, which closes it. */
    @Override
    public void close() {}
  }
}
