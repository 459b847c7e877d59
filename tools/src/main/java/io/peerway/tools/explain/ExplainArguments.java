package io.peerway.tools.explain;

import java.util.Objects;

/**
 * Which packet is to be explained.
 *
 * @param from the sender's address, IPv4 or IPv6, or the id of its instance or network interface
 * @param to the receiver's address or id
 * @param vpc id of the VPC that sends; null for the one that has the sender's address
 * @param peerVpc id of the VPC that answers; null for the one that the packet arrives in
 * @param protocol number of the IP protocol
 * @param sourcePort of TCP and UDP
 * @param port of TCP and UDP, at the receiver
 * @param ttl TTL or hop limit
 * @param size of the IP packet in bytes
 * @param mayFragment whether an IPv4 packet may be cut
 * @param bothWays whether the answer is to be explained too
 */
public record ExplainArguments(
    String from,
    String to,
    String vpc,
    String peerVpc,
    int protocol,
    int sourcePort,
    int port,
    int ttl,
    int size,
    boolean mayFragment,
    boolean bothWays) {

  public ExplainArguments {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }

  /** Whether the packet is of IPv6: ids alone mean IPv4. */
  boolean meansIpv6() {
    return from.indexOf(':') >= 0 || to.indexOf(':') >= 0;
  }

  /** The same packet between other ends. */
  ExplainArguments between(String newFrom, String newTo, String newVpc, String newPeerVpc) {
    return new ExplainArguments(
        newFrom,
        newTo,
        newVpc,
        newPeerVpc,
        protocol,
        sourcePort,
        port,
        ttl,
        size,
        mayFragment,
        bothWays);
  }
}
