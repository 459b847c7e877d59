package io.peerway.control.model;

import java.util.Optional;

/**
 * Ports of TCP or UDP.
 *
 * @param from the first
 * @param to the last, not before the first
 */
public record PortRange(int from, int to) {
  /** Every port that a host can use. */
  public static final PortRange ALL = new PortRange(1, 65_535);

  /**
   * @throws IllegalArgumentException if there are none
   */
  public PortRange {
    if (from > to) {
      throw new IllegalArgumentException(from + " is beyond " + to);
    }
  }

  public static PortRange of(int port) {
    return new PortRange(port, port);
  }

  /** The ports that are in both; empty if there are none. */
  public Optional<PortRange> and(PortRange other) {
    int first = Math.max(from, other.from);
    int last = Math.min(to, other.to);
    return first > last ? Optional.empty() : Optional.of(new PortRange(first, last));
  }

  /** {@code 22-80}. */
  public String text() {
    return from + "-" + to;
  }
}
