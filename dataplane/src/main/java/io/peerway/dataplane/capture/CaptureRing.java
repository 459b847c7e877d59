package io.peerway.dataplane.capture;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.observe.DropReason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Packets on their way from one worker to one observer, without locks; what finds no room is
 * counted and lost.
 *
 * <p>A packet is claimed and copied first, and its verdict is added when it is known:
 *
 * <pre>
 *   0  time, nanoseconds (8)
 *   8  port (4)
 *  12  length of the frame (4)
 *  16  1 inbound, 0 outbound (1)
 *  17  ordinal of the drop reason, -1 for none (1)
 *  18  length of the responsible object's id (1)
 *  20  the id, one byte a character (76)
 *  96  virtio-net header, then the bytes of the frame
 * </pre>
 */
public final class CaptureRing implements AutoCloseable {
  private static final int TYPE = 1;
  private static final int PORT = 8;
  private static final int LENGTH = 12;
  private static final int INBOUND = 16;
  private static final int REASON = 17;
  private static final int ID_LENGTH = 18;
  private static final int ID = 20;
  private static final int FRAME = 96;

  /** What {@link #claim} returns if there is no room. */
  static final int NO_ROOM = -2;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final UnsafeBuffer buffer;
  private final OneToOneRingBuffer ring;
  private final AtomicLongArray missed;

  /**
   * @param capacity bytes, a power of two
   * @param ports how many ports there can be
   */
  public CaptureRing(int capacity, int ports) {
    int bytes = capacity + RingBufferDescriptor.TRAILER_LENGTH;
    this.memory = arena.allocate(bytes, 64);
    this.buffer = new UnsafeBuffer(memory.address(), bytes);
    this.ring = new OneToOneRingBuffer(buffer);
    this.missed = new AtomicLongArray(ports);
  }

  // The worker's side.

  /** Copies a frame; returns where it is, or {@link #NO_ROOM}. */
  int claim(
      long nanos, int port, boolean inbound, MemorySegment from, long at, int length, int snaplen) {
    int copied = Math.min(length, snaplen);
    int index = ring.tryClaim(TYPE, FRAME + Burst.HEADROOM + copied);
    if (index < 0) {
      return NO_ROOM;
    }
    buffer.putLong(index, nanos);
    buffer.putInt(index + PORT, port);
    buffer.putInt(index + LENGTH, length);
    buffer.putByte(index + INBOUND, (byte) (inbound ? 1 : 0));
    buffer.putByte(index + REASON, (byte) -1);
    buffer.putByte(index + ID_LENGTH, (byte) 0);
    MemorySegment.copy(
        from, at - Burst.HEADROOM, memory, index + (long) FRAME, Burst.HEADROOM + (long) copied);
    return index;
  }

  /** Counts a packet that is wanted and for which there was no room. */
  void miss(int port) {
    missed.lazySet(port, missed.get(port) + 1);
  }

  void dropped(int index, DropReason why, String responsible) {
    buffer.putByte(index + REASON, (byte) why.ordinal());
    int length = Math.min(responsible.length(), FRAME - ID);
    buffer.putByte(index + ID_LENGTH, (byte) length);
    for (int i = 0; i < length; i++) {
      buffer.putByte(index + ID + i, (byte) responsible.charAt(i));
    }
  }

  void commit(int index) {
    ring.commit(index);
  }

  void abort(int index) {
    ring.abort(index);
  }

  // The observer's side.

  /** Hands over what has come; returns how many packets. One thread at a time. */
  public int drain(Consumer<CapturedPacket> sink, int most) {
    return ring.read(
        (type, source, index, length) -> sink.accept(read(source, index, length)), most);
  }

  private static CapturedPacket read(DirectBuffer source, int index, int length) {
    byte reason = source.getByte(index + REASON);
    byte[] offload = new byte[Burst.HEADROOM];
    byte[] bytes = new byte[length - FRAME - Burst.HEADROOM];
    source.getBytes(index + FRAME, offload);
    source.getBytes(index + FRAME + Burst.HEADROOM, bytes);
    return new CapturedPacket(
        source.getLong(index),
        source.getInt(index + PORT),
        source.getByte(index + INBOUND) == 1,
        reason < 0 ? null : DropReason.of(reason),
        source.getStringWithoutLengthAscii(index + ID, source.getByte(index + ID_LENGTH)),
        offload,
        bytes,
        source.getInt(index + LENGTH));
  }

  /** Packets of a port that found no room. */
  public long missed(int port) {
    return missed.get(port);
  }

  /** Frees the memory, once neither side uses it any more. */
  @Override
  public void close() {
    arena.close();
  }
}
