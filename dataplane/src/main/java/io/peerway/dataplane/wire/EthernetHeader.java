package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The Ethernet II header (IEEE 802.3 section 3.1.1; {@code struct ethhdr} in {@code
 * linux/if_ether.h}).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------------------------------------------------------+
 * 0 |                          Destination                          |
 *   +-------------------------------+-------------------------------+
 * 4 |      Destination (cont.)      |            Source             |
 *   +-------------------------------+-------------------------------+
 * 8 |                         Source (cont.)                        |
 *   +-------------------------------+-------------------------------+
 * 12|             Type              |
 *   +-------------------------------+
 * </pre>
 */
public final class EthernetHeader {
  public static final int DESTINATION_OFFSET = 0;
  public static final int SOURCE_OFFSET = 6;
  public static final int TYPE_OFFSET = 12;
  public static final int LENGTH = 14;

  private EthernetHeader() {}

  public static HeaderFault check(MemorySegment mem, long at, int available) {
    return available < LENGTH ? HeaderFault.TRUNCATED : HeaderFault.NONE;
  }

  public static long destination(MemorySegment mem, long at) {
    return Bytes.i64(mem, at + DESTINATION_OFFSET) >>> 16;
  }

  public static void destination(MemorySegment mem, long at, long mac) {
    Bytes.u48(mem, at + DESTINATION_OFFSET, mac);
  }

  public static long source(MemorySegment mem, long at) {
    return Bytes.i64(mem, at + SOURCE_OFFSET - 2) & 0xffff_ffff_ffffL;
  }

  public static void source(MemorySegment mem, long at, long mac) {
    Bytes.u48(mem, at + SOURCE_OFFSET, mac);
  }

  /** One of {@link EtherType}, or a length when below {@link EtherType#LEAST}. */
  public static int type(MemorySegment mem, long at) {
    return Bytes.u16(mem, at + TYPE_OFFSET);
  }

  public static void type(MemorySegment mem, long at, int etherType) {
    Bytes.u16(mem, at + TYPE_OFFSET, etherType);
  }

  /** Sets both addresses, with fewer stores than one after the other. */
  public static void addresses(MemorySegment mem, long at, long destination, long source) {
    Bytes.i64(mem, at + DESTINATION_OFFSET, destination << 16 | source >>> 32);
    Bytes.u32(mem, at + SOURCE_OFFSET + 2, (int) source);
  }

  /** Whether the destination is a group address, broadcast included. */
  public static boolean isMulticast(MemorySegment mem, long at) {
    return (Bytes.u8(mem, at + DESTINATION_OFFSET) & 1) != 0;
  }

  public static boolean isBroadcast(MemorySegment mem, long at) {
    return destination(mem, at) == MacAddress.BROADCAST;
  }

  /** Writes the whole header. */
  public static void write(
      MemorySegment mem, long at, long destination, long source, int etherType) {
    addresses(mem, at, destination, source);
    type(mem, at, etherType);
  }
}
