package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The TCP header (RFC 9293 section 3.1).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 * 0 |          Source port          |        Destination port       |
 *   +-------------------------------+-------------------------------+
 * 4 |                        Sequence number                        |
 *   +---------------------------------------------------------------+
 * 8 |                     Acknowledgment number                     |
 *   +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *   | Data  | Rsrvd |C|E|U|A|P|R|S|F|                               |
 * 12| offset|       |W|C|R|C|S|S|Y|I|             Window            |
 *   |       |       |R|E|G|K|H|T|N|N|                               |
 *   +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 * 16|            Checksum           |         Urgent pointer        |
 *   +-------------------------------+-------------------------------+
 * 20|                 Options, 0 to 40 bytes                       ...
 * </pre>
 */
public final class TcpHeader {
  public static final int SOURCE_PORT_OFFSET = 0;
  public static final int DESTINATION_PORT_OFFSET = 2;
  public static final int SEQUENCE_OFFSET = 4;
  public static final int ACKNOWLEDGMENT_OFFSET = 8;
  public static final int DATA_OFFSET_OFFSET = 12;
  public static final int FLAGS_OFFSET = 13;
  public static final int WINDOW_OFFSET = 14;
  public static final int CHECKSUM_OFFSET = 16;
  public static final int URGENT_POINTER_OFFSET = 18;

  /** Length of a header without options. */
  public static final int MIN_LENGTH = 20;

  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;
  public static final int ECE = 0x40;
  public static final int CWR = 0x80;

  private TcpHeader() {}

  /**
   * TRUNCATED or BAD_HEADER_LENGTH. The checksum is not looked at: with offload it is not there
   * yet.
   *
   * @param available bytes from {@code at} to the end of the IP packet
   */
  public static HeaderFault check(MemorySegment mem, long at, int available) {
    if (available < MIN_LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    int headerLength = headerLength(mem, at);
    if (headerLength < MIN_LENGTH) {
      return HeaderFault.BAD_HEADER_LENGTH;
    }
    return headerLength > available ? HeaderFault.TRUNCATED : HeaderFault.NONE;
  }

  public static int sourcePort(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + SOURCE_PORT_OFFSET);
  }

  public static int destinationPort(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + DESTINATION_PORT_OFFSET);
  }

  public static int sequence(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + SEQUENCE_OFFSET);
  }

  public static void sequence(MemorySegment mem, long at, int value) {
    Bytes.u32(mem, at + SEQUENCE_OFFSET, value);
  }

  public static int acknowledgment(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + ACKNOWLEDGMENT_OFFSET);
  }

  /** In bytes, options included: where the data begins. */
  public static int headerLength(MemorySegment mem, long at) {
    return (Bytes.u8(mem, at + DATA_OFFSET_OFFSET) >>> 4) << 2;
  }

  /** Of {@link #FIN} to {@link #CWR}. */
  public static int flags(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + FLAGS_OFFSET);
  }

  public static void flags(MemorySegment mem, long at, int flags) {
    Bytes.u8(mem, at + FLAGS_OFFSET, flags);
  }

  /** As sent, not scaled. */
  public static int window(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + WINDOW_OFFSET);
  }

  public static int checksum(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + CHECKSUM_OFFSET);
  }

  public static void checksum(MemorySegment mem, long at, int value) {
    Bytes.u16(mem, at + CHECKSUM_OFFSET, value);
  }

  public static int urgentPointer(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + URGENT_POINTER_OFFSET);
  }

  /**
   * Computes the checksum over header and data and stores it.
   *
   * @param length of header and data
   * @param pseudoHeader from {@link Ipv4Header#pseudoHeader} or {@link Ipv6Header#pseudoHeader}
   */
  public static void updateChecksum(MemorySegment mem, long at, int length, long pseudoHeader) {
    checksum(mem, at, InternetChecksum.transport(mem, at, length, CHECKSUM_OFFSET, pseudoHeader));
  }

  /**
   * Writes a header without options, with a checksum of 0 for {@link #updateChecksum} once the data
   * is in place.
   *
   * @param flags of {@link #FIN} to {@link #CWR}
   */
  public static void write(
      MemorySegment mem,
      long at,
      int sourcePort,
      int destinationPort,
      int sequence,
      int acknowledgment,
      int flags,
      int window) {
    Bytes.u16(mem, at + SOURCE_PORT_OFFSET, sourcePort);
    Bytes.u16(mem, at + DESTINATION_PORT_OFFSET, destinationPort);
    sequence(mem, at, sequence);
    Bytes.u32(mem, at + ACKNOWLEDGMENT_OFFSET, acknowledgment);
    Bytes.u8(mem, at + DATA_OFFSET_OFFSET, (MIN_LENGTH >>> 2) << 4);
    flags(mem, at, flags);
    Bytes.u16(mem, at + WINDOW_OFFSET, window);
    checksum(mem, at, 0);
    Bytes.u16(mem, at + URGENT_POINTER_OFFSET, 0);
  }
}
