package io.peerway.dataplane.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/**
 * 48-bit MAC addresses: the low 48 bits of a {@code long}, the first byte on the wire most
 * significant.
 */
public final class MacAddress {
  public static final long BROADCAST = 0xffff_ffff_ffffL;

  private static final long GROUP_BIT = 0x0100_0000_0000L;
  private static final long LOCALLY_ADMINISTERED = 0x0200_0000_0000L;
  private static final long LOW_40_BITS = 0xff_ffff_ffffL;
  private static final int TEXT_LENGTH = 17;

  private MacAddress() {}

  /** A unicast, locally administered address that is always the same for a name. */
  public static long ofName(String name) {
    UUID digest = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return LOCALLY_ADMINISTERED | (digest.getMostSignificantBits() & LOW_40_BITS);
  }

  /**
   * Reads {@code 02:00:5e:10:00:01}: six pairs of hexadecimal digits with colons, in either case.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static long parse(String text) {
    long mac = 0;
    boolean wellFormed = text.length() == TEXT_LENGTH;
    for (int i = 0; wellFormed && i < TEXT_LENGTH; i++) {
      char c = text.charAt(i);
      if (i % 3 == 2) {
        wellFormed = c == ':';
      } else if (HexFormat.isHexDigit(c)) {
        mac = (mac << 4) | HexFormat.fromHexDigit(c);
      } else {
        wellFormed = false;
      }
    }
    if (!wellFormed) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a MAC address like 02:00:5e:10:00:01");
    }
    return mac;
  }

  /** Lower case with colons. */
  public static String format(long mac) {
    HexFormat hex = HexFormat.of();
    StringBuilder text = new StringBuilder(TEXT_LENGTH);
    for (int shift = 40; shift >= 0; shift -= 8) {
      hex.toHexDigits(text, (byte) (mac >>> shift));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }

  /** Whether this is a group address, broadcast included (IEEE 802 section 8.2.2: the I/G bit). */
  public static boolean isMulticast(long mac) {
    return (mac & GROUP_BIT) != 0;
  }

  /**
   * The group address for an IPv6 multicast address with these low 64 bits (RFC 2464 section 7).
   */
  public static long ofIpv6Multicast(long addressLo) {
    return 0x3333_0000_0000L | (addressLo & 0xffff_ffffL);
  }
}
