package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The Address Resolution Protocol for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 * 0 |       Hardware type (1)       |     Protocol type (0x0800)    |
 *   +---------------+---------------+-------------------------------+
 * 4 |Hw address len | Pr address len|           Operation           |
 *   |      (6)      |      (4)      |                               |
 *   +---------------+---------------+-------------------------------+
 * 8 |                  Sender hardware address                      |
 *   +-------------------------------+-------------------------------+
 * 12|  Sender hw address (cont.)    |   Sender protocol address     |
 *   +-------------------------------+-------------------------------+
 * 16|Sender protocol address (cont.)|   Target hardware address     |
 *   +-------------------------------+-------------------------------+
 * 20|                Target hardware address (cont.)                |
 *   +---------------------------------------------------------------+
 * 24|                    Target protocol address                    |
 *   +---------------------------------------------------------------+
 * </pre>
 */
public final class ArpPacket {
  public static final int HARDWARE_TYPE_OFFSET = 0;
  public static final int PROTOCOL_TYPE_OFFSET = 2;
  public static final int HARDWARE_LENGTH_OFFSET = 4;
  public static final int PROTOCOL_LENGTH_OFFSET = 5;
  public static final int OPERATION_OFFSET = 6;
  public static final int SENDER_MAC_OFFSET = 8;
  public static final int SENDER_ADDRESS_OFFSET = 14;
  public static final int TARGET_MAC_OFFSET = 18;
  public static final int TARGET_ADDRESS_OFFSET = 24;
  public static final int LENGTH = 28;

  public static final int REQUEST = 1;
  public static final int REPLY = 2;

  // Hardware type 1 (Ethernet) and the protocol type; the two address lengths.
  private static final int ETHERNET_AND_IPV4 = (1 << 16) | EtherType.IPV4;
  private static final int SIX_AND_FOUR = (6 << 8) | 4;

  private ArpPacket() {}

  /**
   * TRUNCATED; BAD_TYPE for anything but a request or reply for IPv4 over Ethernet; BAD_ADDRESS
   * when the sender's MAC is a group address, which would poison the neighbour table.
   */
  public static HeaderFault check(MemorySegment mem, long at, int available) {
    if (available < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    int operation = operation(mem, at);
    if (Bytes.u32(mem, at + HARDWARE_TYPE_OFFSET) != ETHERNET_AND_IPV4
        || Bytes.u16(mem, at + HARDWARE_LENGTH_OFFSET) != SIX_AND_FOUR
        || (operation != REQUEST && operation != REPLY)) {
      return HeaderFault.BAD_TYPE;
    }
    return MacAddress.isMulticast(senderMac(mem, at)) ? HeaderFault.BAD_ADDRESS : HeaderFault.NONE;
  }

  /** {@link #REQUEST} or {@link #REPLY}. */
  public static int operation(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + OPERATION_OFFSET);
  }

  public static long senderMac(MemorySegment mem, long at) {
    return Bytes.u48(mem, at + SENDER_MAC_OFFSET);
  }

  public static int senderAddress(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + SENDER_ADDRESS_OFFSET);
  }

  /** Undefined in a request. */
  public static long targetMac(MemorySegment mem, long at) {
    return Bytes.u48(mem, at + TARGET_MAC_OFFSET);
  }

  public static int targetAddress(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + TARGET_ADDRESS_OFFSET);
  }

  /** Writes the question 'who has {@code targetAddress}?'. */
  public static void writeRequest(
      MemorySegment mem, long at, long senderMac, int senderAddress, int targetAddress) {
    write(mem, at, REQUEST, senderMac, senderAddress, 0, targetAddress);
  }

  /** Writes the answer '{@code senderAddress} is at {@code senderMac}' to the one who asked. */
  public static void writeReply(
      MemorySegment mem,
      long at,
      long senderMac,
      int senderAddress,
      long targetMac,
      int targetAddress) {
    write(mem, at, REPLY, senderMac, senderAddress, targetMac, targetAddress);
  }

  private static void write(
      MemorySegment mem,
      long at,
      int operation,
      long senderMac,
      int senderAddress,
      long targetMac,
      int targetAddress) {
    Bytes.u32(mem, at + HARDWARE_TYPE_OFFSET, ETHERNET_AND_IPV4);
    Bytes.u16(mem, at + HARDWARE_LENGTH_OFFSET, SIX_AND_FOUR);
    Bytes.u16(mem, at + OPERATION_OFFSET, operation);
    Bytes.u48(mem, at + SENDER_MAC_OFFSET, senderMac);
    Bytes.u32(mem, at + SENDER_ADDRESS_OFFSET, senderAddress);
    Bytes.u48(mem, at + TARGET_MAC_OFFSET, targetMac);
    Bytes.u32(mem, at + TARGET_ADDRESS_OFFSET, targetAddress);
  }
}
