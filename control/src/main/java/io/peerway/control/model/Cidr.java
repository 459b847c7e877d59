package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;

/** A block of addresses of either IP version, as rules and prefix lists name them. */
public sealed interface Cidr {
  /** A block of IPv4 addresses. */
  record Ipv4(Ipv4Prefix prefix) implements Cidr {
    /** Every IPv4 address. */
    public static final Ipv4 ALL = new Ipv4(Ipv4Prefix.ALL);

    @Override
    public String text() {
      return prefix.format();
    }
  }

  /** A block of IPv6 addresses. */
  record Ipv6(Ipv6Prefix prefix) implements Cidr {
    /** Every IPv6 address. */
    public static final Ipv6 ALL = new Ipv6(Ipv6Prefix.ALL);

    @Override
    public String text() {
      return prefix.format();
    }
  }

  /** As the API writes it. */
  String text();

  default boolean isIpv6() {
    return this instanceof Ipv6;
  }
}
