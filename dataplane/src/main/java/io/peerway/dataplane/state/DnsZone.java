package io.peerway.dataplane.state;

import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.List;
import java.util.Map;

/**
 * What a VPC's DNS server has names for.
 *
 * @param server4 its address in the VPC
 * @param domain that the names are in, such as {@code eu-west-1.compute.internal}
 * @param ipv4 blocks each address of which has a name, {@code ip-10-1-1-13.DOMAIN}
 * @param hosts by the first label of their names, {@code i-…}
 * @param names6 the same the other way round, by IPv6 address
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html">Amazon
 *     DNS server</a>
 */
public record DnsZone(
    int server4,
    String domain,
    List<Ipv4Prefix> ipv4,
    Map<String, HostAddresses> hosts,
    Map<Ipv6Address, String> names6) {
  /** The server's address in every VPC: 169.254.169.253. */
  public static final int SERVER4 = Ipv4Address.parse("169.254.169.253");

  /** The server's IPv6 address in every VPC: fd00:ec2::253. */
  public static final Ipv6Address SERVER6 = Ipv6Address.parse("fd00:ec2::253");

  public DnsZone {
    ipv4 = List.copyOf(ipv4);
    hosts = Map.copyOf(hosts);
    names6 = Map.copyOf(names6);
  }
}
