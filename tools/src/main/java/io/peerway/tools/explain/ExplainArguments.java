package io.peerway.tools.explain;

import java.util.Objects;

/**
 * Which packet is to be explained.
 *
 * @param from the sender's address, IPv4 or IPv6
 * @param to the receiver's address
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
}
