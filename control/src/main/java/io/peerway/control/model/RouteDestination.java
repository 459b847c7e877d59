package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;

/** Which packets a route is for; IPv4 sorts before IPv6, and each by address. */
public sealed interface RouteDestination extends Comparable<RouteDestination> {
  /** An IPv4 prefix. */
  record Ipv4(Ipv4Prefix prefix) implements RouteDestination {
    @Override
    public String text() {
      return prefix.format();
    }

    @Override
    public int compareTo(RouteDestination other) {
      return switch (other) {
        case Ipv4(Ipv4Prefix theirs) -> prefix.compareTo(theirs);
        case Ipv6 later -> -1;
      };
    }
  }

  /** An IPv6 prefix. */
  record Ipv6(Ipv6Prefix prefix) implements RouteDestination {
    @Override
    public String text() {
      return prefix.format();
    }

    @Override
    public int compareTo(RouteDestination other) {
      return switch (other) {
        case Ipv4 earlier -> 1;
        case Ipv6(Ipv6Prefix theirs) -> prefix.compareTo(theirs);
      };
    }
  }

  /** As the API writes it. */
  String text();
}
