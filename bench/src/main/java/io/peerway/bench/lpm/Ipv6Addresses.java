package io.peerway.bench.lpm;

/** IPv6 addresses in two columns. */
public final class Ipv6Addresses {
  /** The first 64 bits of each address. */
  final long[] hi;

  /** The last 64 bits. */
  final long[] lo;

  Ipv6Addresses(int count) {
    hi = new long[count];
    lo = new long[count];
  }
}
