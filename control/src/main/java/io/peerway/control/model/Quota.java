package io.peerway.control.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What there is only so much of.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC
 *     quotas</a>
 */
public enum Quota {
  // EC2 allows 5 of an account; a lab may have any number.
  VPCS_PER_REGION(Integer.MAX_VALUE),
  INTERNET_GATEWAYS_PER_REGION(Integer.MAX_VALUE),
  DHCP_OPTIONS_PER_REGION(Integer.MAX_VALUE),
  NETWORK_INTERFACES_PER_REGION(5000),
  INSTANCES_PER_REGION(Integer.MAX_VALUE),
  /** Of one account; EC2 allows 2500. */
  SECURITY_GROUPS_PER_REGION(Integer.MAX_VALUE),
  /** In one direction, per IP version; a reference to a group counts for both versions. */
  RULES_PER_SECURITY_GROUP(60),
  /** Of one account. */
  PREFIX_LISTS_PER_REGION(100),
  ENTRIES_PER_PREFIX_LIST(1000),
  /** The default one included. */
  NETWORK_ACLS_PER_VPC(200),
  /** In one direction, per IP version, the one that denies the rest included. */
  RULES_PER_NETWORK_ACL(20),
  /** Of one network interface. */
  SECURITY_GROUPS_PER_INTERFACE(5),
  /** Blocks of one VPC, the primary one included. */
  IPV4_BLOCKS_PER_VPC(5),
  IPV6_BLOCKS_PER_VPC(5),
  SUBNETS_PER_VPC(200),
  /** The main one included. */
  ROUTE_TABLES_PER_VPC(200),
  /** Routes that were created, per IP version; a prefix list counts for all that it may have. */
  ROUTES_PER_TABLE(50),
  /** Active peering connections of a VPC on either side. */
  ACTIVE_PEERINGS_PER_VPC(50),
  /** Requests of one VPC that nobody has answered. */
  OUTSTANDING_PEERINGS_PER_VPC(25);

  private final int standard;

  Quota(int standard) {
    this.standard = standard;
  }

  /** How much of it there may be unless somebody says otherwise. */
  public int standard() {
    return standard;
  }

  /** Its name for people, such as {@code routes-per-table}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The quota with this label. */
  public static Optional<Quota> labelled(String label) {
    return Arrays.stream(values()).filter(quota -> quota.label().equals(label)).findFirst();
  }
}
