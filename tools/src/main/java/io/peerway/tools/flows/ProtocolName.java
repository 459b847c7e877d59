package io.peerway.tools.flows;

import io.peerway.dataplane.wire.IpProtocol;

/** IP protocols as people write them: those that are tracked by more than addresses have names. */
public final class ProtocolName {

  private static final int LAST = 255;

  private ProtocolName() {}

  /** {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, or the number. */
  static String format(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP -> "tcp";
      case IpProtocol.UDP -> "udp";
      case IpProtocol.ICMP -> "icmp";
      case IpProtocol.ICMPV6 -> "icmpv6";
      default -> Integer.toString(protocol);
    };
  }

  /**
   * The number of a protocol.
   *
   * @throws IllegalArgumentException when there is no such protocol
   */
  public static int parse(String text) {
    for (int protocol = 0; protocol <= LAST; protocol++) {
      if (text.equals(format(protocol)) || text.equals(Integer.toString(protocol))) {
        return protocol;
      }
    }
    throw new IllegalArgumentException(
        text + " is none of tcp, udp, icmp, icmpv6, and no number up to " + LAST);
  }
}
