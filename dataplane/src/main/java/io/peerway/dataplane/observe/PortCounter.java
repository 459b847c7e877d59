package io.peerway.dataplane.observe;

/**
 * What is counted for every port besides drops.
 *
 * <p>Conservation holds for every port at rest: {@code RECEIVED_PACKETS = FORWARDED_PACKETS +
 * CONSUMED_PACKETS + HELD_PACKETS + drops}. A super-packet of a segmentation offload counts as one.
 */
public enum PortCounter {
  /** Frames that arrived on the port. */
  RECEIVED_PACKETS("rx_packets"),
  /** Bytes of those frames, Ethernet header included. */
  RECEIVED_BYTES("rx_bytes"),
  /** Frames that arrived on this port and left by some port. */
  FORWARDED_PACKETS("forwarded"),
  /**
   * Frames that arrived on this port and were for the router itself: ARP, neighbour discovery,
   * echo.
   */
  CONSUMED_PACKETS("consumed"),
  /** Frames that arrived on this port and now wait for their next neighbour to be resolved. */
  HELD_PACKETS("held"),
  /** Frames that left by the port, whoever they came from. */
  SENT_PACKETS("tx_packets"),
  /** Bytes of those frames. */
  SENT_BYTES("tx_bytes"),
  /** Of the frames that left by the port, those that the router made itself. */
  ORIGINATED_PACKETS("originated"),
  /**
   * Of the frames that left by the port, those that its device did not take after all: only where a
   * frame is written later than it is decided, by io_uring or by another worker.
   */
  LOST_PACKETS("tx_lost");

  private final String label;

  PortCounter(String label) {
    this.label = label;
  }

  /** Name in JSON and metrics. */
  public String label() {
    return label;
  }
}
