package io.peerway.dataplane.port;

/** Opens ports: {@link TapPort#open} outside of tests. */
@FunctionalInterface
public interface PortFactory {

  /**
   * Opens a port with so many queues, or with one if its device refuses more.
   *
   * @throws RuntimeException when it cannot be opened; nothing is left behind
   */
  Port open(PortSpec spec, int queues);
}
