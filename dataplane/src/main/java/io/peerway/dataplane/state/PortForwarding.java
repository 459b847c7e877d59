package io.peerway.dataplane.state;

/**
 * What forwarding knows of a port.
 *
 * @param number index of the port in the router
 * @param owner id of the VPC or the network interface that the port stands for
 * @param vpcIndex index of its VPC in the {@link ForwardingState}
 * @param mtu largest IP packet in bytes that may leave by the port
 * @param addresses of the host behind a network interface's port; null where hosts may have any
 *     that no network interface has
 * @param unchecked whose packets all packets from the port count as, whatever source they carry;
 *     null where the source has to be behind the port
 */
public record PortForwarding(
    int number,
    String owner,
    int vpcIndex,
    int mtu,
    HostAddresses addresses,
    LocalEntry unchecked) {
  /** RFC 791: every internet destination must be able to receive 576; below 68 no header fits. */
  public static final int LEAST_MTU = 576;

  /** What AWS gives every instance within a region. */
  public static final int JUMBO_MTU = 9001;

  /** The port of a VPC. */
  public PortForwarding(int number, String owner, int vpcIndex, int mtu) {
    this(number, owner, vpcIndex, mtu, null, null);
  }

  public PortForwarding {
    if (number < 0) {
      throw new IllegalArgumentException("port number " + number);
    }
    if (mtu < LEAST_MTU || mtu > 65_535) {
      throw new IllegalArgumentException(
          "MTU " + mtu + " is not between " + LEAST_MTU + " and 65535");
    }
  }

  public PortForwarding withMtu(int changed) {
    return new PortForwarding(number, owner, vpcIndex, changed, addresses, unchecked);
  }

  /**
   * The port for the host that is behind it now.
   *
   * @param all null where the source has to be behind the port
   */
  public PortForwarding withHost(HostAddresses its, LocalEntry all) {
    return new PortForwarding(number, owner, vpcIndex, mtu, its, all);
  }

  /**
   * A number by which connections of the owner are told from those of others with the same
   * addresses. Of its id, not of the port's number, which another owner may have later.
   */
  public int zone() {
    return owner.hashCode();
  }
}
