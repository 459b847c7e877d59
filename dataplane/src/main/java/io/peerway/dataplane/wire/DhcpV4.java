package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * DHCP for IPv4 (RFC 2131 section 2), the data of a UDP datagram.
 *
 * <pre>
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +---------------+---------------+---------------+---------------+
 *  0 |      Op       | Hardware type | Address length|     Hops      |
 *    +---------------+---------------+---------------+---------------+
 *  4 |                        Transaction id                         |
 *    +-------------------------------+-------------------------------+
 *  8 |            Seconds            |B|           Flags             |
 *    +-------------------------------+-------------------------------+
 * 12 |                   Client address, if it has one               |
 *    +---------------------------------------------------------------+
 * 16 |                   Your address: the one it gets               |
 *    +---------------------------------------------------------------+
 * 20 |                   Next server's address                       |
 *    +---------------------------------------------------------------+
 * 24 |                   Relay agent's address                       |
 *    +---------------------------------------------------------------+
 * 28 |            Client hardware address, 16 bytes                  |
 *    +---------------------------------------------------------------+
 * 44 |     Server name, 64 bytes; boot file, 128 bytes: not used     |
 *    +---------------------------------------------------------------+
 * 236 |                        Magic cookie                           |
 *    +---------------+---------------+-------------------------------+
 * 240 |     Code      |    Length     |  Data ...    (RFC 2132)
 * </pre>
 *
 * <p>A reply is written by {@link #begin}, then options, each of which takes the length so far and
 * answers with the new one, then {@link #end}. An option that would make the reply longer than the
 * client takes is left out.
 */
public final class DhcpV4 {
  public static final int SERVER_PORT = 67;
  public static final int CLIENT_PORT = 68;

  /** Length without options. */
  public static final int LENGTH = 240;

  /** RFC 2131 section 2: a client takes at least an IP packet of 576 bytes. */
  public static final int LEAST_MESSAGE_SIZE = 576;

  /** Types of messages: values of {@link #MESSAGE_TYPE}. */
  public static final int DISCOVER = 1;

  public static final int OFFER = 2;
  public static final int REQUEST = 3;
  public static final int DECLINE = 4;
  public static final int ACK = 5;
  public static final int NAK = 6;
  public static final int RELEASE = 7;
  public static final int INFORM = 8;

  /** Options (RFC 2132). */
  public static final int SUBNET_MASK = 1;

  public static final int ROUTERS = 3;
  public static final int DNS_SERVERS = 6;
  public static final int DOMAIN_NAME = 15;
  public static final int INTERFACE_MTU = 26;
  public static final int NTP_SERVERS = 42;
  public static final int NETBIOS_NAME_SERVERS = 44;
  public static final int NETBIOS_NODE_TYPE = 46;
  public static final int REQUESTED_ADDRESS = 50;
  public static final int LEASE_TIME = 51;
  public static final int MESSAGE_TYPE = 53;
  public static final int SERVER_IDENTIFIER = 54;
  public static final int MAXIMUM_MESSAGE_SIZE = 57;
  public static final int RENEWAL_TIME = 58;
  public static final int REBINDING_TIME = 59;

  private static final int OP_OFFSET = 0;
  private static final int HARDWARE_TYPE_OFFSET = 1;
  private static final int HARDWARE_LENGTH_OFFSET = 2;
  private static final int FLAGS_OFFSET = 10;
  private static final int CLIENT_ADDRESS_OFFSET = 12;
  private static final int YOUR_ADDRESS_OFFSET = 16;
  private static final int RELAY_ADDRESS_OFFSET = 24;
  private static final int HARDWARE_ADDRESS_OFFSET = 28;
  private static final int COOKIE_OFFSET = 236;

  private static final int BOOT_REQUEST = 1;
  private static final int BOOT_REPLY = 2;
  private static final int ETHERNET = 1;
  private static final int ETHERNET_LENGTH = 6;
  private static final int COOKIE = 0x6382_5363;
  private static final int BROADCAST_FLAG = 0x8000;
  private static final int PAD = 0;
  private static final int END = 255;
  private static final int LONGEST_OPTION = 255;

  // RFC 1542 section 2.1: BOOTP messages of before DHCP had 300 bytes, and some insist.
  private static final int LEAST_LENGTH = 300;

  private DhcpV4() {}

  /**
   * TRUNCATED, BAD_TYPE (no request of an Ethernet client, not DHCP, or through a relay agent), or
   * BAD_OPTION.
   *
   * @param available bytes from {@code at} to the end of the datagram
   */
  public static HeaderFault check(MemorySegment mem, long at, int available) {
    if (available < LENGTH) {
      return HeaderFault.TRUNCATED;
    }
    if (Bytes.u8(mem, at + OP_OFFSET) != BOOT_REQUEST
        || Bytes.u8(mem, at + HARDWARE_TYPE_OFFSET) != ETHERNET
        || Bytes.u8(mem, at + HARDWARE_LENGTH_OFFSET) != ETHERNET_LENGTH
        || Bytes.u32(mem, at + COOKIE_OFFSET) != COOKIE
        || Bytes.u32(mem, at + RELAY_ADDRESS_OFFSET) != 0) {
      return HeaderFault.BAD_TYPE;
    }
    int offset = LENGTH;
    while (offset < available) {
      int code = Bytes.u8(mem, at + offset);
      if (code == END) {
        break;
      }
      if (code == PAD) {
        offset++;
        continue;
      }
      if (offset + 2 > available || offset + 2 + Bytes.u8(mem, at + offset + 1) > available) {
        return HeaderFault.BAD_OPTION;
      }
      offset += 2 + Bytes.u8(mem, at + offset + 1);
    }
    return type(mem, at, available) == 0 ? HeaderFault.BAD_TYPE : HeaderFault.NONE;
  }

  /** Where the data of an option is, of just this length; -1 where there is no such option. */
  private static long find(MemorySegment mem, long at, int available, int code, int length) {
    int offset = LENGTH;
    while (offset < available) {
      int found = Bytes.u8(mem, at + offset);
      if (found == END) {
        return -1;
      }
      if (found == code && Bytes.u8(mem, at + offset + 1) == length) {
        return at + offset + 2;
      }
      offset += found == PAD ? 1 : 2 + Bytes.u8(mem, at + offset + 1);
    }
    return -1;
  }

  /** The type of a message, 0 if it says none. */
  public static int type(MemorySegment mem, long at, int available) {
    long data = find(mem, at, available, MESSAGE_TYPE, 1);
    return data < 0 ? 0 : Bytes.u8(mem, data);
  }

  /** An option that is an address, 0 where it is not there. */
  public static int address(MemorySegment mem, long at, int available, int code) {
    long data = find(mem, at, available, code, Integer.BYTES);
    return data < 0 ? 0 : Bytes.u32(mem, data);
  }

  /** The longest IP packet that the client takes, in bytes. */
  public static int maximumMessageSize(MemorySegment mem, long at, int available) {
    long data = find(mem, at, available, MAXIMUM_MESSAGE_SIZE, Short.BYTES);
    return data < 0 ? LEAST_MESSAGE_SIZE : Math.max(LEAST_MESSAGE_SIZE, Bytes.u16(mem, data));
  }

  /** The address that the client has, 0 if it has none. */
  public static int clientAddress(MemorySegment mem, long at) {
    return Bytes.u32(mem, at + CLIENT_ADDRESS_OFFSET);
  }

  /** The client's MAC address. */
  public static long hardwareAddress(MemorySegment mem, long at) {
    return Bytes.u48(mem, at + HARDWARE_ADDRESS_OFFSET);
  }

  /** Whether the client can take replies only as broadcasts while it has no address. */
  public static boolean wantsBroadcast(MemorySegment mem, long at) {
    return (Bytes.u16(mem, at + FLAGS_OFFSET) & BROADCAST_FLAG) != 0;
  }

  /**
   * Begins a reply to a request.
   *
   * @param yourAddress 0 for none
   * @return the length so far
   */
  public static int begin(
      MemorySegment mem,
      long at,
      MemorySegment request,
      long requestAt,
      int type,
      int yourAddress) {
    Bytes.copy(request, requestAt, mem, at, HARDWARE_ADDRESS_OFFSET + 16);
    Bytes.zero(
        mem, at + HARDWARE_ADDRESS_OFFSET + 16, COOKIE_OFFSET - HARDWARE_ADDRESS_OFFSET - 16);
    Bytes.u8(mem, at + OP_OFFSET, BOOT_REPLY);
    Bytes.u8(mem, at + 3, 0); // hops
    Bytes.u16(mem, at + 8, 0); // seconds
    if (type == OFFER || type == NAK) {
      Bytes.u32(mem, at + CLIENT_ADDRESS_OFFSET, 0); // RFC 2131 table 3
    }
    Bytes.u32(mem, at + YOUR_ADDRESS_OFFSET, yourAddress);
    Bytes.u32(mem, at + 20, 0); // next server
    Bytes.u32(mem, at + COOKIE_OFFSET, COOKIE);
    Bytes.u8(mem, at + LENGTH, MESSAGE_TYPE);
    Bytes.u8(mem, at + LENGTH + 1, 1);
    Bytes.u8(mem, at + LENGTH + 2, type);
    return LENGTH + 3;
  }

  /**
   * Adds an option of up to four bytes.
   *
   * @param bytes how many of the value's low bytes
   * @param most the longest message, as for all of these
   */
  public static int add(
      MemorySegment mem, long at, int length, int most, int code, int value, int bytes) {
    if (!hasRoom(length, bytes, most)) {
      return length;
    }
    long data = option(mem, at + length, code, bytes);
    for (int i = 0; i < bytes; i++) {
      Bytes.u8(mem, data + i, value >>> (Byte.SIZE * (bytes - 1 - i)));
    }
    return length + 2 + bytes;
  }

  /** Adds an option of addresses; none where there are none. */
  public static int addAddresses(
      MemorySegment mem, long at, int length, int most, int code, List<Integer> addresses) {
    int bytes = addresses.size() * Integer.BYTES;
    if (bytes == 0 || !hasRoom(length, bytes, most)) {
      return length;
    }
    long data = option(mem, at + length, code, bytes);
    for (int address : addresses) {
      Bytes.u32(mem, data, address);
      data += Integer.BYTES;
    }
    return length + 2 + bytes;
  }

  /** Adds an option of text; none where it is empty. */
  public static int addText(
      MemorySegment mem, long at, int length, int most, int code, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length == 0 || !hasRoom(length, bytes.length, most)) {
      return length;
    }
    long data = option(mem, at + length, code, bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      Bytes.u8(mem, data + i, bytes[i]);
    }
    return length + 2 + bytes.length;
  }

  /** Ends a reply; returns its whole length. */
  public static int end(MemorySegment mem, long at, int length) {
    Bytes.u8(mem, at + length, END);
    int whole = Math.max(LEAST_LENGTH, length + 1);
    Bytes.zero(mem, at + length + 1, whole - length - 1);
    return whole;
  }

  private static boolean hasRoom(int length, int bytes, int most) {
    return bytes <= LONGEST_OPTION && length + 2 + bytes + 1 <= most;
  }

  private static long option(MemorySegment mem, long option, int code, int bytes) {
    Bytes.u8(mem, option, code);
    Bytes.u8(mem, option + 1, bytes);
    return option + 2;
  }
}
