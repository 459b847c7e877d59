package io.peerway.dataplane.io;

import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.port.PortQueue;
import java.util.concurrent.CompletableFuture;

/**
 * One worker's way to read and write the queues that it owns: the seam between forwarding and the
 * kernel. What is read goes to a {@link BurstSink}. Only the worker's thread calls it.
 */
interface PortIo extends Egress {

  /** Begins to read a queue, and to send to it what is for port {@code port}. */
  void attach(int port, PortQueue queue);

  /**
   * Ends what {@link #attach} began; the queue may be closed once the future is done. Idempotent.
   */
  CompletableFuture<Void> detach(int port);
}
