package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The options of an IPv4 header (RFC 791 section 3.1), walked after {@link Ipv4Header#check}.
 * {@code at} is the IPv4 header.
 *
 * <pre>
 *    0                   1                   2
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
 *   +-+---+---------+---------------+-----------------
 *   |C|Cls| Number  |    Length     |  Data ...           and END, NO_OPERATION without length
 *   +-+---+---------+---------------+-----------------
 *   |      Type     |
 * </pre>
 */
public final class Ipv4Options {
  public static final int END = 0;
  public static final int NO_OPERATION = 1;
  public static final int RECORD_ROUTE = 7;
  public static final int TIMESTAMP = 68;
  public static final int LOOSE_SOURCE_ROUTE = 131;
  public static final int STRICT_SOURCE_ROUTE = 137;
  public static final int ROUTER_ALERT = 148;

  /** What {@link #find} answers when there is no such option. */
  public static final int NOT_FOUND = -1;

  private Ipv4Options() {}

  /** BAD_OPTION when an option is shorter than its type and length, or reaches past the header. */
  public static HeaderFault check(MemorySegment mem, long at) {
    int end = Ipv4Header.headerLength(mem, at);
    int offset = Ipv4Header.OPTIONS_OFFSET;
    while (offset < end && type(mem, at, offset) != END) {
      int length = length(mem, at, offset, end);
      if (length == 0) {
        return HeaderFault.BAD_OPTION;
      }
      offset += length;
    }
    return HeaderFault.NONE;
  }

  /**
   * Where the first option of this type is, from the start of the header, or {@link #NOT_FOUND}.
   * Among options that are not well formed it finds what comes before the fault.
   */
  public static int find(MemorySegment mem, long at, int type) {
    int end = Ipv4Header.headerLength(mem, at);
    int offset = Ipv4Header.OPTIONS_OFFSET;
    while (offset < end && type(mem, at, offset) != END) {
      int length = length(mem, at, offset, end);
      if (length == 0) {
        return NOT_FOUND;
      }
      if (type(mem, at, offset) == type) {
        return offset;
      }
      offset += length;
    }
    return NOT_FOUND;
  }

  /**
   * Whether the sender prescribes the way, loosely or strictly; such packets are dropped by default
   * (RFC 7126).
   */
  public static boolean hasSourceRoute(MemorySegment mem, long at) {
    return Ipv4Header.optionsLength(mem, at) > 0
        && (find(mem, at, LOOSE_SOURCE_ROUTE) != NOT_FOUND
            || find(mem, at, STRICT_SOURCE_ROUTE) != NOT_FOUND);
  }

  private static int type(MemorySegment mem, long at, int offset) {
    return Bytes.u8(mem, at + offset);
  }

  /** At least 1; 0 when it is not well formed. */
  private static int length(MemorySegment mem, long at, int offset, int end) {
    if (type(mem, at, offset) == NO_OPERATION) {
      return 1;
    }
    if (end - offset < 2) {
      return 0;
    }
    int length = Bytes.u8(mem, at + offset + 1);
    return length < 2 || length > end - offset ? 0 : length;
  }
}
