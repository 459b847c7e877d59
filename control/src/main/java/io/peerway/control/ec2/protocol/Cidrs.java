package io.peerway.control.ec2.protocol;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;

/** Reads CIDR blocks as EC2 does: in canonical form, whatever the host bits. */
public final class Cidrs {
  private Cidrs() {}

  /**
   * Reads an IPv4 block.
   *
   * @param parameter as the message is to name it
   */
  public static Ipv4Prefix ipv4(String parameter, String text) {
    try {
      return Ipv4Prefix.parseCanonical(text);
    } catch (IllegalArgumentException malformed) {
      throw Errors.invalidValue(parameter, text, "This is not a valid CIDR block.");
    }
  }

  /**
   * Reads an IPv6 block.
   *
   * @param parameter as the message is to name it
   */
  public static Ipv6Prefix ipv6(String parameter, String text) {
    try {
      return Ipv6Prefix.parseCanonical(text);
    } catch (IllegalArgumentException malformed) {
      throw Errors.invalidValue(parameter, text, "This is not a valid IPv6 CIDR block.");
    }
  }

  /** Reads an IPv4 block as the rules of security groups name it. */
  public static Ipv4Prefix rule4(String text) {
    try {
      return Ipv4Prefix.parseCanonical(text);
    } catch (IllegalArgumentException malformed) {
      throw Errors.invalidValue("CIDR block " + text + " is malformed");
    }
  }

  /** Reads an IPv6 block as the rules of security groups name it. */
  public static Ipv6Prefix rule6(String text) {
    try {
      return Ipv6Prefix.parseCanonical(text);
    } catch (IllegalArgumentException malformed) {
      throw Errors.invalidValue("CIDR block " + text + " is malformed");
    }
  }
}
