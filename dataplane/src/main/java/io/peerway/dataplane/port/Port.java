package io.peerway.dataplane.port;

import java.util.Optional;

/** Where packets enter and leave the router. */
public interface Port extends AutoCloseable {

  /** What it was opened as. */
  PortSpec spec();

  int queues();

  /** One of its queues, from 0. */
  PortQueue queue(int index);

  /** Whether it can still carry packets: a device is gone when its namespace is deleted. */
  boolean exists();

  /** The network namespace that it was moved to; empty while it is in the router's. */
  Optional<String> namespace();

  /** Closes it once no worker uses its queues any more; its device is removed. */
  @Override
  void close();
}
