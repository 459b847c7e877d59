package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The IPv6 header (RFC 8200 section 3).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+---------------+---------------------------------------+
 * 0 |Version| Traffic class |              Flow label               |
 *   +-------+---------------+-------+---------------+---------------+
 * 4 |         Payload length        |  Next header  |   Hop limit   |
 *   +-------------------------------+---------------+---------------+
 * 8 |                                                               |
 * 12|                         Source address                        |
 * 16|                                                               |
 * 20|                                                               |
 *   +---------------------------------------------------------------+
 * 24|                                                               |
 * 28|                      Destination address                      |
 * 32|                                                               |
 * 36|                                                               |
 *   +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv6Header {
  public static final int VERSION_OFFSET = 0;
  public static final int PAYLOAD_LENGTH_OFFSET = 4;
  public static final int NEXT_HEADER_OFFSET = 6;
  public static final int HOP_LIMIT_OFFSET = 7;
  public static final int SOURCE_OFFSET = 8;
  public static final int DESTINATION_OFFSET = 24;
  public static final int LENGTH = 40;

  /** Every link carries packets of this many bytes (RFC 8200 section 5). */
  public static final int MIN_MTU = 1280;

  private Ipv6Header() {}

  /**
   * TRUNCATED or BAD_VERSION. Bytes after the payload length are padding and no fault. A jumbogram
   * (RFC 2675) is one of payload length 0, and its extension headers are found truncated.
   *
   * @param available bytes from {@code at} to the end of the frame
   */
  public static HeaderFault check(MemorySegment mem, long at, int available) {
    if (available < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    if (version(mem, at) != 6) {
      return HeaderFault.BAD_VERSION;
    }
    return payloadLength(mem, at) > available - LENGTH ? HeaderFault.TRUNCATED : HeaderFault.NONE;
  }

  public static int version(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + VERSION_OFFSET) >>> 4;
  }

  /** DSCP and ECN. */
  public static int trafficClass(MemorySegment mem, long at) {
    return (Bytes.u16(mem, at + VERSION_OFFSET) >>> 4) & 0xff;
  }

  /** 20 bits. */
  public static int flowLabel(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + VERSION_OFFSET) & 0xf_ffff;
  }

  /** Of all that follows this header, extension headers included. */
  public static int payloadLength(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + PAYLOAD_LENGTH_OFFSET);
  }

  public static void payloadLength(MemorySegment mem, long at, int value) {
    Bytes.u16(mem, at + PAYLOAD_LENGTH_OFFSET, value);
  }

  /** Of this header and all that follows. */
  public static int totalLength(MemorySegment mem, long at) {
    return LENGTH + payloadLength(mem, at);
  }

  /** One of {@link IpProtocol}; {@link Ipv6Extensions} finds the upper-layer protocol. */
  public static int nextHeader(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + NEXT_HEADER_OFFSET);
  }

  public static void nextHeader(MemorySegment mem, long at, int protocol) {
    Bytes.u8(mem, at + NEXT_HEADER_OFFSET, protocol);
  }

  public static int hopLimit(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + HOP_LIMIT_OFFSET);
  }

  public static void hopLimit(MemorySegment mem, long at, int value) {
    Bytes.u8(mem, at + HOP_LIMIT_OFFSET, value);
  }

  public static long sourceHi(MemorySegment mem, long at) {
    return Bytes.i64(mem, at + SOURCE_OFFSET);
  }

  public static long sourceLo(MemorySegment mem, long at) {
    return Bytes.i64(mem, at + SOURCE_OFFSET + 8);
  }

  public static void source(MemorySegment mem, long at, long hi, long lo) {
    Bytes.i64(mem, at + SOURCE_OFFSET, hi);
    Bytes.i64(mem, at + SOURCE_OFFSET + 8, lo);
  }

  public static long destinationHi(MemorySegment mem, long at) {
    return Bytes.i64(mem, at + DESTINATION_OFFSET);
  }

  public static long destinationLo(MemorySegment mem, long at) {
    return Bytes.i64(mem, at + DESTINATION_OFFSET + 8);
  }

  public static void destination(MemorySegment mem, long at, long hi, long lo) {
    Bytes.i64(mem, at + DESTINATION_OFFSET, hi);
    Bytes.i64(mem, at + DESTINATION_OFFSET + 8, lo);
  }

  /**
   * The sum of the pseudo-header of the upper-layer protocol that this header carries.
   *
   * @param length of the upper-layer header and its data
   */
  public static long pseudoHeader(MemorySegment mem, long at, int protocol, int length) {
    return InternetChecksum.pseudoHeader(
        sourceHi(mem, at),
        sourceLo(mem, at),
        destinationHi(mem, at),
        destinationLo(mem, at),
        protocol,
        length);
  }

  /** Writes the whole header. */
  public static void write(
      MemorySegment mem,
      long at,
      int trafficClass,
      int flowLabel,
      int payloadLength,
      int nextHeader,
      int hopLimit,
      long sourceHi,
      long sourceLo,
      long destinationHi,
      long destinationLo) {
    Bytes.u32(
        mem,
        at + VERSION_OFFSET,
        (6 << 28) | ((trafficClass & 0xff) << 20) | (flowLabel & 0xf_ffff));
    payloadLength(mem, at, payloadLength);
    nextHeader(mem, at, nextHeader);
    hopLimit(mem, at, hopLimit);
    source(mem, at, sourceHi, sourceLo);
    destination(mem, at, destinationHi, destinationLo);
  }
}
