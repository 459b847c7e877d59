package io.peerway.control.compile;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The Ethernet addresses of the VPCs' routers. */
final class RouterMac {
  private static final long LOCALLY_ADMINISTERED = 0x02L << 40;
  private static final long LOW_40_BITS = (1L << 40) - 1;

  private RouterMac() {}

  /** The address of a VPC's router, the same at each start, so that hosts' caches stay right. */
  static long of(String vpcId) {
    UUID digest = UUID.nameUUIDFromBytes(("router of " + vpcId).getBytes(StandardCharsets.UTF_8));
    return LOCALLY_ADMINISTERED | (digest.getMostSignificantBits() & LOW_40_BITS);
  }
}
