package io.peerway.control.model;

/**
 * A rule of a network ACL.
 *
 * @param number its place: the lowest number that fits a packet decides
 * @param egress whether it is for packets that leave the subnet
 * @param allow whether packets that fit pass
 * @param traffic which protocol, ports, ICMP type and code
 * @param cidr the addresses at the other end
 */
public record NetworkAclEntry(
    int number, boolean egress, boolean allow, RuleTraffic traffic, Cidr cidr) {
  /** The highest number that a rule can be given. */
  public static final int LAST = 32_766;

  /** What the rule after all others, which denies every IPv4 packet, is numbered. */
  public static final int DENY_IPV4 = 32_767;

  /** What the rule after all others, which denies every IPv6 packet, is numbered. */
  public static final int DENY_IPV6 = 32_768;

  /** The rule that lets everything from or to these addresses pass. */
  public static NetworkAclEntry allowAll(int number, boolean egress, Cidr cidr) {
    return new NetworkAclEntry(number, egress, true, RuleTraffic.ALL, cidr);
  }

  /** The rule that ends every network ACL. */
  public static NetworkAclEntry denyAll(boolean egress, Cidr cidr) {
    int number = cidr.isIpv6() ? DENY_IPV6 : DENY_IPV4;
    return new NetworkAclEntry(number, egress, false, RuleTraffic.ALL, cidr);
  }
}
