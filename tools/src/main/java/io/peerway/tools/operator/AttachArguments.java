package io.peerway.tools.operator;

import java.util.List;
import java.util.Objects;

/**
 * What is to be attached where.
 *
 * @param vpc the id of the VPC, or of a network interface
 * @param namespace the name of the network namespace, as {@code ip netns} knows it
 * @param addresses of the host in it, IPv4 or IPv6, each with or without a prefix length; the first
 *     of each version decides over the default route; none for a network interface
 * @param mtu of the device in bytes; null for what the VPC has
 * @param dhcp whether the host gets no addresses and routes, but asks for them itself
 * @param groups ids of the security groups that the host's packets are held to; empty for none
 */
public record AttachArguments(
    String vpc,
    String namespace,
    List<String> addresses,
    boolean dhcp,
    Integer mtu,
    List<String> groups) {

  public AttachArguments {
    Objects.requireNonNull(vpc, "vpc");
    Objects.requireNonNull(namespace, "namespace");
    addresses = List.copyOf(addresses);
    groups = List.copyOf(groups);
  }
}
