package io.peerway.control.auth;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.collections.LongHashSet;

/**
 * Remembers signatures for as long as they are valid, so that none is taken twice.
 *
 * <p>Kept by the minute in which they end, and only their first 64 bits: among the millions that
 * fit into a quarter of an hour two are alike once in a million years or so, and then one call has
 * to be signed again.
 */
final class ReplayGuard {
  private final NavigableMap<Long, LongHashSet> byMinute = new TreeMap<>();

  /**
   * Takes a signature, if it was not taken before.
   *
   * @param signature 64 hexadecimal digits
   * @param validUntil the same for the same signature, and not past
   * @return whether this is the first time
   */
  synchronized boolean take(String signature, Instant validUntil, Instant now) {
    byMinute.headMap(minute(now)).clear();
    long firstBits = Long.parseUnsignedLong(signature, 0, 16, 16);
    return byMinute.computeIfAbsent(minute(validUntil), m -> new LongHashSet()).add(firstBits);
  }

  /** For how many minutes it remembers something. */
  synchronized int minutes() {
    return byMinute.size();
  }

  private static long minute(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), 60L);
  }
}
