package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * ICMP for IPv6 (RFC 4443).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 * 0 |     Type      |     Code      |            Checksum           |
 *   +---------------+---------------+-------------------------------+
 * 4 |                         Rest of header                        |
 *   |     echo:  identifier         |        sequence number        |
 *   |     packet too big:          MTU                              |
 *   |     parameter problem:     pointer                            |
 *   +---------------------------------------------------------------+
 * 8 |  Echo data, or as much as fits of the packet in error
 * </pre>
 */
public final class IcmpV6 {
  public static final int TYPE_OFFSET = 0;
  public static final int CODE_OFFSET = 1;
  public static final int CHECKSUM_OFFSET = 2;
  public static final int REST_OFFSET = 4;
  public static final int LENGTH = 8;

  public static final int DESTINATION_UNREACHABLE = 1;
  public static final int PACKET_TOO_BIG = 2;
  public static final int TIME_EXCEEDED = 3;
  public static final int PARAMETER_PROBLEM = 4;
  public static final int ECHO_REQUEST = 128;
  public static final int ECHO_REPLY = 129;

  /** Codes of {@link #DESTINATION_UNREACHABLE}. */
  public static final int NO_ROUTE = 0;

  public static final int ADMINISTRATIVELY_PROHIBITED = 1;
  public static final int BEYOND_SCOPE = 2;
  public static final int ADDRESS_UNREACHABLE = 3;
  public static final int PORT_UNREACHABLE = 4;

  /** Codes of {@link #TIME_EXCEEDED}. */
  public static final int HOP_LIMIT_EXCEEDED_IN_TRANSIT = 0;

  public static final int REASSEMBLY_TIME_EXCEEDED = 1;

  /** Codes of {@link #PARAMETER_PROBLEM}. */
  public static final int ERRONEOUS_HEADER_FIELD = 0;

  public static final int UNRECOGNIZED_NEXT_HEADER = 1;

  /** The most an error's IP packet may have in all (RFC 4443 section 2.4 (c)). */
  public static final int MAX_ERROR_PACKET = Ipv6Header.MIN_MTU;

  private IcmpV6() {}

  /**
   * TRUNCATED or BAD_CHECKSUM.
   *
   * @param length of the whole message
   * @param ipAt where the IPv6 header is, whose addresses the checksum covers
   */
  public static HeaderFault check(MemorySegment mem, long at, int length, long ipAt) {
    if (length < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    long pseudoHeader = Ipv6Header.pseudoHeader(mem, ipAt, IpProtocol.ICMPV6, length);
    return InternetChecksum.matches(mem, at, length, pseudoHeader)
        ? HeaderFault.NONE
        : HeaderFault.BAD_CHECKSUM;
  }

  public static int type(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + TYPE_OFFSET);
  }

  public static int code(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + CODE_OFFSET);
  }

  public static int checksum(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + CHECKSUM_OFFSET);
  }

  /** Of an echo. */
  public static int identifier(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + REST_OFFSET);
  }

  /** Of an echo. */
  public static int sequence(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + REST_OFFSET + 2);
  }

  /** Of a packet-too-big error, as an unsigned 32-bit number. */
  public static long mtu(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + REST_OFFSET) & 0xffff_ffffL;
  }

  /**
   * Of a parameter problem: the byte of the packet in error that is wrong, as an unsigned 32-bit
   * number.
   */
  public static long pointer(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + REST_OFFSET) & 0xffff_ffffL;
  }

  /**
   * Whether messages of this type report an error: none may be sent about them (RFC 4443 section
   * 2.4 (e)).
   */
  public static boolean isError(int type) {
    return type < 128;
  }

  /**
   * Rest of header of an echo; that of packet too big and parameter problem is the plain number.
   */
  public static int restOfEcho(int identifier, int sequence) {
    return (identifier << 16) | (sequence & 0xffff);
  }

  /**
   * Writes the header in front of data that is in place already, checksum included.
   *
   * @param rest of the header: 0, an MTU, a pointer, or {@link #restOfEcho}
   * @param length of header and data
   * @param ipAt where the IPv6 header is, its addresses written already
   */
  public static void write(
      MemorySegment mem, long at, int type, int code, int rest, int length, long ipAt) {
    Bytes.u8(mem, at + TYPE_OFFSET, type);
    Bytes.u8(mem, at + CODE_OFFSET, code);
    Bytes.u32(mem, at + REST_OFFSET, rest);
    updateChecksum(mem, at, length, ipAt);
  }

  /** Computes the checksum of the whole message and stores it. */
  public static void updateChecksum(MemorySegment mem, long at, int length, long ipAt) {
    long pseudoHeader = Ipv6Header.pseudoHeader(mem, ipAt, IpProtocol.ICMPV6, length);
    Bytes.u16(
        mem,
        at + CHECKSUM_OFFSET,
        InternetChecksum.transport(mem, at, length, CHECKSUM_OFFSET, pseudoHeader));
  }

  /**
   * Turns an echo request into its reply where it lies; swapping the IP addresses does not change
   * the checksum.
   */
  public static void turnIntoEchoReply(MemorySegment mem, long at) {
    int typeAndCode = Bytes.u16(mem, at + TYPE_OFFSET);
    Bytes.u16(mem, at + TYPE_OFFSET, ECHO_REPLY << 8);
    Bytes.u16(
        mem,
        at + CHECKSUM_OFFSET,
        InternetChecksum.update(checksum(mem, at), typeAndCode, ECHO_REPLY << 8));
  }
}
