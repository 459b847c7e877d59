package io.peerway.dataplane.lpm;

/** Arithmetic on prefixes of left-aligned 128-bit addresses. */
final class Prefixes {
  /** The greatest next hop: the two upper bits of a stored next hop say what it is. */
  static final int MAX_NEXT_HOP = (1 << 30) - 1;

  private Prefixes() {}

  /** The first 64 bits of the mask of a prefix length. */
  static long maskHi(int length) {
    return length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
  }

  /** The last 64 bits of the mask of a prefix length. */
  static long maskLo(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }

  static int compare(long hi1, long lo1, long hi2, long lo2) {
    int order = Long.compareUnsigned(hi1, hi2);
    return order != 0 ? order : Long.compareUnsigned(lo1, lo2);
  }

  static void checkNextHop(int nextHop) {
    if (nextHop < 1 || nextHop > MAX_NEXT_HOP) {
      throw new IllegalArgumentException("next hop " + nextHop + " is not of 1 to " + MAX_NEXT_HOP);
    }
  }

  static void checkIpv4(int address, int length) {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException("prefix length " + length + " is not of 0 to 32");
    }
    if ((((long) address << 32) & ~maskHi(length)) != 0) {
      throw new IllegalArgumentException(
          String.format("prefix %08x/%d has host bits set", address, length));
    }
  }

  static void checkIpv6(long hi, long lo, int length) {
    if (length < 0 || length > 128) {
      throw new IllegalArgumentException("prefix length " + length + " is not of 0 to 128");
    }
    if ((hi & ~maskHi(length)) != 0 || (lo & ~maskLo(length)) != 0) {
      throw new IllegalArgumentException(
          String.format("prefix %016x%016x/%d has host bits set", hi, lo, length));
    }
  }
}
