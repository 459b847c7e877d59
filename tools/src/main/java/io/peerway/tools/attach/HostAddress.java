package io.peerway.tools.attach;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * An address for the host behind a VPC's device.
 *
 * @param prefixLength of the network that the host takes to be on its link
 * @param gateway the VPC router's address there
 */
public record HostAddress(InetAddress address, int prefixLength, InetAddress gateway) {

  boolean isIpv6() {
    return address instanceof Inet6Address;
  }

  /** For example {@code 10.1.1.13/24}. */
  public String text() {
    return InetText.of(address) + "/" + prefixLength;
  }
}
