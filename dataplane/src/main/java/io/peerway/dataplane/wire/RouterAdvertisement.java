package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Writes IPv6 router advertisements (RFC 4861 section 4.2 and 4.6).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 * 0 |   Type (134)  |    Code (0)   |            Checksum           |
 *   +---------------+-+-+-----------+-------------------------------+
 * 4 | Cur hop limit |M|O|  Reserved |        Router lifetime        |
 *   +---------------+-+-+-----------+-------------------------------+
 * 8 |                         Reachable time                        |
 *   +---------------------------------------------------------------+
 * 12|                        Retransmit timer                       |
 *   +---------------+---------------+-------------------------------+
 * 16|  Option type  |Length (8-byte)|  Option data ...              |
 *   +---------------+---------------+-------------------------------+
 *
 *   +---------------+---------------+---------------+-+-+-----------+    prefix information
 * 0 |    Type (3)   |   Length (4)  | Prefix length |L|A| Reserved  |
 *   +---------------+---------------+---------------+-+-+-----------+
 * 4 |                         Valid lifetime                        |
 *   +---------------------------------------------------------------+
 * 8 |                       Preferred lifetime                      |
 *   +---------------------------------------------------------------+
 * 12|                            Reserved                           |
 *   +---------------------------------------------------------------+
 * 16|                       Prefix, 16 bytes                        |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * <p>{@link #begin} first, then any options, each of which takes the length so far and answers with
 * the new one; at last {@link IcmpV6#updateChecksum} over that length.
 */
public final class RouterAdvertisement {
  public static final int HOP_LIMIT_OFFSET = 4;
  public static final int FLAGS_OFFSET = 5;
  public static final int LIFETIME_OFFSET = 6;
  public static final int REACHABLE_TIME_OFFSET = 8;
  public static final int RETRANSMIT_TIMER_OFFSET = 12;

  /** Length without options. */
  public static final int LENGTH = 16;

  /** Flags of the advertisement: addresses, or other configuration, come from DHCPv6. */
  public static final int MANAGED = 0x80;

  public static final int OTHER_CONFIGURATION = 0x40;

  /** Flags of a prefix: it is on the link; hosts form their own addresses from it. */
  public static final int ON_LINK = 0x80;

  public static final int AUTONOMOUS = 0x40;

  /** A prefix lifetime in seconds without end. */
  public static final int INFINITE = 0xffff_ffff;

  /** Options of RFC 8106. */
  public static final int RECURSIVE_DNS_SERVER = 25;

  public static final int DNS_SEARCH_LIST = 31;

  private static final int ADDRESS_OPTION_LENGTH = 8;
  private static final int MTU_OPTION_LENGTH = 8;
  private static final int PREFIX_OPTION_LENGTH = 32;
  private static final int DNS_OPTION_LENGTH = 8;

  private RouterAdvertisement() {}

  /**
   * Writes the part before the options; reachable time and retransmit timer are left to the hosts.
   *
   * @param hopLimit that hosts shall use, 0 for no opinion
   * @param flags of {@link #MANAGED}, {@link #OTHER_CONFIGURATION}
   * @param lifetimeSeconds for which this is a default router, up to 65535; 0: it is none
   * @return the length so far
   */
  public static int begin(
      MemorySegment mem, long at, int hopLimit, int flags, int lifetimeSeconds) {
    Bytes.u8(mem, at + IcmpV6.TYPE_OFFSET, NeighborDiscovery.ROUTER_ADVERTISEMENT);
    Bytes.u8(mem, at + IcmpV6.CODE_OFFSET, 0);
    Bytes.u16(mem, at + IcmpV6.CHECKSUM_OFFSET, 0);
    Bytes.u8(mem, at + HOP_LIMIT_OFFSET, hopLimit);
    Bytes.u8(mem, at + FLAGS_OFFSET, flags);
    Bytes.u16(mem, at + LIFETIME_OFFSET, lifetimeSeconds);
    Bytes.u32(mem, at + REACHABLE_TIME_OFFSET, 0);
    Bytes.u32(mem, at + RETRANSMIT_TIMER_OFFSET, 0);
    return LENGTH;
  }

  /** Adds the router's own MAC address. */
  public static int addSourceLinkLayerAddress(MemorySegment mem, long at, int length, long mac) {
    beginOption(
        mem, at + length, NeighborDiscovery.SOURCE_LINK_LAYER_ADDRESS, ADDRESS_OPTION_LENGTH);
    Bytes.u48(mem, at + length + 2, mac);
    return length + ADDRESS_OPTION_LENGTH;
  }

  /** Adds the MTU that all nodes on the link shall use. */
  public static int addMtu(MemorySegment mem, long at, int length, int mtu) {
    beginOption(mem, at + length, NeighborDiscovery.MTU, MTU_OPTION_LENGTH);
    Bytes.u16(mem, at + length + 2, 0);
    Bytes.u32(mem, at + length + 4, mtu);
    return length + MTU_OPTION_LENGTH;
  }

  /**
   * Adds a prefix.
   *
   * @param flags of {@link #ON_LINK}, {@link #AUTONOMOUS}
   * @param validSeconds unsigned, or {@link #INFINITE}
   * @param preferredSeconds unsigned, not above {@code validSeconds}, or {@link #INFINITE}
   */
  public static int addPrefix(
      MemorySegment mem,
      long at,
      int length,
      Ipv6Prefix prefix,
      int flags,
      int validSeconds,
      int preferredSeconds) {
    long option = at + length;
    beginOption(mem, option, NeighborDiscovery.PREFIX_INFORMATION, PREFIX_OPTION_LENGTH);
    Bytes.u8(mem, option + 2, prefix.length());
    Bytes.u8(mem, option + 3, flags);
    Bytes.u32(mem, option + 4, validSeconds);
    Bytes.u32(mem, option + 8, preferredSeconds);
    Bytes.u32(mem, option + 12, 0);
    Bytes.i64(mem, option + 16, prefix.hi());
    Bytes.i64(mem, option + 24, prefix.lo());
    return length + PREFIX_OPTION_LENGTH;
  }

  /**
   * Adds DNS servers (RFC 8106 section 5.1); none where there are none.
   *
   * @param seconds for which they may be used
   */
  public static int addDnsServers(
      MemorySegment mem, long at, int length, List<Ipv6Address> servers, int seconds) {
    if (servers.isEmpty()) {
      return length;
    }
    long option = at + length;
    int optionLength = DNS_OPTION_LENGTH + servers.size() * 16;
    beginOption(mem, option, RECURSIVE_DNS_SERVER, optionLength);
    Bytes.u16(mem, option + 2, 0);
    Bytes.u32(mem, option + 4, seconds);
    long address = option + DNS_OPTION_LENGTH;
    for (Ipv6Address server : servers) {
      Bytes.i64(mem, address, server.hi());
      Bytes.i64(mem, address + 8, server.lo());
      address += 16;
    }
    return length + optionLength;
  }

  /**
   * Adds domains to search (RFC 8106 section 5.2); none where there are none.
   *
   * @param seconds for which they may be used
   */
  public static int addDomains(
      MemorySegment mem, long at, int length, List<String> domains, int seconds) {
    if (domains.isEmpty()) {
      return length;
    }
    long option = at + length;
    int names = DomainName.write(mem, option + DNS_OPTION_LENGTH, domains);
    int padded = (names + 7) & ~7;
    Bytes.zero(mem, option + DNS_OPTION_LENGTH + names, padded - names);
    beginOption(mem, option, DNS_SEARCH_LIST, DNS_OPTION_LENGTH + padded);
    Bytes.u16(mem, option + 2, 0);
    Bytes.u32(mem, option + 4, seconds);
    return length + DNS_OPTION_LENGTH + padded;
  }

  private static void beginOption(MemorySegment mem, long option, int type, int optionLength) {
    Bytes.u8(mem, option, type);
    Bytes.u8(mem, option + 1, optionLength >>> 3);
  }
}
