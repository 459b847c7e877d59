package io.peerway.control.compile;

import io.peerway.control.model.DhcpOption;
import io.peerway.control.model.DhcpOptions;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Ipv6Block;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.HostNetworks;
import io.peerway.dataplane.state.HostOptions;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compiles what the hosts of a VPC are told when they configure themselves. */
final class HostNetworksCompiler {
  private HostNetworksCompiler() {}

  static HostNetworks compile(Inventory inventory, Vpc vpc) {
    List<Subnet> subnets =
        inventory.by(Subnet.BY_VPC, vpc.id()).stream()
            .sorted((one, other) -> one.ipv4().compareTo(other.ipv4()))
            .toList();
    Stream<Ipv4Prefix> of4 = subnets.stream().map(Subnet::ipv4);
    Stream<Ipv6Prefix> of6 =
        subnets.stream().flatMap(subnet -> subnet.ipv6().stream()).map(Ipv6Block::prefix);
    return new HostNetworks(
        Stream.concat(of4, vpc.ipv4Prefixes().stream()).toList(),
        Stream.concat(of6, vpc.ipv6Prefixes().stream()).toList(),
        inventory
            .find(DhcpOptions.KIND, vpc.dhcpOptionsId())
            .map(options -> options(vpc, options))
            .orElse(HostOptions.NONE));
  }

  private static HostOptions options(Vpc vpc, DhcpOptions options) {
    return new HostOptions(
        options.of(DhcpOption.DOMAIN_NAME).stream().findFirst().orElse(""),
        dns4(vpc, options),
        dns6(vpc, options),
        ipv4(options, DhcpOption.NTP_SERVERS),
        ipv6(options, DhcpOption.NTP_SERVERS),
        ipv4(options, DhcpOption.NETBIOS_NAME_SERVERS),
        nodeType(options).orElse(0));
  }

  private static List<Integer> dns4(Vpc vpc, DhcpOptions options) {
    if (!options.of(DhcpOption.DOMAIN_NAME_SERVERS).contains(DhcpOptions.AMAZON_DNS)) {
      return ipv4(options, DhcpOption.DOMAIN_NAME_SERVERS);
    }
    return vpc.attributes().enableDnsSupport() ? List.of(DnsZoneCompiler.server4(vpc)) : List.of();
  }

  private static List<Ipv6Address> dns6(Vpc vpc, DhcpOptions options) {
    if (!options.of(DhcpOption.DOMAIN_NAME_SERVERS).contains(DhcpOptions.AMAZON_DNS)) {
      return ipv6(options, DhcpOption.DOMAIN_NAME_SERVERS);
    }
    return vpc.attributes().enableDnsSupport() && !vpc.ipv6().isEmpty()
        ? List.of(DnsZone.SERVER6)
        : List.of();
  }

  private static List<Integer> ipv4(DhcpOptions options, DhcpOption option) {
    return addresses(options, option)
        .filter(text -> !isIpv6(text))
        .map(Ipv4Address::parse)
        .toList();
  }

  private static List<Ipv6Address> ipv6(DhcpOptions options, DhcpOption option) {
    return addresses(options, option)
        .filter(HostNetworksCompiler::isIpv6)
        .map(Ipv6Address::parse)
        .toList();
  }

  private static Stream<String> addresses(DhcpOptions options, DhcpOption option) {
    return options.of(option).stream().filter(text -> !text.equals(DhcpOptions.AMAZON_DNS));
  }

  private static boolean isIpv6(String text) {
    return text.contains(":");
  }

  private static Optional<Integer> nodeType(DhcpOptions options) {
    return options.of(DhcpOption.NETBIOS_NODE_TYPE).stream().findFirst().map(Integer::valueOf);
  }
}
