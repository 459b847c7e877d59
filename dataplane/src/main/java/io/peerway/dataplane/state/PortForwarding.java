package io.peerway.dataplane.state;

/**
 * What forwarding knows of a port.
 *
 * @param number index of the port in the router
 * @param owner id of the VPC (later: network interface) that the port stands for
 * @param vpcIndex index of its VPC in the {@link ForwardingState}
 * @param mtu largest IP packet in bytes that may leave by the port
 */
public record PortForwarding(int number, String owner, int vpcIndex, int mtu) {
  /** RFC 791: every internet destination must be able to receive 576; below 68 no header fits. */
  public static final int LEAST_MTU = 576;

  /** What AWS gives every instance within a region. */
  public static final int JUMBO_MTU = 9001;

  public PortForwarding {
    if (number < 0) {
      throw new IllegalArgumentException("port number " + number);
    }
    if (mtu < LEAST_MTU || mtu > 65_535) {
      throw new IllegalArgumentException(
          "MTU " + mtu + " is not between " + LEAST_MTU + " and 65535");
    }
  }
}
