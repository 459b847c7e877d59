package io.peerway.dataplane.io;

import io.peerway.dataplane.forward.Burst;

/** Takes what {@link PortIo} reads, on the worker's thread. */
interface BurstSink {

  /**
   * A burst came from a port; its memory is read again once this returns.
   *
   * @param began when its reading did, in nanoseconds of the router's clock
   */
  void received(int port, Burst burst, long began);

  /**
   * A port cannot be read.
   *
   * @param errno positive; EBADFD when its device is gone, and then it was detached
   */
  void failed(int port, int errno);

  /** The device of a port did not take a frame that had been accepted for it. */
  void lost(int port);
}
