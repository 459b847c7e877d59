package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The Internet checksum: the complement of the one's complement sum of 16-bit words (RFC 1071).
 *
 * <p>A <i>sum</i> here is a {@code long} that has not been complemented. Sums of several pieces are
 * added with {@code +} (each piece but the last of even length) and then {@linkplain #finish
 * finished}; a {@code long} holds more pieces than any packet has. Over data that includes its own
 * checksum the finished value is 0 when the data is intact.
 */
public final class InternetChecksum {
  // Little-endian, since the machines that matter are: RFC 1071 section 2(B) lets the bytes be
  // swapped once at the end.
  private static final ValueLayout.OfShort SWAPPED_16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt SWAPPED_32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong SWAPPED_64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private InternetChecksum() {}

  /** The sum of {@code length} bytes; an odd last byte is padded with zero. */
  public static long sum(MemorySegment mem, long at, int length) {
    long sum = 0;
    int i = 0;
    // Two 32-bit halves into 64 bits: no carry is lost, so none needs to be caught within the loop.
    for (; i <= length - 8; i += 8) {
      long word = mem.get(SWAPPED_64, at + i);
      sum += (word & 0xffff_ffffL) + (word >>> 32);
    }
    if ((length & 4) != 0) {
      sum += mem.get(SWAPPED_32, at + i) & 0xffff_ffffL;
      i += 4;
    }
    if ((length & 2) != 0) {
      sum += mem.get(SWAPPED_16, at + i) & 0xffff;
      i += 2;
    }
    if ((length & 1) != 0) {
      sum += Bytes.u8(mem, at + i);
    }
    sum = (sum >>> 32) + (sum & 0xffff_ffffL);
    sum = (sum >>> 32) + (sum & 0xffff_ffffL);
    return Integer.toUnsignedLong(Integer.reverseBytes((int) sum));
  }

  /**
   * The sum of the pseudo-header of TCP and UDP over IPv4 (RFC 9293 section 3.1, RFC 768).
   *
   * @param length of the transport header and its data
   */
  public static long pseudoHeader(int source, int destination, int protocol, int length) {
    return (source & 0xffff_ffffL) + (destination & 0xffff_ffffL) + protocol + length;
  }

  /**
   * The sum of the pseudo-header of upper-layer protocols over IPv6 (RFC 8200 section 8.1).
   *
   * @param length of the upper-layer header and its data
   */
  public static long pseudoHeader(
      long sourceHi,
      long sourceLo,
      long destinationHi,
      long destinationLo,
      int protocol,
      int length) {
    return halves(sourceHi)
        + halves(sourceLo)
        + halves(destinationHi)
        + halves(destinationLo)
        + protocol
        + length;
  }

  private static long halves(long word) {
    return (word & 0xffff_ffffL) + (word >>> 32);
  }

  /** The sum as 16 bits, not complemented: what a partial checksum (NEEDS_CSUM) starts from. */
  public static int fold(long sum) {
    long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
    folded = (folded >>> 32) + (folded & 0xffff_ffffL);
    folded = (folded >>> 16) + (folded & 0xffff);
    folded = (folded >>> 16) + (folded & 0xffff);
    return (int) folded;
  }

  /** The checksum: the complement of the folded sum. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xffff;
  }

  /**
   * The checksum after one 16-bit field has changed (RFC 1624, equation 3).
   *
   * @param checksum as it is stored
   */
  public static int update(int checksum, int oldField, int newField) {
    return finish((~checksum & 0xffffL) + (~oldField & 0xffffL) + (newField & 0xffffL));
  }

  /**
   * The checksum to store in a transport header.
   *
   * @param length of the transport header and its data
   * @param checksumOffset of the checksum field in the header; what it holds does not count
   * @param pseudoHeader a sum from {@code pseudoHeader}; 0 for ICMP over IPv4, which has none
   */
  public static int transport(
      MemorySegment mem, long at, int length, int checksumOffset, long pseudoHeader) {
    long stored = Bytes.u16(mem, at + checksumOffset);
    // Adding the complement of a word takes the word out of a one's complement sum.
    return finish(sum(mem, at, length) + pseudoHeader + (~stored & 0xffff));
  }

  /**
   * Whether the checksum stored in a transport header matches.
   *
   * @param pseudoHeader a sum from {@code pseudoHeader}; 0 for ICMP over IPv4, which has none
   */
  public static boolean matches(MemorySegment mem, long at, int length, long pseudoHeader) {
    return finish(sum(mem, at, length) + pseudoHeader) == 0;
  }

  /**
   * Does what a device asked by NEEDS_CSUM would do: sums from {@code start} to {@code end}, where
   * the field already holds the folded pseudo-header, and stores the checksum.
   *
   * @param start of the transport header
   * @param checksumOffset of the field after {@code start}
   * @param end of the packet
   */
  public static void complete(MemorySegment mem, long start, int checksumOffset, long end) {
    int checksum = finish(sum(mem, start, (int) (end - start)));
    Bytes.u16(mem, start + checksumOffset, neverZero(checksum));
  }

  /**
   * 0 as 0xffff, its equal in one's complement: in UDP 0 says that there is no checksum (RFC 768).
   */
  static int neverZero(int checksum) {
    return checksum == 0 ? 0xffff : checksum;
  }
}
