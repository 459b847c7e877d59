package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * ICMP for IPv4 (RFC 792; next-hop MTU from RFC 1191; codes 13 from RFC 1812).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 * 0 |     Type      |     Code      |            Checksum           |
 *   +---------------+---------------+-------------------------------+
 * 4 |                         Rest of header                        |
 *   |     echo:  identifier         |        sequence number        |
 *   |     fragmentation needed: 0   |          next-hop MTU         |
 *   |     parameter problem: pointer|               0               |
 *   +---------------------------------------------------------------+
 * 8 |  Echo data, or the header and first bytes of the packet in error
 * </pre>
 */
public final class IcmpV4 {
  public static final int TYPE_OFFSET = 0;
  public static final int CODE_OFFSET = 1;
  public static final int CHECKSUM_OFFSET = 2;
  public static final int REST_OFFSET = 4;
  public static final int LENGTH = 8;

  public static final int ECHO_REPLY = 0;
  public static final int DESTINATION_UNREACHABLE = 3;
  public static final int REDIRECT = 5;
  public static final int ECHO_REQUEST = 8;
  public static final int TIME_EXCEEDED = 11;
  public static final int PARAMETER_PROBLEM = 12;

  /** Codes of {@link #DESTINATION_UNREACHABLE}. */
  public static final int NETWORK_UNREACHABLE = 0;

  public static final int HOST_UNREACHABLE = 1;
  public static final int PROTOCOL_UNREACHABLE = 2;
  public static final int PORT_UNREACHABLE = 3;
  public static final int FRAGMENTATION_NEEDED = 4;
  public static final int SOURCE_ROUTE_FAILED = 5;
  public static final int ADMINISTRATIVELY_PROHIBITED = 13;

  /** Codes of {@link #TIME_EXCEEDED}. */
  public static final int TTL_EXCEEDED_IN_TRANSIT = 0;

  public static final int REASSEMBLY_TIME_EXCEEDED = 1;

  /** The most an error's IP packet may have in all (RFC 1812 section 4.3.2.3). */
  public static final int MAX_ERROR_PACKET = 576;

  private IcmpV4() {}

  /**
   * TRUNCATED or BAD_CHECKSUM.
   *
   * @param length of the whole message
   */
  public static HeaderFault check(MemorySegment mem, long at, int length) {
    if (length < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    return InternetChecksum.matches(mem, at, length, 0)
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

  /** Of a fragmentation-needed error; 0 from routers older than RFC 1191. */
  public static int nextHopMtu(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + REST_OFFSET + 2);
  }

  /** Of a parameter problem: the byte of the packet in error that is wrong. */
  public static int pointer(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + REST_OFFSET);
  }

  /**
   * Whether messages of this type report an error: none may be sent about them (RFC 1122 section
   * 3.2.2).
   */
  public static boolean isError(int type) {
    return switch (type) {
      case DESTINATION_UNREACHABLE, 4, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
      default -> false;
    };
  }

  /** Rest of header of an echo. */
  public static int restOfEcho(int identifier, int sequence) {
    return (identifier << 16) | (sequence & 0xffff);
  }

  /** Rest of header of {@link #FRAGMENTATION_NEEDED}. */
  public static int restOfMtu(int nextHopMtu) {
    return nextHopMtu & 0xffff;
  }

  /** Rest of header of {@link #PARAMETER_PROBLEM}. */
  public static int restOfPointer(int pointer) {
    return pointer << 24;
  }

  /**
   * Writes the header in front of data that is in place already, checksum included.
   *
   * @param rest of the header: 0, or from one of the {@code restOf} methods
   * @param length of header and data
   */
  public static void write(MemorySegment mem, long at, int type, int code, int rest, int length) {
    Bytes.u8(mem, at + TYPE_OFFSET, type);
    Bytes.u8(mem, at + CODE_OFFSET, code);
    Bytes.u32(mem, at + REST_OFFSET, rest);
    Bytes.u16(
        mem, at + CHECKSUM_OFFSET, InternetChecksum.transport(mem, at, length, CHECKSUM_OFFSET, 0));
  }

  /** Turns an echo request into its reply where it lies. */
  public static void turnIntoEchoReply(MemorySegment mem, long at) {
    int typeAndCode = Bytes.u16(mem, at + TYPE_OFFSET);
    Bytes.u16(mem, at + TYPE_OFFSET, ECHO_REPLY << 8);
    Bytes.u16(
        mem,
        at + CHECKSUM_OFFSET,
        InternetChecksum.update(checksum(mem, at), typeAndCode, ECHO_REPLY << 8));
  }
}
