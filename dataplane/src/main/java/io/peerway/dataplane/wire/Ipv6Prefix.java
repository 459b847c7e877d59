package io.peerway.dataplane.wire;

/**
 * An IPv6 prefix in canonical form: every bit after the length is zero (RFC 4291 section 2.3).
 *
 * @param hi the first 8 bytes of the first address
 * @param lo the last 8 bytes of the first address
 * @param length 0 to 128
 */
public record Ipv6Prefix(long hi, long lo, int length) implements Comparable<Ipv6Prefix> {
  /** The default route, ::/0. */
  public static final Ipv6Prefix ALL = new Ipv6Prefix(0, 0, 0);

  /**
   * @throws IllegalArgumentException when the length is not of 0 to 128 or host bits are set
   */
  public Ipv6Prefix {
    PrefixLength.check(length, 128);
    if (((hi & ~maskHi(length)) | (lo & ~maskLo(length))) != 0) {
      throw new IllegalArgumentException(
          "\"" + Ipv6Address.format(hi, lo) + "/" + length + "\" has host bits set");
    }
  }

  /** The prefix of this length that contains the address. */
  public static Ipv6Prefix canonical(long hi, long lo, int length) {
    PrefixLength.check(length, 128);
    return new Ipv6Prefix(hi & maskHi(length), lo & maskLo(length), length);
  }

  /**
   * Reads {@code 2001:db8::/32}.
   *
   * @throws IllegalArgumentException for any other text, also when host bits are set; the message
   *     says what is wrong
   */
  public static Ipv6Prefix parse(String text) {
    int slash = PrefixLength.slash(text);
    Ipv6Address address = Ipv6Address.parse(text.substring(0, slash));
    return new Ipv6Prefix(address.hi(), address.lo(), PrefixLength.parse(text, slash, 128));
  }

  /**
   * Reads {@code 2001:db8::1/32} as 2001:db8::/32: host bits are cleared, as the EC2 API does.
   *
   * @throws IllegalArgumentException for any other text; the message says what is wrong
   */
  public static Ipv6Prefix parseCanonical(String text) {
    int slash = PrefixLength.slash(text);
    Ipv6Address address = Ipv6Address.parse(text.substring(0, slash));
    return canonical(address.hi(), address.lo(), PrefixLength.parse(text, slash, 128));
  }

  /** The first half of as many one bits as the length. */
  public static long maskHi(int length) {
    if (length == 0) {
      return 0;
    }
    return length >= 64 ? -1L : -1L << (64 - length);
  }

  /** The second half of as many one bits as the length. */
  public static long maskLo(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }

  public boolean contains(long otherHi, long otherLo) {
    return (otherHi & maskHi(length)) == hi && (otherLo & maskLo(length)) == lo;
  }

  public boolean contains(Ipv6Address other) {
    return contains(other.hi(), other.lo());
  }

  /** Whether every address of the other prefix is in this one; a prefix contains itself. */
  public boolean contains(Ipv6Prefix other) {
    return other.length >= length && contains(other.hi, other.lo);
  }

  /** Whether the two have an address in common. */
  public boolean overlaps(Ipv6Prefix other) {
    return contains(other) || other.contains(this);
  }

  public Ipv6Address first() {
    return new Ipv6Address(hi, lo);
  }

  public Ipv6Address last() {
    return new Ipv6Address(hi | ~maskHi(length), lo | ~maskLo(length));
  }

  public String format() {
    return Ipv6Address.format(hi, lo) + "/" + length;
  }

  @Override
  public String toString() {
    return format();
  }

  /** By address, then the shorter prefix first. */
  @Override
  public int compareTo(Ipv6Prefix other) {
    int byAddress = first().compareTo(other.first());
    return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
  }
}
