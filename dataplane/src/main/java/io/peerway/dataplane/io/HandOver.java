package io.peerway.dataplane.io;

import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.port.PortQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Frames on their way from one worker to another, which alone has the egress device: a lock-free
 * ring with one producer and one consumer. The producer never waits; a full ring refuses.
 *
 * <p>A message is a frame with its header; its type is the port's number and one, because types are
 * positive.
 */
final class HandOver {

  /** Bytes on the way at most: some sixty super-packets, or some forty thousand small ones. */
  private static final int CAPACITY = 4 << 20;

  private static final int FRAMES_PER_TURN = 256;

  private final MemorySegment memory =
      Arena.ofAuto().allocate(CAPACITY + RingBufferDescriptor.TRAILER_LENGTH, 64);
  private final OneToOneRingBuffer ring =
      new OneToOneRingBuffer(new UnsafeBuffer(memory.asByteBuffer()));
  private final Worker consumer;
  private final MessageHandler write = this::write;
  private final Runnable drain = this::drain;
  private final AtomicBoolean isScheduled = new AtomicBoolean();

  private boolean hasNew; // the producer's

  /**
   * @param consumer the worker that has the devices
   */
  HandOver(Worker consumer) {
    this.consumer = consumer;
  }

  /** How full it is; any thread may ask. */
  RingFill fill(int from, List<Worker> workers) {
    return new RingFill(from, workers.indexOf(consumer), ring.size(), CAPACITY);
  }

  boolean isTo(Worker worker) {
    return consumer == worker;
  }

  /**
   * The producer's: copies a frame, with the header before it, into the ring.
   *
   * @return {@link Egress#SENT} or {@link Egress#RING_FULL}
   */
  int offer(int port, MemorySegment from, long at, int length) {
    int size = PortQueue.HEADROOM + length;
    int index = ring.tryClaim(port + 1, size);
    if (index < 0) {
      return Egress.RING_FULL;
    }
    MemorySegment.copy(from, at - PortQueue.HEADROOM, memory, index, size);
    ring.commit(index);
    hasNew = true;
    return Egress.SENT;
  }

  /** The producer's, once for a burst: lets the consumer know, unless it does already. */
  void flush() {
    if (hasNew) {
      hasNew = false;
      schedule();
    }
  }

  /** The producer's: lets the consumer write all that is in the ring before what it does next. */
  void finish() {
    hasNew = false;
    consumer.execute(this::drainAll);
  }

  private void schedule() {
    if (isScheduled.compareAndSet(false, true)) {
      consumer.execute(drain);
    }
  }

  private void drain() {
    isScheduled.set(false); // what is offered from now on schedules again
    if (ring.read(write, FRAMES_PER_TURN) > 0) {
      schedule(); // there may be more, after the consumer's own queues had their turn
    }
  }

  private void drainAll() {
    while (ring.read(write) > 0) {
      // a read ends where the ring does
    }
  }

  private void write(int type, MutableDirectBuffer buffer, int index, int size) {
    consumer.sendHandedOver(
        type - 1, memory, (long) index + PortQueue.HEADROOM, size - PortQueue.HEADROOM);
  }
}
