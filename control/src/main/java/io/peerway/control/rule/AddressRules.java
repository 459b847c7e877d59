package io.peerway.control.rule;

import io.peerway.control.model.Cidr;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;

/** Which blocks a VPC, a subnet and a route may have. */
public final class AddressRules {
  private static final int SHORTEST_IPV4 = 16;
  private static final int LONGEST_IPV4 = 28;

  /** Length of an Amazon-provided block. */
  public static final int VPC_IPV6_LENGTH = 56;

  /** Length of a subnet's IPv6 block. */
  public static final int SUBNET_IPV6_LENGTH = 64;

  // Unique local addresses (RFC 4193): unlike Amazon's own, they belong to nobody else. Of the 40
  // random bits of the prefix 24 are drawn anew for each block.
  private static final Ipv6Prefix IPV6_POOL = Ipv6Prefix.parse("fd70:7772::/32");

  // RFC 6890: this network, loopback, link local, multicast, reserved.
  private static final List<Ipv4Prefix> NEVER_IPV4 =
      List.of(
          Ipv4Prefix.parse("0.0.0.0/8"),
          Ipv4Prefix.parse("127.0.0.0/8"),
          Ipv4Prefix.parse("169.254.0.0/16"),
          Ipv4Prefix.parse("224.0.0.0/4"),
          Ipv4Prefix.parse("240.0.0.0/4"));

  // RFC 1918, and what EC2 keeps for itself of RFC 2544.
  private static final Ipv4Prefix PRIVATE_172 = Ipv4Prefix.parse("172.16.0.0/12");
  private static final List<Ipv4Prefix> PRIVATE_IPV4 =
      List.of(
          Ipv4Prefix.parse("10.0.0.0/8"),
          PRIVATE_172,
          Ipv4Prefix.parse("192.168.0.0/16"),
          Ipv4Prefix.parse("198.19.0.0/16"));
  private static final Ipv4Prefix START_OF_10 = Ipv4Prefix.parse("10.0.0.0/15");
  private static final Ipv4Prefix FIRST_OF_10 = Ipv4Prefix.parse("10.0.0.0/16");
  private static final Ipv4Prefix DEFAULT_VPC = Ipv4Prefix.parse("172.31.0.0/16");

  // Where EC2 has services of its own: no route may take their addresses.
  private static final Ipv4Prefix SERVICES_IPV4 = Ipv4Prefix.parse("169.254.168.0/22");
  private static final Ipv6Prefix SERVICES_IPV6 = Ipv6Prefix.parse("fd00:ec2::/32");

  private AddressRules() {}

  /** Whether a VPC may have this block. */
  public static boolean mayBeVpc(Ipv4Prefix block) {
    return hasVpcLength(block) && NEVER_IPV4.stream().noneMatch(block::overlaps);
  }

  /**
   * Whether a VPC with this primary block may not have that block as well.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions">
   *     IPv4 CIDR block association restrictions</a>
   */
  public static boolean isRestricted(Ipv4Prefix block, Ipv4Prefix primary) {
    boolean ofOtherRange =
        PRIVATE_IPV4.stream().anyMatch(range -> range.overlaps(block) && !range.overlaps(primary));
    return ofOtherRange
        || (START_OF_10.overlaps(primary) && FIRST_OF_10.overlaps(block))
        || (PRIVATE_172.overlaps(primary) && DEFAULT_VPC.overlaps(block));
  }

  private static boolean hasVpcLength(Ipv4Prefix block) {
    return block.length() >= SHORTEST_IPV4 && block.length() <= LONGEST_IPV4;
  }

  /** Whether a subnet of this VPC may have this block, other subnets apart. */
  public static boolean mayBeSubnet(Ipv4Prefix block, Vpc vpc) {
    return hasVpcLength(block) && vpc.ipv4Prefixes().stream().anyMatch(own -> own.contains(block));
  }

  /** Whether a subnet of this VPC may have this block, other subnets apart. */
  public static boolean mayBeSubnet(Ipv6Prefix block, Vpc vpc) {
    return block.length() == SUBNET_IPV6_LENGTH
        && vpc.ipv6Prefixes().stream().anyMatch(own -> own.contains(block));
  }

  /** Whether no route may have this destination, whatever the VPC. */
  public static boolean isReserved(Cidr destination) {
    return switch (destination) {
      case Cidr.Ipv4(Ipv4Prefix prefix) -> SERVICES_IPV4.contains(prefix);
      case Cidr.Ipv6(Ipv6Prefix prefix) -> SERVICES_IPV6.contains(prefix);
    };
  }

  /** Whether all of the destination is within one block of the VPC. */
  public static boolean isWithin(Cidr destination, Vpc vpc) {
    return switch (destination) {
      case Cidr.Ipv4(Ipv4Prefix prefix) ->
          vpc.ipv4Prefixes().stream().anyMatch(block -> block.contains(prefix));
      case Cidr.Ipv6(Ipv6Prefix prefix) ->
          vpc.ipv6Prefixes().stream().anyMatch(block -> block.contains(prefix));
    };
  }

  /** A block that no VPC of any account has. */
  public static Ipv6Prefix freeIpv6Block(Inventory inventory, Ids ids) {
    Ipv6Prefix block;
    do {
      long drawn = ids.bits(VPC_IPV6_LENGTH - IPV6_POOL.length());
      block = new Ipv6Prefix(IPV6_POOL.hi() | drawn << (64 - VPC_IPV6_LENGTH), 0, VPC_IPV6_LENGTH);
    } while (!inventory.by(Vpc.BY_IPV6_BLOCK, block).isEmpty());
    return block;
  }
}
