package io.peerway.dataplane.forward;

import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.TcpHeader;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;

/**
 * What filters look at besides the addresses, packed into a {@code long}.
 *
 * <pre>
 *    63       56 55       48 47       40 39       32 31             16 15              0
 *   +-----------+-----------+-----------+-----------+-----------------+-----------------+
 *   |           |   kind    | TCP flags | protocol  |  source port    |destination port |
 *   |           |           |           |           |  identifier     |ICMP type   code |
 *   +-----------+-----------+-----------+-----------+-----------------+-----------------+
 * </pre>
 */
public final class Transport {
  private static final int SOURCE_SHIFT = 16;
  private static final int PROTOCOL_SHIFT = 32;
  private static final int FLAGS_SHIFT = 40;
  private static final long FIRST_FRAGMENT = 1L << 48;
  private static final long LATER_FRAGMENT = 1L << 49;
  private static final long TRUNCATED = 1L << 50;

  private Transport() {}

  /** Of a packet that IP_INPUT found sound. */
  public static long of(Burst burst, int i) {
    return burst.family[i] == 4 ? of4(burst.memory, burst.ip(i)) : of6(burst.memory, burst.ip(i));
  }

  /** Of an IPv4 packet whose header was found sound. */
  static long of4(MemorySegment memory, long ip) {
    int protocol = Ipv4Header.protocol(memory, ip);
    long first = Bytes.i64(memory, ip);
    if (Ipv4Header.isWholeWithoutOptions(first)) { // as nearly all are
      int length = Ipv4Header.totalLength(first) - Ipv4Header.MIN_LENGTH;
      return whole(memory, ip + Ipv4Header.MIN_LENGTH, length, protocol);
    }
    int offset = Ipv4Header.headerLength(memory, ip);
    int available = Ipv4Header.totalLength(memory, ip) - offset;
    if (!Ipv4Header.isFragment(memory, ip)) {
      return whole(memory, ip + offset, available, protocol);
    }
    return Ipv4Header.fragmentOffset(memory, ip) != 0
        ? later(protocol)
        : whole(memory, ip + offset, available, protocol) | FIRST_FRAGMENT;
  }

  /** Of an IPv6 packet whose headers were found sound. */
  static long of6(MemorySegment memory, long ip) {
    long upper = Ipv6Extensions.walk(memory, ip);
    int protocol = Ipv6Extensions.protocol(upper);
    int offset = Ipv6Extensions.offset(upper);
    int available = Ipv6Header.totalLength(memory, ip) - offset;
    if (!Ipv6Extensions.isFragment(upper)) {
      return whole(memory, ip + offset, available, protocol);
    }
    return Ipv6Extensions.fragmentOffset(upper) != 0
        ? later(protocol)
        : whole(memory, ip + offset, available, protocol) | FIRST_FRAGMENT;
  }

  private static long later(int protocol) {
    return ((long) protocol << PROTOCOL_SHIFT) | LATER_FRAGMENT;
  }

  private static long whole(MemorySegment memory, long at, int available, int protocol) {
    long packed = (long) protocol << PROTOCOL_SHIFT;
    return switch (protocol) {
      case IpProtocol.TCP ->
          available < TcpHeader.MIN_LENGTH
              ? packed | TRUNCATED
              : packed | (long) TcpHeader.flags(memory, at) << FLAGS_SHIFT | ports(memory, at);
      case IpProtocol.UDP ->
          available < UdpHeader.LENGTH ? packed | TRUNCATED : packed | ports(memory, at);
      case IpProtocol.ICMP, IpProtocol.ICMPV6 ->
          available < IcmpV4.LENGTH ? packed | TRUNCATED : packed | message(memory, at);
      default -> packed;
    };
  }

  /** TCP and UDP have them in the same place, and in the order that they are packed in. */
  private static long ports(MemorySegment memory, long at) {
    return Bytes.u32(memory, at + UdpHeader.SOURCE_PORT_OFFSET) & 0xffff_ffffL;
  }

  /** ICMP and ICMPv6 have type, code and an echo's identifier in the same places. */
  private static long message(MemorySegment memory, long at) {
    return (long) IcmpV4.identifier(memory, at) << SOURCE_SHIFT
        | Traffic.selector(IcmpV4.type(memory, at), IcmpV4.code(memory, at));
  }

  /** One of {@link IpProtocol}; for IPv6 the one that follows the extension headers. */
  public static int protocol(long packed) {
    return (int) (packed >>> PROTOCOL_SHIFT) & 0xff;
  }

  /** The destination port, or type and code of ICMP: what a {@link Traffic} is about. */
  public static int selector(long packed) {
    return (int) packed & 0xffff;
  }

  /** The source port, or the identifier of an ICMP query. */
  public static int sourcePort(long packed) {
    return (int) (packed >>> SOURCE_SHIFT) & 0xffff;
  }

  /** Of {@link TcpHeader#FIN} to {@link TcpHeader#CWR}. */
  public static int tcpFlags(long packed) {
    return (int) (packed >>> FLAGS_SHIFT) & 0xff;
  }

  /** Whether it is the first of several fragments. */
  public static boolean isFirstFragment(long packed) {
    return (packed & FIRST_FRAGMENT) != 0;
  }

  /** Whether it is a fragment that has no ports. */
  public static boolean isLaterFragment(long packed) {
    return (packed & LATER_FRAGMENT) != 0;
  }

  /** Whether its ports, or its ICMP type and code, are not there. */
  public static boolean isTruncated(long packed) {
    return (packed & TRUNCATED) != 0;
  }
}
