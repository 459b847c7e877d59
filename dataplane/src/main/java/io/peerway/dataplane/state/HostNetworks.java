package io.peerway.dataplane.state;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;
import java.util.Optional;

/**
 * The networks that hosts of a VPC take to be on their link, and what they are told besides.
 *
 * @param ipv4 the subnets' blocks and then the VPC's, so that the first one that an address is in
 *     is its own
 * @param ipv6 the same
 */
public record HostNetworks(List<Ipv4Prefix> ipv4, List<Ipv6Prefix> ipv6, HostOptions options) {
  /** No network. */
  public static final HostNetworks NONE = new HostNetworks(List.of(), List.of(), HostOptions.NONE);

  public HostNetworks {
    ipv4 = List.copyOf(ipv4);
    ipv6 = List.copyOf(ipv6);
  }

  /** The network of a host's address. */
  public Optional<Ipv4Prefix> of(int address) {
    return ipv4.stream().filter(network -> network.contains(address)).findFirst();
  }
}
