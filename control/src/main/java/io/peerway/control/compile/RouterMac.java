package io.peerway.control.compile;

import io.peerway.dataplane.wire.MacAddress;

/** The Ethernet addresses of the VPCs' routers. */
public final class RouterMac {
  private RouterMac() {}

  /** The address of a VPC's router, the same at each start, so that hosts' caches stay right. */
  public static long of(String vpcId) {
    return MacAddress.ofName("router of " + vpcId);
  }
}
