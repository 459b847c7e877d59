package io.peerway.dataplane.state;

/**
 * A VPC as forwarding sees it.
 *
 * @param index place in the {@link ForwardingState}
 * @param id {@code vpc-…}
 * @param routerMac MAC address of the VPC's router on every port of the VPC, in the low 48 bits
 * @param hasIpv6 whether the VPC has an IPv6 block, so that its router advertises itself
 * @param local the addresses of the VPC
 * @param networks that its hosts configure themselves for
 * @param dns what its DNS server knows; null where it has none
 */
public record VpcForwarding(
    int index,
    String id,
    long routerMac,
    boolean hasIpv6,
    LocalTable local,
    HostNetworks networks,
    DnsZone dns) {
  /** A VPC whose hosts are told nothing: they are configured by hand. */
  public VpcForwarding(int index, String id, long routerMac, boolean hasIpv6, LocalTable local) {
    this(index, id, routerMac, hasIpv6, local, HostNetworks.NONE, null);
  }
}
