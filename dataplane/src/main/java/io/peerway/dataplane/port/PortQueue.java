package io.peerway.dataplane.port;

import io.peerway.dataplane.linux.TunDevice;
import io.peerway.dataplane.linux.TunOffload;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * One queue of a port. One worker uses it, in bursts, and waits on its descriptor; nothing here
 * waits, allocates or locks.
 *
 * <p>In memory a frame stands at an offset {@code at}, and its {@code virtio_net_hdr} in the {@link
 * #HEADROOM} bytes before it.
 */
public interface PortQueue {

  /** Bytes before a frame that belong to it: a legacy virtio_net_hdr (VIRTIO 1.2, 5.1.6). */
  int HEADROOM = TunDevice.HEADER_LENGTH;

  /**
   * The longest frame that a port hands over: a TAP's super-packet is one IP packet with its
   * Ethernet header.
   */
  int MAX_FRAME = 65_535 + 14;

  /** The descriptor that is readable when frames wait; for epoll or io_uring. */
  int descriptor();

  /**
   * Whether frames can also be read and written by the descriptor itself, each with the header
   * before it.
   */
  boolean isDescriptorIo();

  /** What {@link #transmit} takes unfinished. */
  Set<TunOffload> offloads();

  /**
   * Reads the frames that wait, one into each slot.
   *
   * @param memory where slots are; each has {@link #HEADROOM} before and {@link #MAX_FRAME} bytes
   *     after its offset
   * @param at the offsets of the slots
   * @param length receives the lengths of the frames, without the header before them
   * @param first the first slot to fill
   * @param end the slot after the last that may be filled
   * @param bytes no further frame is begun when this many bytes were read
   * @return how many frames; 0 when none waits; or, before any frame, the negative errno with which
   *     the port failed ({@code EBADFD}: the device is gone)
   */
  int receive(MemorySegment memory, long[] at, int[] length, int first, int end, int bytes);

  /**
   * Writes one frame.
   *
   * @return 0, or the negative errno: {@code EBADFD} the device is gone, {@code EIO} it is down,
   *     {@code EINVAL} the frame or its header is malformed, {@code EAGAIN} or {@code ENOBUFS}
   *     there is no room
   */
  int transmit(MemorySegment memory, long at, int length);
}
