package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The messages of IPv6 neighbour discovery that a router receives: neighbour solicitation (NS),
 * neighbour advertisement (NA) and router solicitation (RS) (RFC 4861 sections 4.1, 4.3, 4.4).
 * {@link IcmpV6} reads their first 4 bytes.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 * 0 |     Type      |   Code (0)    |            Checksum           |
 *   +-+-+-+---------+---------------+-------------------------------+
 * 4 |R|S|O|           Reserved (the flags are NA's only)            |
 *   +-+-+-+---------------------------------------------------------+
 * 8 |                                                               |
 * 12|              Target address (NS and NA, not RS)               |
 * 16|                                                               |
 * 20|                                                               |
 *   +---------------+---------------+-------------------------------+
 * 24|  Option type  |Length (8-byte)|  Link-layer address ...       |
 *   +---------------+---------------+-------------------------------+
 * </pre>
 */
public final class NeighborDiscovery {
  public static final int FLAGS_OFFSET = 4;
  public static final int TARGET_OFFSET = 8;

  /** Length of a router solicitation without options. */
  public static final int SOLICIT_ROUTER_LENGTH = 8;

  /** Length of a neighbour solicitation or advertisement without options. */
  public static final int LENGTH = 24;

  /** Length of what the writers write: with one link-layer address option. */
  public static final int WRITTEN_LENGTH = LENGTH + 8;

  public static final int ROUTER_SOLICITATION = 133;
  public static final int ROUTER_ADVERTISEMENT = 134;
  public static final int NEIGHBOR_SOLICITATION = 135;
  public static final int NEIGHBOR_ADVERTISEMENT = 136;

  /** Option types (RFC 4861 section 4.6). */
  public static final int SOURCE_LINK_LAYER_ADDRESS = 1;

  public static final int TARGET_LINK_LAYER_ADDRESS = 2;
  public static final int PREFIX_INFORMATION = 3;
  public static final int MTU = 5;

  /** Flags of a neighbour advertisement. */
  public static final int ROUTER = 0x80;

  public static final int SOLICITED = 0x40;
  public static final int OVERRIDE = 0x20;

  /** What {@link #linkLayerAddress} answers when there is none. */
  public static final long NO_ADDRESS = -1;

  /** The hop limit that proves that the packet comes from the link itself. */
  public static final int HOP_LIMIT = 255;

  // Far more than any sender has a use for; without a limit one packet could bring eight thousand.
  private static final int MAX_OPTIONS = 16;

  private NeighborDiscovery() {}

  /**
   * The validation of RFC 4861 sections 6.1.1, 7.1.1 and 7.1.2: BAD_HOP_LIMIT, BAD_TYPE for any
   * other message, TRUNCATED, BAD_CODE, BAD_ADDRESS, BAD_OPTION, BAD_CHECKSUM.
   *
   * @param length of the whole message
   * @param ipAt where the IPv6 header is
   */
  public static HeaderFault check(MemorySegment mem, long at, int length, long ipAt) {
    if (length < IcmpV6.LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    if (Ipv6Header.hopLimit(mem, ipAt) != HOP_LIMIT) {
      return HeaderFault.BAD_HOP_LIMIT;
    }
    if (IcmpV6.code(mem, at) != 0) {
      return HeaderFault.BAD_CODE;
    }
    HeaderFault fault =
        switch (IcmpV6.type(mem, at)) {
          case ROUTER_SOLICITATION -> checkRouterSolicitation(mem, at, length, ipAt);
          case NEIGHBOR_SOLICITATION -> checkNeighborSolicitation(mem, at, length, ipAt);
          case NEIGHBOR_ADVERTISEMENT -> checkNeighborAdvertisement(mem, at, length, ipAt);
          default -> HeaderFault.BAD_TYPE;
        };
    return fault == HeaderFault.NONE ? IcmpV6.check(mem, at, length, ipAt) : fault;
  }

  private static HeaderFault checkRouterSolicitation(
      MemorySegment mem, long at, int length, long ipAt) {
    return checkOptions(mem, at, length, SOLICIT_ROUTER_LENGTH, isSourceUnspecified(mem, ipAt));
  }

  private static HeaderFault checkNeighborSolicitation(
      MemorySegment mem, long at, int length, long ipAt) {
    if (length < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    boolean detectsDuplicate = isSourceUnspecified(mem, ipAt);
    boolean toSolicitedNode =
        Ipv6Address.isSolicitedNode(
            Ipv6Header.destinationHi(mem, ipAt), Ipv6Header.destinationLo(mem, ipAt));
    if (Ipv6Address.isMulticast(targetHi(mem, at)) || (detectsDuplicate && !toSolicitedNode)) {
      return HeaderFault.BAD_ADDRESS;
    }
    return checkOptions(mem, at, length, LENGTH, detectsDuplicate);
  }

  private static HeaderFault checkNeighborAdvertisement(
      MemorySegment mem, long at, int length, long ipAt) {
    if (length < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    boolean toGroup = Ipv6Address.isMulticast(Ipv6Header.destinationHi(mem, ipAt));
    if (Ipv6Address.isMulticast(targetHi(mem, at)) || (toGroup && isSolicited(mem, at))) {
      return HeaderFault.BAD_ADDRESS;
    }
    return checkOptions(mem, at, length, LENGTH, false);
  }

  private static HeaderFault checkOptions(
      MemorySegment mem, long at, int length, int firstOption, boolean sourceForbidden) {
    int offset = firstOption;
    for (int options = 0; offset < length; options++) {
      if (options == MAX_OPTIONS || length - offset < 8) {
        return HeaderFault.BAD_OPTION;
      }
      int type = Bytes.u8(mem, at + offset);
      int optionLength = Bytes.u8(mem, at + offset + 1) << 3;
      if (optionLength == 0
          || optionLength > length - offset
          || (sourceForbidden && type == SOURCE_LINK_LAYER_ADDRESS)) {
        return HeaderFault.BAD_OPTION;
      }
      offset += optionLength;
    }
    return HeaderFault.NONE;
  }

  private static boolean isSourceUnspecified(MemorySegment mem, long ipAt) {
    return (Ipv6Header.sourceHi(mem, ipAt) | Ipv6Header.sourceLo(mem, ipAt)) == 0;
  }

  /** Of NS and NA. */
  public static long targetHi(MemorySegment mem, long at) {
    return Bytes.i64(mem, at + TARGET_OFFSET);
  }

  /** Of NS and NA. */
  public static long targetLo(MemorySegment mem, long at) {
    return Bytes.i64(mem, at + TARGET_OFFSET + 8);
  }

  /** NA: the sender is a router. */
  public static boolean isRouter(MemorySegment mem, long at) {
    return (Bytes.u8(mem, at + FLAGS_OFFSET) & ROUTER) != 0;
  }

  /** NA: the answer to a solicitation. */
  public static boolean isSolicited(MemorySegment mem, long at) {
    return (Bytes.u8(mem, at + FLAGS_OFFSET) & SOLICITED) != 0;
  }

  /** NA: replaces an address that is known already. */
  public static boolean isOverride(MemorySegment mem, long at) {
    return (Bytes.u8(mem, at + FLAGS_OFFSET) & OVERRIDE) != 0;
  }

  /**
   * The MAC address in the first option of this type, or {@link #NO_ADDRESS}.
   *
   * @param length of the whole message
   * @param option {@link #SOURCE_LINK_LAYER_ADDRESS} (NS, RS) or {@link #TARGET_LINK_LAYER_ADDRESS}
   *     (NA)
   */
  public static long linkLayerAddress(MemorySegment mem, long at, int length, int option) {
    int offset = IcmpV6.type(mem, at) == ROUTER_SOLICITATION ? SOLICIT_ROUTER_LENGTH : LENGTH;
    while (offset < length) {
      int optionLength = Bytes.u8(mem, at + offset + 1) << 3;
      if (Bytes.u8(mem, at + offset) == option && optionLength == 8) {
        return Bytes.u48(mem, at + offset + 2);
      }
      offset += optionLength;
    }
    return NO_ADDRESS;
  }

  /**
   * Writes the question 'who has this target?' with the sender's MAC address, {@link
   * #WRITTEN_LENGTH} bytes, checksum included.
   *
   * @param ipAt where the IPv6 header is, its addresses written already
   */
  public static void writeSolicitation(
      MemorySegment mem, long at, long ipAt, long targetHi, long targetLo, long sourceMac) {
    write(
        mem,
        at,
        ipAt,
        NEIGHBOR_SOLICITATION,
        0,
        targetHi,
        targetLo,
        SOURCE_LINK_LAYER_ADDRESS,
        sourceMac);
  }

  /**
   * Writes the answer 'the target is at this MAC address', {@link #WRITTEN_LENGTH} bytes, checksum
   * included.
   *
   * @param ipAt where the IPv6 header is, its addresses written already
   * @param flags of {@link #ROUTER}, {@link #SOLICITED}, {@link #OVERRIDE}
   */
  public static void writeAdvertisement(
      MemorySegment mem,
      long at,
      long ipAt,
      int flags,
      long targetHi,
      long targetLo,
      long targetMac) {
    write(
        mem,
        at,
        ipAt,
        NEIGHBOR_ADVERTISEMENT,
        flags,
        targetHi,
        targetLo,
        TARGET_LINK_LAYER_ADDRESS,
        targetMac);
  }

  private static void write(
      MemorySegment mem,
      long at,
      long ipAt,
      int type,
      int flags,
      long targetHi,
      long targetLo,
      int option,
      long mac) {
    Bytes.i64(mem, at + TARGET_OFFSET, targetHi);
    Bytes.i64(mem, at + TARGET_OFFSET + 8, targetLo);
    Bytes.u8(mem, at + LENGTH, option);
    Bytes.u8(mem, at + LENGTH + 1, 1);
    Bytes.u48(mem, at + LENGTH + 2, mac);
    IcmpV6.write(mem, at, type, 0, flags << 24, WRITTEN_LENGTH, ipAt);
  }
}
