package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.Optional;

/** Which packets a route is for; IPv4 sorts before IPv6, and each by address; lists come last. */
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
        case PrefixList last -> -1;
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
        case PrefixList last -> -1;
      };
    }
  }

  /** Every block of a managed prefix list. */
  record PrefixList(String id) implements RouteDestination {
    @Override
    public String text() {
      return id;
    }

    @Override
    public int compareTo(RouteDestination other) {
      return switch (other) {
        case PrefixList(String theirs) -> id.compareTo(theirs);
        default -> 1;
      };
    }
  }

  /** The block that it is, unless it is a prefix list. */
  default Optional<Cidr> block() {
    return switch (this) {
      case Ipv4(Ipv4Prefix prefix) -> Optional.of(new Cidr.Ipv4(prefix));
      case Ipv6(Ipv6Prefix prefix) -> Optional.of(new Cidr.Ipv6(prefix));
      case PrefixList list -> Optional.empty();
    };
  }

  /** As the API writes it. */
  String text();
}
