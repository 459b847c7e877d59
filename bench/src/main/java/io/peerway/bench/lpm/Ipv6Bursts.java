package io.peerway.bench.lpm;

/** IPv6 addresses in the columns of bursts. */
public final class Ipv6Bursts {
  /** The first 64 bits of each address of each burst. */
  final long[][] hi;

  /** The last 64 bits. */
  final long[][] lo;

  Ipv6Bursts(int bursts, int addresses) {
    hi = new long[bursts][addresses];
    lo = new long[bursts][addresses];
  }
}
