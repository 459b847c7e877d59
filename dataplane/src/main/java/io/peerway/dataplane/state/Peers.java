package io.peerway.dataplane.state;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;

/**
 * Whom a rule is about: the source of inbound packets, the destination of outbound ones. Addresses,
 * or the interfaces of a security group.
 *
 * <p>A group is named and not resolved: who is in it is said by the other end's own {@link
 * InterfaceSecurity#groups}. So a group of thousands costs a rule nothing, and whoever joins or
 * leaves it changes no rules.
 *
 * @param ipv4 a CIDR block, or the entries of a prefix list
 * @param ipv6 likewise
 * @param group {@code sg-…}, or null. A stale reference, whose peering is gone, has no peers at all
 */
public record Peers(List<Ipv4Prefix> ipv4, List<Ipv6Prefix> ipv6, String group) {
  private static final Peers NOBODY = new Peers(List.of(), List.of(), null);

  public Peers {
    ipv4 = List.copyOf(ipv4);
    ipv6 = List.copyOf(ipv6);
  }

  /** What a stale reference means. */
  public static Peers nobody() {
    return NOBODY;
  }

  public static Peers of(Ipv4Prefix cidr) {
    return new Peers(List.of(cidr), List.of(), null);
  }

  public static Peers of(Ipv6Prefix cidr) {
    return new Peers(List.of(), List.of(cidr), null);
  }

  /** The entries of a prefix list. */
  public static Peers of(List<Ipv4Prefix> ipv4, List<Ipv6Prefix> ipv6) {
    return new Peers(ipv4, ipv6, null);
  }

  public static Peers ofGroup(String group) {
    return new Peers(List.of(), List.of(), group);
  }

  /** Whether every IPv4 address is among them: 0.0.0.0/0. */
  public boolean hasAllIpv4() {
    return ipv4.contains(Ipv4Prefix.ALL);
  }

  /** Whether every IPv6 address is among them: ::/0. */
  public boolean hasAllIpv6() {
    return ipv6.contains(Ipv6Prefix.ALL);
  }
}
