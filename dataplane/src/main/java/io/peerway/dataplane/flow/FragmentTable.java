package io.peerway.dataplane.flow;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The datagrams whose first fragment was allowed, for the later fragments, which have no ports that
 * a rule could look at.
 *
 * <p>Shared by all workers. Of a datagram only a fingerprint of 61 bits is kept, and when there are
 * too many at once the oldest of eight gives way; its later fragments are dropped.
 */
public final class FragmentTable {
  /** How many datagrams it remembers. */
  public static final int CAPACITY = 1 << 16;

  /** How long: RFC 8200 section 4.5 gives reassembly 60 s, RFC 1122 section 3.3.2 60 to 120. */
  static final long TIMEOUT_NANOS = 60_000_000_000L;

  private static final int WAYS = 8;
  private static final int UNIT_SHIFT = 30; // about a second
  private static final int UNITS_MASK = 0xffff;
  private static final int TIMEOUT = (int) (TIMEOUT_NANOS >> UNIT_SHIFT) + 1;

  /** Fingerprint in the high 48 bits, time in the low 16; 0 is none. */
  private final AtomicLongArray entries = new AtomicLongArray(CAPACITY);

  /**
   * Remembers a datagram.
   *
   * @param datagram whose key names it: addresses, protocol, identification
   * @param nanos of the workers' clock
   */
  public void allow(FlowColumns datagram, int i, long nanos) {
    long hash = datagram.hash[i];
    int oldest = first(hash);
    int oldestAge = -1;
    for (int at = oldest; at < first(hash) + WAYS; at++) {
      long entry = entries.getOpaque(at);
      int age = isOf(entry, hash) || entry == 0 ? Integer.MAX_VALUE : age(entry, nanos);
      if (age > oldestAge) {
        oldest = at;
        oldestAge = age;
      }
    }
    entries.setRelease(oldest, (hash & ~UNITS_MASK) | units(nanos));
  }

  /** Whether a datagram's first fragment was allowed, not too long ago. */
  public boolean isAllowed(FlowColumns datagram, int i, long nanos) {
    long hash = datagram.hash[i];
    for (int at = first(hash); at < first(hash) + WAYS; at++) {
      long entry = entries.getAcquire(at);
      if (entry != 0 && isOf(entry, hash) && age(entry, nanos) <= TIMEOUT) {
        return true;
      }
    }
    return false;
  }

  private static int first(long hash) {
    return (int) hash & CAPACITY - WAYS;
  }

  private static boolean isOf(long entry, long hash) {
    return (entry ^ hash) >>> 16 == 0;
  }

  private static int units(long nanos) {
    return (int) (nanos >> UNIT_SHIFT) & UNITS_MASK;
  }

  private static int age(long entry, long nanos) {
    return units(nanos) - (int) entry & UNITS_MASK;
  }
}
