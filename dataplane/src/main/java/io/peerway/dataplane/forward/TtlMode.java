package io.peerway.dataplane.forward;

/** Whether the router counts as a hop. */
public enum TtlMode {
  /** TTL and hop limit go down by one, as RFC 1812 section 5.3.1 demands of a router. */
  DECREMENT,
  /** TTL and hop limit are left alone, as AWS's own VPC router does. */
  TRANSPARENT
}
