package io.peerway.dataplane.state;

import io.peerway.dataplane.wire.DomainName;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.List;

/**
 * What the hosts of a VPC are told of its surroundings, by DHCP and in router advertisements.
 *
 * @param domainName as it was given: one name, or several with blanks between them; empty for none
 * @param dns4 IPv4 addresses of DNS servers
 * @param dns6 IPv6 addresses of DNS servers
 * @param ntp4 IPv4 addresses of time servers
 * @param ntp6 IPv6 addresses of time servers
 * @param netbios4 addresses of NetBIOS name servers
 * @param netbiosNodeType RFC 2132 section 8.7; 0 for none
 */
public record HostOptions(
    String domainName,
    List<Integer> dns4,
    List<Ipv6Address> dns6,
    List<Integer> ntp4,
    List<Ipv6Address> ntp6,
    List<Integer> netbios4,
    int netbiosNodeType) {
  /** Nothing at all. */
  public static final HostOptions NONE =
      new HostOptions("", List.of(), List.of(), List.of(), List.of(), List.of(), 0);

  public HostOptions {
    dns4 = List.copyOf(dns4);
    dns6 = List.copyOf(dns6);
    ntp4 = List.copyOf(ntp4);
    ntp6 = List.copyOf(ntp6);
    netbios4 = List.copyOf(netbios4);
  }

  /** The domains to search, as far as they can be written as labels. */
  public List<String> domains() {
    return List.of(domainName.split(" ", -1)).stream().filter(DomainName::isWritable).toList();
  }
}
