package io.peerway.control.insight;

import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.SyntheticPacket;
import java.util.NoSuchElementException;

/**
 * Has the data plane decide packets without sending them, one after the other: connections that one
 * of them begins are there for the next.
 */
@FunctionalInterface
public interface PacketExplainer {
  /**
   * How a packet would be decided.
   *
   * @param owner the VPC or network interface by whose port the packet comes
   * @throws NoSuchElementException if that has no port
   */
  Journey explain(String owner, SyntheticPacket packet);
}
