package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Address;

/**
 * The IPv4 address of one host.
 *
 * @param address in network order, the first byte the most significant
 */
public record Ipv4Host(int address) implements Comparable<Ipv4Host> {
  /**
   * Reads {@code 10.1.0.4}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Ipv4Host parse(String text) {
    return new Ipv4Host(Ipv4Address.parse(text));
  }

  public String format() {
    return Ipv4Address.format(address);
  }

  @Override
  public String toString() {
    return format();
  }

  @Override
  public int compareTo(Ipv4Host other) {
    return Integer.compareUnsigned(address, other.address);
  }
}
