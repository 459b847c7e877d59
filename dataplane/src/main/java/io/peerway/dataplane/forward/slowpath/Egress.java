package io.peerway.dataplane.forward.slowpath;

import java.lang.foreign.MemorySegment;

/** Where frames leave. One worker's view: it uses the worker's own queue of each port. */
public interface Egress {
  /** The device took the frame, or will be given it. */
  int SENT = 0;

  /** The device has no room now (EAGAIN, ENOBUFS). */
  int FULL = 1;

  /** The device is down, or gone (EIO, EBADFD). */
  int DOWN = 2;

  /** The device refuses this frame. */
  int ERROR = 3;

  /** The worker that has the device cannot be handed more now. */
  int RING_FULL = 4;

  /**
   * Sends one frame. The virtio-net header is in the bytes directly before it.
   *
   * @param port number of the port
   * @param at offset of the Ethernet frame
   * @param length of the Ethernet frame in bytes
   * @return {@link #SENT}, {@link #FULL}, {@link #DOWN}, {@link #ERROR} or {@link #RING_FULL}
   */
  int send(int port, MemorySegment memory, long at, int length);

  /** What the device of a port takes unfinished: a set of the bits of {@link Offloads}. */
  default int offloads(int port) {
    return Offloads.ALL;
  }
}
