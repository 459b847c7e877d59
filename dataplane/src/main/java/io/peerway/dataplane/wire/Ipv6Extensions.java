package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The extension headers between an IPv6 header and its upper-layer protocol (RFC 8200 section 4):
 * hop-by-hop options, routing, fragment and destination options. Everything else counts as an
 * upper-layer protocol.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 *   |  Next header  | Length (8-byte |  Options, or routing type and |
 *   |               | units, less 1)|  segments left ...            |
 *   +---------------+---------------+-------------------------------+
 *
 *   +---------------+---------------+-------------------------+---+-+    fragment header
 *   |  Next header  |   Reserved    |     Fragment offset     |Res|M|
 *   +---------------+---------------+-------------------------+---+-+
 *   |                        Identification                         |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * <p>{@link #walk} packs its result into a {@code long}, which the other methods take apart.
 */
public final class Ipv6Extensions {
  /**
   * How many extension headers are followed (RFC 8504 section 5.3 allows a limit; real chains have
   * one or two).
   */
  public static final int MAX_HEADERS = 8;

  // The packed result: protocol 0-7, offset 8-23, fault 24-31, fragment offset 32-47, flags from
  // 48.
  private static final int OFFSET_SHIFT = 8;
  private static final int FRAGMENT_SHIFT = 32;
  private static final long FRAGMENT_HEADER = 1L << 48;
  private static final long MORE_FRAGMENTS = 1L << 49;
  private static final long SOURCE_ROUTE = 1L << 50;
  private static final long TRUNCATED = 1L << 51;
  private static final long BAD_CHAIN = 1L << 52;

  private static final int MIN_HEADER_LENGTH = 8;
  private static final int FRAGMENT_FIELD_OFFSET = 2;
  private static final int IDENTIFICATION_OFFSET = 4;
  private static final int FRAGMENT_OFFSET_MASK = 0xfff8;
  private static final int ROUTING_TYPE_OFFSET = 2;
  private static final int SOURCE_ROUTE_TYPE = 0;

  private Ipv6Extensions() {}

  /**
   * Follows the chain of a packet that {@link Ipv6Header#check} has passed.
   *
   * @param at where the IPv6 header is
   * @return for the methods of this class. The {@link #fault} is TRUNCATED when a header reaches
   *     past the packet, and BAD_EXTENSION_CHAIN for more than {@link #MAX_HEADERS}, hop-by-hop
   *     options that are not first, or a second fragment header; protocol and offset are then those
   *     of the header at fault.
   */
  public static long walk(MemorySegment mem, long at) {
    return walk(mem, at, Ipv6Header.totalLength(mem, at));
  }

  /**
   * As {@link #walk(MemorySegment, long)}, of a packet of which only the beginning may be there.
   *
   * @param end how many bytes are, from the IPv6 header on; at least that
   */
  public static long walk(MemorySegment mem, long at, int end) {
    int offset = Ipv6Header.LENGTH;
    int protocol = Ipv6Header.nextHeader(mem, at);
    long found = 0;
    for (int headers = 0; isExtension(protocol); headers++) {
      boolean misplaced = protocol == IpProtocol.HOP_BY_HOP && headers > 0;
      boolean repeated = protocol == IpProtocol.FRAGMENT && (found & FRAGMENT_HEADER) != 0;
      if (misplaced || repeated || headers == MAX_HEADERS) {
        return pack(protocol, offset, found | BAD_CHAIN);
      }
      int length = length(mem, at, offset, end, protocol);
      if (length > end - offset) {
        return pack(protocol, offset, found | TRUNCATED);
      }
      if (protocol == IpProtocol.FRAGMENT) {
        found |= fragmentFields(Bytes.u16(mem, at + offset + FRAGMENT_FIELD_OFFSET));
      } else if (protocol == IpProtocol.ROUTING
          && Bytes.u8(mem, at + offset + ROUTING_TYPE_OFFSET) == SOURCE_ROUTE_TYPE) {
        found |= SOURCE_ROUTE;
      }
      protocol = Bytes.u8(mem, at + offset);
      offset += length;
      if (fragmentOffset(found) != 0) {
        break; // what follows is the middle of a datagram, whatever it looks like
      }
    }
    return pack(protocol, offset, found);
  }

  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case IpProtocol.HOP_BY_HOP,
          IpProtocol.ROUTING,
          IpProtocol.FRAGMENT,
          IpProtocol.DESTINATION_OPTIONS ->
          true;
      default -> false;
    };
  }

  private static int length(MemorySegment mem, long at, int offset, int end, int protocol) {
    if (end - offset < MIN_HEADER_LENGTH || protocol == IpProtocol.FRAGMENT) {
      return MIN_HEADER_LENGTH;
    }
    return (Bytes.u8(mem, at + offset + 1) + 1) << 3;
  }

  private static long fragmentFields(int field) {
    long offset = field & FRAGMENT_OFFSET_MASK;
    long more = (field & 1) != 0 ? MORE_FRAGMENTS : 0;
    return FRAGMENT_HEADER | more | (offset << FRAGMENT_SHIFT);
  }

  private static long pack(int protocol, int offset, long found) {
    return found | ((long) offset << OFFSET_SHIFT) | protocol;
  }

  /** NONE, TRUNCATED or BAD_EXTENSION_CHAIN. */
  public static HeaderFault fault(long walked) {
    if ((walked & (TRUNCATED | BAD_CHAIN)) == 0) {
      return HeaderFault.NONE;
    }
    return (walked & TRUNCATED) != 0 ? HeaderFault.TRUNCATED : HeaderFault.BAD_EXTENSION_CHAIN;
  }

  /** The upper-layer protocol, one of {@link IpProtocol}. */
  public static int protocol(long walked) {
    return (int) walked & 0xff;
  }

  /** Where the upper-layer header begins, in bytes from the start of the IPv6 header. */
  public static int offset(long walked) {
    return (int) (walked >>> OFFSET_SHIFT) & 0xffff;
  }

  /**
   * Whether this is one of several fragments, the first included; an atomic fragment (RFC 6946) is
   * none.
   */
  public static boolean isFragment(long walked) {
    return moreFragments(walked) || fragmentOffset(walked) != 0;
  }

  public static boolean moreFragments(long walked) {
    return (walked & MORE_FRAGMENTS) != 0;
  }

  /**
   * Where this fragment's payload belongs in the whole datagram's, in bytes. When it is not 0 there
   * is no upper-layer header at {@link #offset}.
   */
  public static int fragmentOffset(long walked) {
    return (int) (walked >>> FRAGMENT_SHIFT) & 0xffff;
  }

  /**
   * The identification that the fragments of a datagram share.
   *
   * @param at where the IPv6 header is, of a packet in which {@link #walk} found fragmentation
   */
  public static int identification(MemorySegment mem, long at) {
    int offset = Ipv6Header.LENGTH;
    int protocol = Ipv6Header.nextHeader(mem, at);
    while (protocol != IpProtocol.FRAGMENT) {
      protocol = Bytes.u8(mem, at + offset);
      offset += (Bytes.u8(mem, at + offset + 1) + 1) << 3; // of the header that names the next
    }
    return Bytes.u32(mem, at + offset + IDENTIFICATION_OFFSET);
  }

  /** Whether there is a routing header of type 0, which RFC 5095 forbids. */
  public static boolean hasSourceRoute(long walked) {
    return (walked & SOURCE_ROUTE) != 0;
  }
}
