package io.peerway.dataplane.forward.slowpath;

/** The router's link-local IPv6 address, {@code fe80::1} on every port. */
public final class RouterLinkLocal {
  static final long HI = 0xfe80L << 48;
  static final long LO = 1;

  private RouterLinkLocal() {}

  /** Whether an address is the router's link-local one. */
  public static boolean is(long hi, long lo) {
    return hi == HI && lo == LO;
  }
}
