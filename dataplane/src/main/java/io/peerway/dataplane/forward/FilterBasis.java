package io.peerway.dataplane.forward;

/** Why a side's security groups let a packet pass, or that they did not. */
public enum FilterBasis {
  /** The side has no security groups. */
  NO_GROUPS,
  /** Its rules decided, about this packet alone: the connection is not tracked. */
  RULES,
  /**
   * Its rules decided, about the connection that the packet begins, which is tracked from now on.
   */
  NEW_CONNECTION,
  /** The packet belongs to a tracked connection; the rules were not asked. */
  CONNECTION,
  /** The packet is an ICMP error about a tracked connection; the rules were not asked. */
  RELATED,
  /** The packet is an ICMP error about a connection that rules allow without tracking it. */
  RELATED_TO_UNTRACKED,
  /** A fragment of a datagram whose first fragment had passed both sides. */
  FRAGMENT;

  private static final FilterBasis[] VALUES = values();

  /** The basis with an ordinal. */
  public static FilterBasis of(int ordinal) {
    return VALUES[ordinal];
  }
}
