package io.peerway.dataplane.state;

import io.peerway.dataplane.observe.Distance;

/**
 * Where addresses are.
 *
 * @param region such as {@code eu-west-1}
 * @param zone such as {@code euw1-az1}; empty for addresses in no subnet, which are in no zone
 */
public record Place(String region, String zone) {
  /** Of what no region was said. */
  public static final Place NOWHERE = new Place("", "");

  /** How far it is to another place; two addresses in no zone are not in the same one. */
  public Distance to(Place other) {
    if (!region.equals(other.region)) {
      return Distance.OTHER_REGION;
    }
    return zone.isEmpty() || !zone.equals(other.zone) ? Distance.OTHER_ZONE : Distance.SAME_ZONE;
  }
}
