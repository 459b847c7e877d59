package io.peerway.control.model;

/**
 * Which packets a rule is for, addresses apart.
 *
 * @param protocol the protocol's number (IANA), or {@link #ANY}
 * @param from the first port of TCP and UDP, the type of ICMP; {@link #ANY} for every type, and of
 *     protocols that have neither
 * @param to the last port of TCP and UDP, the code of ICMP; {@link #ANY} for every code, and of
 *     protocols that have neither
 */
public record RuleTraffic(int protocol, int from, int to) {
  /** Whatever there may be. */
  public static final int ANY = -1;

  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMPV6 = 58;

  /** Every packet. */
  public static final RuleTraffic ALL = new RuleTraffic(ANY, ANY, ANY);

  /** Every packet of one protocol that has no ports, types or codes. */
  public static RuleTraffic of(int protocol) {
    return new RuleTraffic(protocol, ANY, ANY);
  }

  public boolean hasPorts() {
    return protocol == TCP || protocol == UDP;
  }

  public boolean isIcmp() {
    return protocol == ICMP || protocol == ICMPV6;
  }
}
