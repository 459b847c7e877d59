package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The UDP header (RFC 768).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 * 0 |          Source port          |        Destination port       |
 *   +-------------------------------+-------------------------------+
 * 4 |             Length            |            Checksum           |
 *   +-------------------------------+-------------------------------+
 * </pre>
 */
public final class UdpHeader {
  public static final int SOURCE_PORT_OFFSET = 0;
  public static final int DESTINATION_PORT_OFFSET = 2;
  public static final int LENGTH_OFFSET = 4;
  public static final int CHECKSUM_OFFSET = 6;
  public static final int LENGTH = 8;

  private UdpHeader() {}

  /**
   * TRUNCATED or BAD_TOTAL_LENGTH (the length field is below the header's). The checksum is not
   * looked at: with offload it is not there yet. The first fragment of a datagram is TRUNCATED
   * here, although {@code available} of {@link #LENGTH} or more suffices for its ports.
   *
   * @param available bytes from {@code at} to the end of the IP packet
   */
  public static HeaderFault check(MemorySegment mem, long at, int available) {
    if (available < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    int length = length(mem, at);
    if (length < LENGTH) {
      return HeaderFault.BAD_TOTAL_LENGTH;
    }
    return length > available ? HeaderFault.TRUNCATED : HeaderFault.NONE;
  }

  public static int sourcePort(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + SOURCE_PORT_OFFSET);
  }

  public static int destinationPort(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + DESTINATION_PORT_OFFSET);
  }

  /** Of header and data. */
  public static int length(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + LENGTH_OFFSET);
  }

  public static void length(MemorySegment mem, long at, int value) {
    Bytes.u16(mem, at + LENGTH_OFFSET, value);
  }

  /** 0: the sender computed none (IPv4 only). */
  public static int checksum(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + CHECKSUM_OFFSET);
  }

  public static void checksum(MemorySegment mem, long at, int value) {
    Bytes.u16(mem, at + CHECKSUM_OFFSET, value);
  }

  /**
   * Computes the checksum over header and data and stores it.
   *
   * @param length of header and data
   * @param pseudoHeader from {@link Ipv4Header#pseudoHeader} or {@link Ipv6Header#pseudoHeader}
   */
  public static void updateChecksum(MemorySegment mem, long at, int length, long pseudoHeader) {
    int checksum = InternetChecksum.transport(mem, at, length, CHECKSUM_OFFSET, pseudoHeader);
    checksum(mem, at, InternetChecksum.neverZero(checksum));
  }

  /**
   * Writes the header with a checksum of 0, for {@link #updateChecksum} once the data is in place.
   *
   * @param length of header and data
   */
  public static void write(
      MemorySegment mem, long at, int sourcePort, int destinationPort, int length) {
    Bytes.u16(mem, at + SOURCE_PORT_OFFSET, sourcePort);
    Bytes.u16(mem, at + DESTINATION_PORT_OFFSET, destinationPort);
    length(mem, at, length);
    checksum(mem, at, 0);
  }
}
