package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.List;

/**
 * A subnet.
 *
 * @param zone name of its availability zone
 * @param ipv4 its IPv4 block
 * @param ipv6 its IPv6 blocks, each a /64
 * @param defaultForAz whether it is the default subnet of its zone
 */
public record Subnet(
    String id,
    Scope scope,
    String vpcId,
    String zone,
    Ipv4Prefix ipv4,
    List<Ipv6Block> ipv6,
    boolean defaultForAz,
    SubnetAttributes attributes)
    implements Entity {
  /** EC2 keeps the first four addresses and the last one. */
  public static final int RESERVED_ADDRESSES = 5;

  public static final Index<Subnet, Scope> BY_SCOPE = Index.on(Subnet::scope);
  public static final Index<Subnet, String> BY_VPC = Index.on(Subnet::vpcId);
  public static final Index<Subnet, String> BY_ASSOCIATION =
      Index.onEach(subnet -> subnet.ipv6.stream().map(Ipv6Block::associationId).toList());
  public static final Kind<Subnet> KIND =
      new Kind<>("subnet", Subnet.class, List.of(BY_SCOPE, BY_VPC, BY_ASSOCIATION));

  public Subnet {
    ipv6 = List.copyOf(ipv6);
  }

  @Override
  public Kind<Subnet> kind() {
    return KIND;
  }

  public Subnet withIpv6(List<Ipv6Block> changed) {
    return new Subnet(id, scope, vpcId, zone, ipv4, changed, defaultForAz, attributes);
  }

  public Subnet withAttributes(SubnetAttributes changed) {
    return new Subnet(id, scope, vpcId, zone, ipv4, ipv6, defaultForAz, changed);
  }

  /** How many addresses can be given out in all. */
  public long usableAddresses() {
    return ipv4.size() - RESERVED_ADDRESSES;
  }
}
