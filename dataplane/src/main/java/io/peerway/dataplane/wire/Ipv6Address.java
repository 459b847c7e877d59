package io.peerway.dataplane.wire;

/**
 * An IPv6 address in configuration and text; packets carry the two halves as plain {@code long}s.
 *
 * @param hi the first 8 bytes on the wire
 * @param lo the last 8 bytes on the wire
 */
public record Ipv6Address(long hi, long lo) implements Comparable<Ipv6Address> {
  /** The unspecified address, {@code ::}. */
  public static final Ipv6Address UNSPECIFIED = new Ipv6Address(0, 0);

  /** All nodes on the link, {@code ff02::1}. */
  public static final Ipv6Address ALL_NODES = new Ipv6Address(0xff02L << 48, 1);

  /** All routers on the link, {@code ff02::2}. */
  public static final Ipv6Address ALL_ROUTERS = new Ipv6Address(0xff02L << 48, 2);

  // ff02::1:ff00:0/104 (RFC 4291 section 2.7.1): the target's last 24 bits follow.
  private static final long SOLICITED_NODE_HI = 0xff02L << 48;
  private static final long SOLICITED_NODE_LO = 0x0000_0001_ff00_0000L;

  /**
   * Reads the text forms of RFC 4291 section 2.2, {@code ::} and a trailing dotted-decimal part
   * included, in either case; no zone.
   *
   * @throws IllegalArgumentException for any other text; the message quotes it and says what is
   *     wrong
   */
  public static Ipv6Address parse(String text) {
    return new Ipv6Text(text).parse();
  }

  /** The canonical text of RFC 5952: lower case, the longest run of zeros as {@code ::}. */
  public static String format(long hi, long lo) {
    return Ipv6Text.format(hi, lo);
  }

  public String format() {
    return Ipv6Text.format(hi, lo);
  }

  @Override
  public String toString() {
    return format();
  }

  /** In the order of the bytes on the wire. */
  @Override
  public int compareTo(Ipv6Address other) {
    int byHi = Long.compareUnsigned(hi, other.hi);
    return byHi != 0 ? byHi : Long.compareUnsigned(lo, other.lo);
  }

  /**
   * The group on which the owner of this address listens for solicitations (RFC 4291 section
   * 2.7.1).
   */
  public Ipv6Address solicitedNode() {
    return new Ipv6Address(solicitedNodeHi(), solicitedNodeLo(lo));
  }

  /** First half of every solicited-node multicast address. */
  public static long solicitedNodeHi() {
    return SOLICITED_NODE_HI;
  }

  /** Second half of the solicited-node multicast address for an address with these low 64 bits. */
  public static long solicitedNodeLo(long addressLo) {
    return SOLICITED_NODE_LO | (addressLo & 0xff_ffff);
  }

  /** Whether this is within ff02::1:ff00:0/104. */
  public static boolean isSolicitedNode(long hi, long lo) {
    return hi == SOLICITED_NODE_HI && (lo & ~0xff_ffffL) == SOLICITED_NODE_LO;
  }

  /** {@code ::} */
  public static boolean isUnspecified(long hi, long lo) {
    return (hi | lo) == 0;
  }

  /** {@code ::1} */
  public static boolean isLoopback(long hi, long lo) {
    return hi == 0 && lo == 1;
  }

  /** ff00::/8 */
  public static boolean isMulticast(long hi) {
    return hi >>> 56 == 0xff;
  }

  /** fe80::/10 */
  public static boolean isLinkLocal(long hi) {
    return hi >>> 54 == 0x3fa;
  }

  /** ::ffff:0:0/96 (RFC 4291 section 2.5.5.2), never to be seen on a wire. */
  public static boolean isIpv4Mapped(long hi, long lo) {
    return hi == 0 && lo >>> 32 == 0xffff;
  }
}
