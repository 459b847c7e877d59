package io.peerway.tools.explain;

import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** VPCs' blocks as text. */
final class Blocks {

  private Blocks() {}

  /** The block that has an address; empty if none does. */
  static Optional<String> of(Vpc vpc, String address) {
    if (address.indexOf(':') < 0) {
      int ipv4 = Ipv4Address.parse(address);
      return vpc.ipv4Prefixes().stream()
          .filter(prefix -> prefix.contains(ipv4))
          .map(Ipv4Prefix::format)
          .findFirst();
    }
    Ipv6Address ipv6 = Ipv6Address.parse(address);
    return vpc.ipv6Prefixes().stream()
        .filter(prefix -> prefix.contains(ipv6))
        .map(Ipv6Prefix::format)
        .findFirst();
  }

  /** All of a VPC's. */
  static String text(Vpc vpc) {
    return Stream.concat(
            vpc.ipv4Prefixes().stream().map(Ipv4Prefix::format),
            vpc.ipv6Prefixes().stream().map(Ipv6Prefix::format))
        .collect(Collectors.joining(", "));
  }

  /** The length of a prefix that is written {@code 10.1.0.0/16}. */
  static int length(String prefix) {
    return Integer.parseInt(prefix.substring(prefix.indexOf('/') + 1));
  }
}
