package io.peerway.control.model;

/**
 * The attributes that ModifySubnetAttribute sets.
 *
 * @param mapPublicIpOnLaunch kept for clients that plan with it; there are no public addresses
 * @param assignIpv6AddressOnCreation whether a new network interface gets an IPv6 address unasked
 */
public record SubnetAttributes(boolean mapPublicIpOnLaunch, boolean assignIpv6AddressOnCreation) {
  /** Of a new subnet. */
  public static final SubnetAttributes DEFAULT = new SubnetAttributes(false, false);

  /** Of a default subnet. */
  public static final SubnetAttributes DEFAULT_FOR_AZ = new SubnetAttributes(true, false);
}
