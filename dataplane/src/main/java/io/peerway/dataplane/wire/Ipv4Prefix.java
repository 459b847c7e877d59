package io.peerway.dataplane.wire;

/**
 * An IPv4 prefix in canonical form: every bit after the length is zero (RFC 4632 section 3.1).
 *
 * @param address the first address
 * @param length 0 to 32
 */
public record Ipv4Prefix(int address, int length) implements Comparable<Ipv4Prefix> {
  /** The default route, 0.0.0.0/0. */
  public static final Ipv4Prefix ALL = new Ipv4Prefix(0, 0);

  /**
   * @throws IllegalArgumentException when the length is not of 0 to 32 or host bits are set
   */
  public Ipv4Prefix {
    PrefixLength.check(length, 32);
    if ((address & ~mask(length)) != 0) {
      throw new IllegalArgumentException(
          "\"" + Ipv4Address.format(address) + "/" + length + "\" has host bits set");
    }
  }

  /** The prefix of this length that contains the address. */
  public static Ipv4Prefix canonical(int address, int length) {
    PrefixLength.check(length, 32);
    return new Ipv4Prefix(address & mask(length), length);
  }

  /**
   * Reads {@code 10.1.0.0/16}.
   *
   * @throws IllegalArgumentException for any other text, also when host bits are set; the message
   *     says what is wrong
   */
  public static Ipv4Prefix parse(String text) {
    int slash = PrefixLength.slash(text);
    int address = Ipv4Address.parse(text.substring(0, slash));
    return new Ipv4Prefix(address, PrefixLength.parse(text, slash, 32));
  }

  /**
   * Reads {@code 10.1.2.3/16} as 10.1.0.0/16: host bits are cleared, as the EC2 API does.
   *
   * @throws IllegalArgumentException for any other text; the message says what is wrong
   */
  public static Ipv4Prefix parseCanonical(String text) {
    int slash = PrefixLength.slash(text);
    int address = Ipv4Address.parse(text.substring(0, slash));
    return canonical(address, PrefixLength.parse(text, slash, 32));
  }

  /** One bits, as many as the length. */
  public static int mask(int length) {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  public boolean contains(int other) {
    return (other & mask(length)) == address;
  }

  /** Whether every address of the other prefix is in this one; a prefix contains itself. */
  public boolean contains(Ipv4Prefix other) {
    return other.length >= length && contains(other.address);
  }

  /** Whether the two have an address in common. */
  public boolean overlaps(Ipv4Prefix other) {
    return contains(other) || other.contains(this);
  }

  public int first() {
    return address;
  }

  public int last() {
    return address | ~mask(length);
  }

  /** How many addresses, 1 to 2^32. */
  public long size() {
    return 1L << (32 - length);
  }

  public String format() {
    return Ipv4Address.format(address) + "/" + length;
  }

  @Override
  public String toString() {
    return format();
  }

  /** By address, then the shorter prefix first. */
  @Override
  public int compareTo(Ipv4Prefix other) {
    int byAddress = Integer.compareUnsigned(address, other.address);
    return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
  }
}
