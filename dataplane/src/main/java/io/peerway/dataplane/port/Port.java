package io.peerway.dataplane.port;

import java.util.Optional;

/** Where packets enter and leave the router. */
public interface Port extends AutoCloseable {

  int queues();

  /** One of its queues, from 0. */
  PortQueue queue(int index);

  /** Where its device is now; empty when it is gone, for example with its network namespace. */
  Optional<PortLocation> location();

  /** Closes it once no worker uses its queues any more; its device is removed. */
  @Override
  void close();
}
