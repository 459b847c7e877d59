package io.peerway.dataplane.wire;

/** IPv4 addresses: an {@code int} of the 32 bits, the first byte on the wire most significant. */
public final class Ipv4Address {
  /** 255.255.255.255 (RFC 919). */
  public static final int LIMITED_BROADCAST = 0xffff_ffff;

  private Ipv4Address() {}

  /**
   * Reads dotted-decimal text: four numbers of 0 to 255, without leading zeros (which some read as
   * octal).
   *
   * @throws IllegalArgumentException for any other text; the message quotes it and says what is
   *     wrong
   */
  public static int parse(String text) {
    int address = 0;
    int position = 0;
    for (int octet = 1; octet <= 4; octet++) {
      int end = octet < 4 ? text.indexOf('.', position) : text.length();
      if (end < 0) {
        throw malformed(text, "it has " + octet + " of 4 octets");
      }
      address = (address << 8) | parseOctet(text, position, end, octet);
      position = end + 1;
    }
    return address;
  }

  private static int parseOctet(String text, int start, int end, int octet) {
    int value = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw malformed(text, "octet " + octet + " is not a decimal number");
      }
      if (i > start && value == 0) {
        throw malformed(text, "octet " + octet + " has a leading zero");
      }
      value = value * 10 + (c - '0');
      if (value > 255) {
        throw malformed(text, "octet " + octet + " is above 255");
      }
    }
    if (start == end) {
      throw malformed(text, "octet " + octet + " is empty");
    }
    return value;
  }

  private static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException("\"" + text + "\" is not an IPv4 address: " + why);
  }

  public static String format(int address) {
    return (address >>> 24)
        + "."
        + ((address >>> 16) & 0xff)
        + "."
        + ((address >>> 8) & 0xff)
        + "."
        + (address & 0xff);
  }

  /** 169.254.0.0/16 (RFC 3927). */
  public static boolean isLinkLocal(int address) {
    return address >>> 16 == 0xa9fe;
  }

  /** 224.0.0.0/4 (RFC 5771). */
  public static boolean isMulticast(int address) {
    return address >>> 28 == 0xe;
  }
}
