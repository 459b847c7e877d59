package io.peerway.dataplane.port;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a port shall be.
 *
 * @param owner the id of what it stands in for, for example a VPC id
 * @param device the device's name, at most 15 bytes, without slash, colon or white space
 * @param routerMac the Ethernet address by which hosts behind the port reach the router, first byte
 *     of the wire the most significant of six
 * @param mtu the largest IP packet, in bytes
 */
public record PortSpec(String owner, String device, long routerMac, int mtu) {

  /** The smallest MTU of IPv6 (RFC 8200 section 5) would be 1280; IPv4 alone needs 68 (RFC 791). */
  public static final int MIN_MTU = 68;

  /** A TAP carries frames of at most 65,535 bytes; 14 of them are the Ethernet header. */
  public static final int MAX_MTU = 65_521;

  private static final int MAX_DEVICE_LENGTH = 15; // IFNAMSIZ less the zero that ends it
  private static final int DIGITS = 12;
  private static final long LOCALLY_ADMINISTERED = 0x02_00_00_00_00_00L;
  private static final long LOW_40_BITS = 0xff_ff_ff_ff_ffL;

  public PortSpec {
    if (owner.isEmpty()) {
      throw new IllegalArgumentException("a port without owner");
    }
    if (!isDeviceName(device)) {
      throw new IllegalArgumentException("not a device name: " + device);
    }
    if (routerMac <= 0 || routerMac >>> 40 > 0xff || (routerMac >>> 40 & 1) != 0) {
      throw new IllegalArgumentException(
          "not a unicast Ethernet address: " + Long.toHexString(routerMac));
    }
    if (mtu < MIN_MTU || mtu > MAX_MTU) {
      throw new IllegalArgumentException("MTU " + mtu + " of " + owner);
    }
  }

  /**
   * The port of a VPC. Its device is named after the id's last digits, the same at each start:
   * {@code vpc-0a1b2c3d4e5f67890} has {@code vpcc3d4e5f67890}.
   */
  public static PortSpec ofVpc(String vpcId, long routerMac, int mtu) {
    return new PortSpec(vpcId, "vpc" + lastDigits(vpcId), routerMac, mtu);
  }

  /**
   * The port of a network interface, named in the same way: {@code eni-0a1b2c3d4e5f67890} has
   * {@code enic3d4e5f67890}.
   */
  public static PortSpec ofInterface(String interfaceId, long routerMac, int mtu) {
    return new PortSpec(interfaceId, "eni" + lastDigits(interfaceId), routerMac, mtu);
  }

  private static String lastDigits(String id) {
    String digits = id.substring(id.indexOf('-') + 1);
    return digits.substring(Math.max(0, digits.length() - DIGITS));
  }

  /**
   * The Ethernet address of the hosts' side, derived from the owner so that it is the same at each
   * start: locally administered, unicast.
   */
  public long hostMac() {
    UUID digest = UUID.nameUUIDFromBytes(owner.getBytes(StandardCharsets.UTF_8));
    return LOCALLY_ADMINISTERED | (digest.getMostSignificantBits() & LOW_40_BITS);
  }

  /** What the kernel accepts: dev_valid_name() in net/core/dev.c. */
  private static boolean isDeviceName(String name) {
    return !name.isEmpty()
        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_DEVICE_LENGTH
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c));
  }
}
