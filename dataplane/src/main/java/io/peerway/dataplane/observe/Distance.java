package io.peerway.dataplane.observe;

import java.util.Locale;

/** How far a packet goes from its sender to its receiver: what transfer is charged by. */
public enum Distance {
  /** Both are in one availability zone. */
  SAME_ZONE,
  /** In one region, but not in one availability zone. */
  OTHER_ZONE,
  /** In different regions. */
  OTHER_REGION;

  /** Name in JSON, metrics and price files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
