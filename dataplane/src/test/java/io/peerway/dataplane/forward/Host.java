package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.forward.testkit.PacketBuilder;

/**
 * A host behind a VPC's port, with one address.
 *
 * @param port number of the port
 * @param routerMac MAC address of the router on it
 */
record Host(int port, long mac, long routerMac, String address) {
  static Host of(Vpc vpc, int number, String address) {
    return new Host(
        vpc.index,
        0x0600_0000_0000L | (long) vpc.index << 16 | number,
        LabState.routerMac(vpc.index),
        address);
  }

  /** A packet to another host, in a frame to the router. */
  PacketBuilder to(Host other) {
    return to(other.address);
  }

  PacketBuilder to(String destination) {
    return from(address, destination);
  }

  /** A packet with another source address than its own. */
  PacketBuilder from(String source, String destination) {
    return new PacketBuilder(mac, routerMac, source, destination);
  }

  boolean isIpv6() {
    return address.contains(":");
  }
}
