package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * DHCP for IPv6 (RFC 8415 sections 8 and 21), the data of a UDP datagram.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+-----------------------------------------------+
 * 0 |     Type      |                Transaction id                 |
 *   +---------------+---------------+-------------------------------+
 * 4 |             Code              |            Length             |
 *   +-------------------------------+-------------------------------+
 * 8 |  Data ...
 *
 *   +---------------------------------------------------------------+   data of an identity
 * 0 |                Identity of the association                    |   association (IA_NA)
 *   +---------------------------------------------------------------+
 * 4 |                     Renewal time                              |
 *   +---------------------------------------------------------------+
 * 8 |                    Rebinding time                             |
 *   +---------------------------------------------------------------+
 * 12|  Options: addresses (16 bytes, preferred and valid lifetime), status code
 * </pre>
 *
 * <p>A reply is written by {@link #begin} and then options, each of which takes the length so far
 * and answers with the new one.
 */
public final class DhcpV6 {
  public static final int SERVER_PORT = 547;
  public static final int CLIENT_PORT = 546;

  /** RFC 8415 section 7.1: where clients send to, {@code ff02::1:2}. */
  public static final Ipv6Address ALL_SERVERS = new Ipv6Address(0xff02L << 48, 0x1_0002);

  /** Length without options. */
  public static final int LENGTH = 4;

  /** Types of messages. */
  public static final int SOLICIT = 1;

  public static final int ADVERTISE = 2;
  public static final int REQUEST = 3;
  public static final int CONFIRM = 4;
  public static final int RENEW = 5;
  public static final int REBIND = 6;
  public static final int REPLY = 7;
  public static final int RELEASE = 8;
  public static final int DECLINE = 9;
  public static final int INFORMATION_REQUEST = 11;

  /** Options. */
  public static final int CLIENT_ID = 1;

  public static final int SERVER_ID = 2;
  public static final int IDENTITY_ASSOCIATION = 3;
  public static final int ADDRESS = 5;
  public static final int STATUS_CODE = 13;
  public static final int RAPID_COMMIT = 14;
  public static final int DNS_SERVERS = 23;
  public static final int DOMAIN_LIST = 24;
  public static final int NTP_SERVERS = 31; // SNTP, RFC 4075, which is what clients ask for

  /** Values of {@link #STATUS_CODE}. */
  public static final int SUCCESS = 0;

  public static final int NO_ADDRESSES = 2;
  public static final int NO_BINDING = 3;
  public static final int NOT_ON_LINK = 4;

  /** Length of the data of an identity association without its options. */
  public static final int ASSOCIATION_LENGTH = 12;

  private static final int OPTION_HEADER = 4;
  private static final int ADDRESS_LENGTH = 24;
  private static final int LONGEST_ID = 130; // RFC 8415 section 11.1: a type and 128 bytes
  private static final int DUID_LINK_LAYER = 3;
  private static final int ETHERNET = 1;
  private static final int SERVER_ID_LENGTH = 10;

  private DhcpV6() {}

  /**
   * TRUNCATED or BAD_OPTION.
   *
   * @param available bytes from {@code at} to the end of the datagram
   */
  public static HeaderFault check(MemorySegment mem, long at, int available) {
    if (available < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    int offset = LENGTH;
    while (offset < available) {
      if (available - offset < OPTION_HEADER
          || available - offset - OPTION_HEADER < Bytes.u16(mem, at + offset + 2)) {
        return HeaderFault.BAD_OPTION;
      }
      int code = Bytes.u16(mem, at + offset);
      int length = Bytes.u16(mem, at + offset + 2);
      if ((code == IDENTITY_ASSOCIATION && !isAssociation(mem, at + offset + OPTION_HEADER, length))
          || ((code == CLIENT_ID || code == SERVER_ID) && length > LONGEST_ID)) {
        return HeaderFault.BAD_OPTION;
      }
      offset += OPTION_HEADER + length;
    }
    return HeaderFault.NONE;
  }

  private static boolean isAssociation(MemorySegment mem, long data, int length) {
    int offset = ASSOCIATION_LENGTH;
    while (offset < length) {
      if (length - offset < OPTION_HEADER
          || length - offset - OPTION_HEADER < Bytes.u16(mem, data + offset + 2)) {
        return false;
      }
      if (Bytes.u16(mem, data + offset) == ADDRESS
          && Bytes.u16(mem, data + offset + 2) < ADDRESS_LENGTH) {
        return false;
      }
      offset += OPTION_HEADER + Bytes.u16(mem, data + offset + 2);
    }
    return length >= ASSOCIATION_LENGTH;
  }

  public static int type(MemorySegment mem, long at) {
    return Bytes.u8(mem, at);
  }

  /**
   * Where the data of the first option of a kind is, -1 where there is none; its length is in the
   * two bytes before.
   *
   * @param from offset of the first option to look at: {@link #LENGTH}, or within an association
   *     {@link #ASSOCIATION_LENGTH}
   */
  public static long find(MemorySegment mem, long at, int from, int available, int code) {
    for (int offset = from; offset < available; ) {
      if (Bytes.u16(mem, at + offset) == code) {
        return at + offset + OPTION_HEADER;
      }
      offset += OPTION_HEADER + Bytes.u16(mem, at + offset + 2);
    }
    return -1;
  }

  /** The length of an option's data. */
  public static int length(MemorySegment mem, long data) {
    return Bytes.u16(mem, data - 2);
  }

  /** Whether a server identifier is the one that {@link #addServerId} writes. */
  public static boolean isServerId(MemorySegment mem, long data, long mac) {
    return length(mem, data) == SERVER_ID_LENGTH
        && Bytes.u16(mem, data) == DUID_LINK_LAYER
        && Bytes.u16(mem, data + 2) == ETHERNET
        && Bytes.u48(mem, data + 4) == mac;
  }

  /** Begins a reply; returns the length so far. */
  public static int begin(
      MemorySegment mem, long at, MemorySegment request, long requestAt, int type) {
    Bytes.copy(request, requestAt, mem, at, LENGTH);
    Bytes.u8(mem, at, type);
    return LENGTH;
  }

  /** Adds an option as it is in another message. */
  public static int addCopy(MemorySegment mem, long at, int length, MemorySegment from, long data) {
    int whole = OPTION_HEADER + length(from, data);
    Bytes.copy(from, data - OPTION_HEADER, mem, at + length, whole);
    return length + whole;
  }

  /** Adds the identifier of a server that is known by its MAC address (RFC 8415 section 11.4). */
  public static int addServerId(MemorySegment mem, long at, int length, long mac) {
    long data = option(mem, at + length, SERVER_ID, SERVER_ID_LENGTH);
    Bytes.u16(mem, data, DUID_LINK_LAYER);
    Bytes.u16(mem, data + 2, ETHERNET);
    Bytes.u48(mem, data + 4, mac);
    return length + OPTION_HEADER + SERVER_ID_LENGTH;
  }

  /** Adds an option without data. */
  public static int addEmpty(MemorySegment mem, long at, int length, int code) {
    option(mem, at + length, code, 0);
    return length + OPTION_HEADER;
  }

  /** Adds a status without text. */
  public static int addStatus(MemorySegment mem, long at, int length, int status) {
    long data = option(mem, at + length, STATUS_CODE, Short.BYTES);
    Bytes.u16(mem, data, status);
    return length + OPTION_HEADER + Short.BYTES;
  }

  /**
   * Adds an identity association with addresses, or with {@link #NO_ADDRESSES} where there are
   * none.
   *
   * @param id of the client's association
   */
  public static int addAssociation(
      MemorySegment mem,
      long at,
      int length,
      int id,
      List<Ipv6Address> addresses,
      int preferredSeconds,
      int validSeconds) {
    int bytes =
        ASSOCIATION_LENGTH
            + (addresses.isEmpty()
                ? OPTION_HEADER + Short.BYTES
                : addresses.size() * (OPTION_HEADER + ADDRESS_LENGTH));
    long data = option(mem, at + length, IDENTITY_ASSOCIATION, bytes);
    Bytes.u32(mem, data, id);
    // RFC 8415 section 21.4 recommends 0.5 and 0.8 of the preferred lifetime.
    Bytes.u32(mem, data + 4, addresses.isEmpty() ? 0 : preferredSeconds / 2);
    Bytes.u32(mem, data + 8, addresses.isEmpty() ? 0 : preferredSeconds / 5 * 4);
    int within = ASSOCIATION_LENGTH;
    for (Ipv6Address address : addresses) {
      long one = option(mem, data + within, ADDRESS, ADDRESS_LENGTH);
      Bytes.i64(mem, one, address.hi());
      Bytes.i64(mem, one + 8, address.lo());
      Bytes.u32(mem, one + 16, preferredSeconds);
      Bytes.u32(mem, one + 20, validSeconds);
      within += OPTION_HEADER + ADDRESS_LENGTH;
    }
    if (addresses.isEmpty()) {
      addStatus(mem, data, within, NO_ADDRESSES);
    }
    return length + OPTION_HEADER + bytes;
  }

  /** Adds an option of addresses; none where there are none. */
  public static int addAddresses(
      MemorySegment mem, long at, int length, int code, List<Ipv6Address> addresses) {
    if (addresses.isEmpty()) {
      return length;
    }
    int bytes = addresses.size() * 2 * Long.BYTES;
    long data = option(mem, at + length, code, bytes);
    for (Ipv6Address address : addresses) {
      Bytes.i64(mem, data, address.hi());
      Bytes.i64(mem, data + 8, address.lo());
      data += 2 * Long.BYTES;
    }
    return length + OPTION_HEADER + bytes;
  }

  /** Adds the domains to search; none where there are none. */
  public static int addDomains(MemorySegment mem, long at, int length, List<String> domains) {
    if (domains.isEmpty()) {
      return length;
    }
    long data = at + length + OPTION_HEADER;
    int bytes = DomainName.write(mem, data, domains);
    option(mem, at + length, DOMAIN_LIST, bytes);
    return length + OPTION_HEADER + bytes;
  }

  private static long option(MemorySegment mem, long option, int code, int bytes) {
    Bytes.u16(mem, option, code);
    Bytes.u16(mem, option + 2, bytes);
    return option + OPTION_HEADER;
  }
}
