package io.peerway.dataplane.state;

import io.peerway.dataplane.wire.IpProtocol;

/**
 * The protocol that a rule is about, with its destination ports or its ICMP type and code.
 *
 * <p>What is compared with {@code first} and {@code last} is a packet's <em>selector</em>: the
 * destination port of TCP and UDP, {@code type * 256 + code} of ICMP and ICMPv6, and 0 of any other
 * protocol, which has no ports to EC2.
 *
 * @param protocol 0 to 255 (IANA), or {@link #ANY_PROTOCOL}
 * @param first lowest selector, at least 0
 * @param last highest selector, at most {@link #LAST_SELECTOR}
 */
public record Traffic(int protocol, int first, int last) {
  /** All protocols: EC2's protocol {@code -1}. */
  public static final int ANY_PROTOCOL = -1;

  /** Any type, or any code: as EC2 says it. */
  public static final int ANY = -1;

  /** Ports, and types with codes, have 16 bits. */
  public static final int LAST_SELECTOR = 65_535;

  private static final Traffic ALL = new Traffic(ANY_PROTOCOL, 0, LAST_SELECTOR);

  /**
   * @throws IllegalArgumentException when a number is out of its range, or the range is empty
   */
  public Traffic {
    if (protocol < ANY_PROTOCOL || protocol > 255) {
      throw new IllegalArgumentException("protocol " + protocol);
    }
    if (first < 0 || last > LAST_SELECTOR || first > last) {
      throw new IllegalArgumentException("selectors %d to %d".formatted(first, last));
    }
  }

  /** All traffic. */
  public static Traffic all() {
    return ALL;
  }

  /** All traffic of a protocol. */
  public static Traffic of(int protocol) {
    return new Traffic(protocol, 0, LAST_SELECTOR);
  }

  /** TCP to a range of destination ports. */
  public static Traffic tcp(int fromPort, int toPort) {
    return new Traffic(IpProtocol.TCP, fromPort, toPort);
  }

  /** UDP to a range of destination ports. */
  public static Traffic udp(int fromPort, int toPort) {
    return new Traffic(IpProtocol.UDP, fromPort, toPort);
  }

  /** ICMP of a type and code, either of which may be {@link #ANY}; a code needs a type. */
  public static Traffic icmp(int type, int code) {
    return icmp(IpProtocol.ICMP, type, code);
  }

  /** As {@link #icmp(int, int)}, of ICMPv6. */
  public static Traffic icmpv6(int type, int code) {
    return icmp(IpProtocol.ICMPV6, type, code);
  }

  private static Traffic icmp(int protocol, int type, int code) {
    if (type == ANY) {
      return of(protocol);
    }
    return new Traffic(
        protocol, selector(type, code == ANY ? 0 : code), selector(type, code == ANY ? 255 : code));
  }

  /** The selector of an ICMP or ICMPv6 message. */
  public static int selector(int type, int code) {
    return type << 8 | code;
  }

  /** Whether a packet's protocol and selector are among it. */
  public boolean matches(int otherProtocol, int selector) {
    return (protocol == ANY_PROTOCOL || protocol == otherProtocol)
        && first <= selector
        && selector <= last;
  }

  /** Whether every packet of a protocol is among it, whatever its port. */
  public boolean coversAllOf(int otherProtocol) {
    return (protocol == ANY_PROTOCOL || protocol == otherProtocol)
        && first == 0
        && last == LAST_SELECTOR;
  }
}
