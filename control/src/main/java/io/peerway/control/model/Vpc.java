package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;
import java.util.stream.Stream;

/**
 * A VPC.
 *
 * @param ipv4 its IPv4 blocks, the primary one first
 * @param ipv6 its IPv6 blocks
 * @param isDefault whether it is the default VPC of its account and region
 * @param tenancy {@code default} or {@code dedicated}
 * @param dhcpOptionsId {@code dopt-…}, or {@link DhcpOptions#NONE}
 */
public record Vpc(
    String id,
    Scope scope,
    List<Ipv4Block> ipv4,
    List<Ipv6Block> ipv6,
    boolean isDefault,
    String tenancy,
    String dhcpOptionsId,
    VpcAttributes attributes)
    implements Entity {
  public static final Index<Vpc, Scope> BY_SCOPE = Index.on(Vpc::scope);
  public static final Index<Vpc, Ipv6Prefix> BY_IPV6_BLOCK = Index.onEach(Vpc::ipv6Prefixes);
  public static final Index<Vpc, String> BY_DHCP_OPTIONS = Index.on(Vpc::dhcpOptionsId);
  public static final Index<Vpc, String> BY_ASSOCIATION =
      Index.onEach(
          vpc ->
              Stream.concat(
                      vpc.ipv4.stream().map(Ipv4Block::associationId),
                      vpc.ipv6.stream().map(Ipv6Block::associationId))
                  .toList());
  public static final Kind<Vpc> KIND =
      new Kind<>(
          "vpc", Vpc.class, List.of(BY_SCOPE, BY_IPV6_BLOCK, BY_DHCP_OPTIONS, BY_ASSOCIATION));

  public Vpc {
    ipv4 = List.copyOf(ipv4);
    ipv6 = List.copyOf(ipv6);
  }

  @Override
  public Kind<Vpc> kind() {
    return KIND;
  }

  /** The block that the VPC was created with. */
  public Ipv4Prefix primaryIpv4() {
    return ipv4.getFirst().prefix();
  }

  public List<Ipv4Prefix> ipv4Prefixes() {
    return ipv4.stream().map(Ipv4Block::prefix).toList();
  }

  public List<Ipv6Prefix> ipv6Prefixes() {
    return ipv6.stream().map(Ipv6Block::prefix).toList();
  }

  /** The VPC with other blocks. */
  public Vpc withBlocks(List<Ipv4Block> changed4, List<Ipv6Block> changed6) {
    return new Vpc(id, scope, changed4, changed6, isDefault, tenancy, dhcpOptionsId, attributes);
  }

  public Vpc withDhcpOptions(String changed) {
    return new Vpc(id, scope, ipv4, ipv6, isDefault, tenancy, changed, attributes);
  }

  public Vpc withAttributes(VpcAttributes changed) {
    return new Vpc(id, scope, ipv4, ipv6, isDefault, tenancy, dhcpOptionsId, changed);
  }

  /** Whether any block of the one has an address in common with any of the other. */
  public boolean overlaps(Vpc other) {
    return ipv4Prefixes().stream()
            .anyMatch(mine -> other.ipv4Prefixes().stream().anyMatch(mine::overlaps))
        || ipv6Prefixes().stream()
            .anyMatch(mine -> other.ipv6Prefixes().stream().anyMatch(mine::overlaps));
  }
}
