package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The IPv4 header (RFC 791 section 3.1; DSCP and ECN from RFC 2474 and RFC 3168).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-------+-----------+---+-------------------------------+
 * 0 |Version|  IHL  |   DSCP    |ECN|          Total length         |
 *   +-------+-------+-----------+---+-----+-------------------------+
 * 4 |         Identification        |0 D M|      Fragment offset    |
 *   +---------------+---------------+-----+-------------------------+
 * 8 |      TTL      |    Protocol   |        Header checksum        |
 *   +---------------+---------------+-------------------------------+
 * 12|                         Source address                        |
 *   +---------------------------------------------------------------+
 * 16|                      Destination address                      |
 *   +---------------------------------------------------------------+
 * 20|                 Options, 0 to 40 bytes                       ...
 * </pre>
 */
public final class Ipv4Header {
  public static final int VERSION_OFFSET = 0;
  public static final int TRAFFIC_CLASS_OFFSET = 1;
  public static final int TOTAL_LENGTH_OFFSET = 2;
  public static final int IDENTIFICATION_OFFSET = 4;
  public static final int FRAGMENT_OFFSET = 6;
  public static final int TTL_OFFSET = 8;
  public static final int PROTOCOL_OFFSET = 9;
  public static final int CHECKSUM_OFFSET = 10;
  public static final int SOURCE_OFFSET = 12;
  public static final int DESTINATION_OFFSET = 16;
  public static final int OPTIONS_OFFSET = 20;

  /** Length of a header without options. */
  public static final int MIN_LENGTH = 20;

  private static final int DONT_FRAGMENT = 0x4000;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int OFFSET_MASK = 0x1fff;

  private Ipv4Header() {}

  /**
   * TRUNCATED, BAD_VERSION, BAD_HEADER_LENGTH, BAD_TOTAL_LENGTH (below the header's length; above
   * the available bytes it is TRUNCATED) or BAD_CHECKSUM. Bytes after the total length are padding
   * and no fault.
   *
   * @param available bytes from {@code at} to the end of the frame
   */
  public static HeaderFault check(MemorySegment mem, long at, int available) {
    if (available < MIN_LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    if (version(mem, at) != 4) {
      return HeaderFault.BAD_VERSION;
    }
    int headerLength = headerLength(mem, at);
    if (headerLength < MIN_LENGTH) {
      return HeaderFault.BAD_HEADER_LENGTH;
    }
    int totalLength = totalLength(mem, at);
    if (totalLength < headerLength) {
      return HeaderFault.BAD_TOTAL_LENGTH;
    }
    if (totalLength > available) {
      return HeaderFault.TRUNCATED;
    }
    return isIntact(mem, at, headerLength) ? HeaderFault.NONE : HeaderFault.BAD_CHECKSUM;
  }

  private static boolean isIntact(MemorySegment mem, long at, int headerLength) {
    if (headerLength != MIN_LENGTH) {
      return InternetChecksum.finish(InternetChecksum.sum(mem, at, headerLength)) == 0;
    }
    // Without options, which is nearly always, it is five words: no loop is needed.
    return isIntact(Bytes.i64(mem, at), Bytes.i64(mem, at + 8), Bytes.u32(mem, at + 16));
  }

  private static boolean isIntact(long first, long second, int third) {
    long sum =
        (first >>> 32)
            + (first & 0xffff_ffffL)
            + (second >>> 32)
            + (second & 0xffff_ffffL)
            + (third & 0xffff_ffffL);
    return InternetChecksum.fold(sum) == 0xffff;
  }

  /**
   * Whether a header, given as its words, is what nearly every header is: one that {@link #check}
   * finds no fault with, without options, of a whole packet. What is not needs a closer look.
   *
   * @param first the first 8 bytes
   * @param second the second 8 bytes
   * @param third the last 4 bytes
   * @param available bytes from the start of the header to the end of the frame
   */
  public static boolean isOrdinary(long first, long second, int third, int available) {
    int totalLength = totalLength(first);
    return isWholeWithoutOptions(first)
        && totalLength >= MIN_LENGTH
        && totalLength <= available
        && isIntact(first, second, third);
  }

  /**
   * Whether a header is one of version 4 and five words, of a packet that is no fragment.
   *
   * @param first its first 8 bytes
   */
  public static boolean isWholeWithoutOptions(long first) {
    return first >>> 56 == 0x45 && (first & (MORE_FRAGMENTS | OFFSET_MASK)) == 0;
  }

  /**
   * Of header and payload.
   *
   * @param first the header's first 8 bytes
   */
  public static int totalLength(long first) {
    return (int) (first >>> 32) & 0xffff;
  }

  public static int version(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + VERSION_OFFSET) >>> 4;
  }

  /** In bytes, options included. */
  public static int headerLength(MemorySegment mem, long at) {
    return (Bytes.u8(mem, at + VERSION_OFFSET) & 0xf) << 2;
  }

  public static int optionsLength(MemorySegment mem, long at) {
    return headerLength(mem, at) - MIN_LENGTH;
  }

  /** DSCP and ECN. */
  public static int trafficClass(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + TRAFFIC_CLASS_OFFSET);
  }

  /** Of header and payload. */
  public static int totalLength(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + TOTAL_LENGTH_OFFSET);
  }

  /** Leaves the checksum for {@link #updateChecksum}. */
  public static void totalLength(MemorySegment mem, long at, int value) {
    Bytes.u16(mem, at + TOTAL_LENGTH_OFFSET, value);
  }

  public static int payloadLength(MemorySegment mem, long at) {
    return totalLength(mem, at) - headerLength(mem, at);
  }

  public static int identification(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + IDENTIFICATION_OFFSET);
  }

  /** Leaves the checksum for {@link #updateChecksum}. */
  public static void identification(MemorySegment mem, long at, int value) {
    Bytes.u16(mem, at + IDENTIFICATION_OFFSET, value);
  }

  public static boolean dontFragment(MemorySegment mem, long at) {
    return (Bytes.u16(mem, at + FRAGMENT_OFFSET) & DONT_FRAGMENT) != 0;
  }

  public static boolean moreFragments(MemorySegment mem, long at) {
    return (Bytes.u16(mem, at + FRAGMENT_OFFSET) & MORE_FRAGMENTS) != 0;
  }

  /** Where this fragment's payload belongs in the whole datagram's, in bytes. */
  public static int fragmentOffset(MemorySegment mem, long at) {
    return (Bytes.u16(mem, at + FRAGMENT_OFFSET) & OFFSET_MASK) << 3;
  }

  /**
   * Leaves the checksum for {@link #updateChecksum}.
   *
   * @param offset in bytes, a multiple of 8
   */
  public static void fragment(
      MemorySegment mem, long at, boolean dontFragment, boolean moreFragments, int offset) {
    int flags = (dontFragment ? DONT_FRAGMENT : 0) | (moreFragments ? MORE_FRAGMENTS : 0);
    Bytes.u16(mem, at + FRAGMENT_OFFSET, flags | ((offset >>> 3) & OFFSET_MASK));
  }

  /** Whether this is one of several fragments, the first included. */
  public static boolean isFragment(MemorySegment mem, long at) {
    return (Bytes.u16(mem, at + FRAGMENT_OFFSET) & (MORE_FRAGMENTS | OFFSET_MASK)) != 0;
  }

  public static int ttl(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + TTL_OFFSET);
  }

  /** Leaves the checksum for {@link #updateChecksum}. */
  public static void ttl(MemorySegment mem, long at, int value) {
    Bytes.u8(mem, at + TTL_OFFSET, value);
  }

  /**
   * Takes one from a TTL above 0 and keeps the checksum right without a pass over the header (RFC
   * 1624).
   */
  public static void decrementTtl(MemorySegment mem, long at) {
    int old = Bytes.u32(mem, at + TTL_OFFSET); // TTL, protocol, checksum
    int ttlAndProtocol = old >>> 16;
    int decremented = ttlAndProtocol - 0x100;
    int checksum = InternetChecksum.update(old & 0xffff, ttlAndProtocol, decremented);
    Bytes.u32(mem, at + TTL_OFFSET, decremented << 16 | checksum);
  }

  /** One of {@link IpProtocol}. */
  public static int protocol(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + PROTOCOL_OFFSET);
  }

  public static int checksum(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + CHECKSUM_OFFSET);
  }

  public static void checksum(MemorySegment mem, long at, int value) {
    Bytes.u16(mem, at + CHECKSUM_OFFSET, value);
  }

  /** Computes the checksum from the whole header and stores it. */
  public static void updateChecksum(MemorySegment mem, long at) {
    checksum(mem, at, 0);
    checksum(
        mem, at, InternetChecksum.finish(InternetChecksum.sum(mem, at, headerLength(mem, at))));
  }

  public static int source(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + SOURCE_OFFSET);
  }

  /** Leaves the checksum for {@link #updateChecksum}. */
  public static void source(MemorySegment mem, long at, int address) {
    Bytes.u32(mem, at + SOURCE_OFFSET, address);
  }

  public static int destination(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + DESTINATION_OFFSET);
  }

  /** Leaves the checksum for {@link #updateChecksum}. */
  public static void destination(MemorySegment mem, long at, int address) {
    Bytes.u32(mem, at + DESTINATION_OFFSET, address);
  }

  /**
   * The sum of the pseudo-header of the transport protocol that this header carries.
   *
   * @param length of the transport header and its data
   */
  public static long pseudoHeader(MemorySegment mem, long at, int protocol, int length) {
    return InternetChecksum.pseudoHeader(source(mem, at), destination(mem, at), protocol, length);
  }

  /**
   * Writes a whole header without options, not fragmented, checksum included.
   *
   * @param totalLength of header and payload
   */
  public static void write(
      MemorySegment mem,
      long at,
      int trafficClass,
      int totalLength,
      int identification,
      boolean dontFragment,
      int ttl,
      int protocol,
      int source,
      int destination) {
    Bytes.u16(mem, at + VERSION_OFFSET, (4 << 12) | ((MIN_LENGTH >>> 2) << 8) | trafficClass);
    totalLength(mem, at, totalLength);
    identification(mem, at, identification);
    fragment(mem, at, dontFragment, false, 0);
    ttl(mem, at, ttl);
    Bytes.u8(mem, at + PROTOCOL_OFFSET, protocol);
    source(mem, at, source);
    destination(mem, at, destination);
    updateChecksum(mem, at);
  }
}
