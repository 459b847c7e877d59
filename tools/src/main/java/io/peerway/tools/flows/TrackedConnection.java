package io.peerway.tools.flows;

/**
 * A tracked connection.
 *
 * @param protocol {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, or a number
 * @param state the label of a {@link io.peerway.dataplane.flow.FlowState}
 * @param identifier of an ICMP query; null of anything else
 * @param from the end whose packet was the first that was allowed
 * @param to the other end
 * @param expiresIn seconds for which it is kept without another packet
 */
public record TrackedConnection(
    String protocol, String state, Integer identifier, End from, End to, long expiresIn) {

  /**
   * One end.
   *
   * @param vpc the id of its VPC; empty when that is gone
   * @param networkInterface the id of its network interface; empty when it is behind the VPC's own
   *     device
   * @param address its IP address
   * @param port its TCP or UDP port; null of other protocols
   * @param tracked whether the connection is tracked for the security groups of this end
   */
  public record End(
      String vpc, String networkInterface, String address, Integer port, boolean tracked) {}
}
