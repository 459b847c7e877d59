package io.peerway.dataplane.state;

import io.peerway.dataplane.wire.Ipv6Address;
import java.util.List;

/**
 * The addresses that the host behind a network interface's port has, and no others.
 *
 * @param ipv4 the primary one
 * @param ipv6 all of them
 */
public record HostAddresses(int ipv4, List<Ipv6Address> ipv6) {
  public HostAddresses {
    ipv6 = List.copyOf(ipv6);
  }
}
