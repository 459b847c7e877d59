package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a TAP with IFF_VNET_HDR puts before each frame: {@code struct virtio_net_hdr} of {@code
 * linux/virtio_net.h} (virtio 1.2 section 5.1.6). Unlike everything else here it is in the
 * machine's own byte order, the TAP's default. The frame follows at once, and its positions are
 * counted from its start.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 * 0 |     flags     |    gso_type   |            hdr_len            |
 *   +---------------+---------------+-------------------------------+
 * 4 |            gso_size           |           csum_start          |
 *   +-------------------------------+-------------------------------+
 * 8 |          csum_offset          |
 *   +-------------------------------+
 * </pre>
 */
public final class VirtioNetHeader {
  public static final int FLAGS_OFFSET = 0;
  public static final int GSO_TYPE_OFFSET = 1;
  public static final int HEADER_LENGTH_OFFSET = 2;
  public static final int GSO_SIZE_OFFSET = 4;
  public static final int CHECKSUM_START_OFFSET = 6;
  public static final int CHECKSUM_OFFSET_OFFSET = 8;
  public static final int LENGTH = 10;

  /** Flag: the checksum field holds the folded pseudo-header, the rest is to be computed. */
  public static final int NEEDS_CSUM = 1;

  /** Flag: the checksum has been verified. */
  public static final int DATA_VALID = 2;

  public static final int GSO_NONE = 0;
  public static final int GSO_TCPV4 = 1;

  /** Segmented as IP fragments (UFO). */
  public static final int GSO_UDP = 3;

  public static final int GSO_TCPV6 = 4;

  /** Segmented as datagrams (USO). */
  public static final int GSO_UDP_L4 = 5;

  /** Set in addition to a TCP type: the first segment carries CWR. */
  public static final int GSO_ECN = 0x80;

  private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final int CHECKSUM_LENGTH = 2;

  private VirtioNetHeader() {}

  /**
   * TRUNCATED, or BAD_OFFLOAD: an unknown segmentation type, segments of no size, or positions
   * outside the frame.
   *
   * @param available bytes from {@code at} to the end of the frame
   */
  public static HeaderFault check(MemorySegment mem, long at, int available) {
    if (available < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    int frameLength = available - LENGTH;
    return isChecksumSound(mem, at, frameLength)
            && isGsoSound(mem, at)
            && headerLength(mem, at) <= frameLength
        ? HeaderFault.NONE
        : HeaderFault.BAD_OFFLOAD;
  }

  private static boolean isChecksumSound(MemorySegment mem, long at, int frameLength) {
    int start = checksumStart(mem, at);
    return !needsChecksum(mem, at)
        || (start >= EthernetHeader.LENGTH
            && start + checksumOffset(mem, at) + CHECKSUM_LENGTH <= frameLength);
  }

  private static boolean isGsoSound(MemorySegment mem, long at) {
    return switch (gsoType(mem, at)) {
      case GSO_NONE -> !hasEcn(mem, at);
      case GSO_TCPV4, GSO_TCPV6 -> gsoSize(mem, at) > 0;
      case GSO_UDP, GSO_UDP_L4 -> gsoSize(mem, at) > 0 && !hasEcn(mem, at);
      default -> false;
    };
  }

  /**
   * Whether nothing is asked of the receiver and nothing is claimed: neither flags nor segments.
   */
  public static boolean isPlain(MemorySegment mem, long at) {
    return mem.get(U16, at + FLAGS_OFFSET) == 0;
  }

  /** Of {@link #NEEDS_CSUM}, {@link #DATA_VALID}. */
  public static int flags(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + FLAGS_OFFSET);
  }

  public static boolean needsChecksum(MemorySegment mem, long at) {
    return (flags(mem, at) & NEEDS_CSUM) != 0;
  }

  public static boolean isDataValid(MemorySegment mem, long at) {
    return (flags(mem, at) & DATA_VALID) != 0;
  }

  /** {@link #GSO_NONE} or another type, without {@link #GSO_ECN}. */
  public static int gsoType(MemorySegment mem, long at) {
    return Bytes.u8(mem, at + GSO_TYPE_OFFSET) & ~GSO_ECN;
  }

  public static boolean hasEcn(MemorySegment mem, long at) {
    return (Bytes.u8(mem, at + GSO_TYPE_OFFSET) & GSO_ECN) != 0;
  }

  /** Whether the frame is a super-packet that stands for several segments. */
  public static boolean isGso(MemorySegment mem, long at) {
    return gsoType(mem, at) != GSO_NONE;
  }

  /** A hint: Ethernet, IP and transport headers, or more. */
  public static int headerLength(MemorySegment mem, long at) {
    return mem.get(U16, at + HEADER_LENGTH_OFFSET) & 0xffff;
  }

  /** Payload bytes of each segment but the last. */
  public static int gsoSize(MemorySegment mem, long at) {
    return mem.get(U16, at + GSO_SIZE_OFFSET) & 0xffff;
  }

  /** Where in the frame the checksum begins to count. */
  public static int checksumStart(MemorySegment mem, long at) {
    return mem.get(U16, at + CHECKSUM_START_OFFSET) & 0xffff;
  }

  /** Where the checksum is stored, after {@link #checksumStart}. */
  public static int checksumOffset(MemorySegment mem, long at) {
    return mem.get(U16, at + CHECKSUM_OFFSET_OFFSET) & 0xffff;
  }

  /** A frame without any offload. */
  public static void clear(MemorySegment mem, long at) {
    Bytes.i64(mem, at, 0);
    Bytes.u16(mem, at + CHECKSUM_OFFSET_OFFSET, 0);
  }

  /** Writes the whole header. */
  public static void write(
      MemorySegment mem,
      long at,
      int flags,
      int gsoType,
      int headerLength,
      int gsoSize,
      int checksumStart,
      int checksumOffset) {
    Bytes.u8(mem, at + FLAGS_OFFSET, flags);
    Bytes.u8(mem, at + GSO_TYPE_OFFSET, gsoType);
    mem.set(U16, at + HEADER_LENGTH_OFFSET, (short) headerLength);
    mem.set(U16, at + GSO_SIZE_OFFSET, (short) gsoSize);
    mem.set(U16, at + CHECKSUM_START_OFFSET, (short) checksumStart);
    mem.set(U16, at + CHECKSUM_OFFSET_OFFSET, (short) checksumOffset);
  }

  /**
   * Does in software what {@link #NEEDS_CSUM} asks of the receiver, and takes the flag away. Not
   * for super-packets, whose segments have a checksum each.
   *
   * @param frameLength of the frame that follows the header
   */
  public static void completeChecksum(MemorySegment mem, long at, int frameLength) {
    long frame = at + LENGTH;
    InternetChecksum.complete(
        mem, frame + checksumStart(mem, at), checksumOffset(mem, at), frame + frameLength);
    Bytes.u8(mem, at + FLAGS_OFFSET, flags(mem, at) & ~NEEDS_CSUM);
  }
}
