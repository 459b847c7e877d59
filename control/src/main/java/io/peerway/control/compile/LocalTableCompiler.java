package io.peerway.control.compile;

import io.peerway.control.model.Ipv6Block;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.Zone;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.state.Place;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.SubnetAcl;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compiles a VPC's local table: its blocks and its subnets are behind its port, and in each of them
 * the first address after the network's own is the router's. A network interface's addresses are
 * behind the port of its own.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html">Subnet CIDR
 *     blocks</a>
 */
final class LocalTableCompiler {
  /** The port of a VPC that has none: no state has a port of this number. */
  static final int NO_PORT = Integer.MAX_VALUE;

  private final int port;
  private final InterfaceSecurity security;
  private final Map<Ipv4Prefix, LocalEntry> ipv4 = new LinkedHashMap<>();
  private final Map<Ipv6Prefix, LocalEntry> ipv6 = new LinkedHashMap<>();

  /**
   * @param port of the VPC's own device
   * @param security that packets to and from the device are held to
   */
  LocalTableCompiler(int port, Optional<InterfaceSecurity> security) {
    this.port = port;
    this.security = security.orElse(null);
  }

  /** Adds the VPC's blocks; addresses in no subnet route by the main table. */
  void addBlocks(Vpc vpc, RouteTable main) {
    Place place = new Place(vpc.scope().region(), "");
    for (Ipv4Prefix block : vpc.ipv4Prefixes()) {
      add(vpc.id(), List.of(block), List.of(), main, null, place);
    }
    for (Ipv6Prefix block : vpc.ipv6Prefixes()) {
      add(vpc.id(), List.of(), List.of(block), main, null, place);
    }
  }

  /** Adds a subnet's blocks, after the VPC's. */
  void addSubnet(Subnet subnet, RouteTable table, SubnetAcl acl) {
    List<Ipv6Prefix> blocks = subnet.ipv6().stream().map(Ipv6Block::prefix).toList();
    Zone zone = Zone.named(subnet.scope().region(), subnet.zone()).orElseThrow();
    Place place = new Place(zone.region(), zone.id());
    add(subnet.id(), List.of(subnet.ipv4()), blocks, table, acl, place);
  }

  /** Adds the address of the VPC's DNS server, after its subnets' blocks. */
  void addDnsServer(Vpc vpc, RouteTable main) {
    int server = DnsZoneCompiler.server4(vpc);
    ipv4.put(
        new Ipv4Prefix(server, 32),
        new LocalEntry("DNS server of " + vpc.id(), LocalEntry.ROUTER, main, server, 0, 0));
  }

  /**
   * Adds a network interface's addresses, after its subnet's blocks.
   *
   * @param itsPort of the interface's device
   * @param itsSecurity that packets to and from the interface are held to; null if to none
   */
  LocalEntry addInterface(
      NetworkInterface eni, Subnet subnet, int itsPort, InterfaceSecurity itsSecurity) {
    LocalEntry block = ipv4.get(subnet.ipv4());
    Optional<Ipv6Prefix> router6 = subnet.ipv6().stream().map(Ipv6Block::prefix).findFirst();
    LocalEntry entry =
        new LocalEntry(
            eni.id(),
            itsPort,
            block.routeTable(),
            block.router4(),
            router6.map(Ipv6Prefix::hi).orElse(0L),
            router6.map(prefix -> prefix.lo() + 1).orElse(0L),
            block.subnetAcl(),
            itsSecurity,
            block.place());
    eni.ipv4().forEach(host -> ipv4.put(new Ipv4Prefix(host.address(), 32), entry));
    eni.ipv6().forEach(host -> ipv6.put(new Ipv6Prefix(host.hi(), host.lo(), 128), entry));
    return entry;
  }

  LocalTable build() {
    LocalTable.Builder table = LocalTable.builder();
    Map<LocalEntry, Integer> numbers = new LinkedHashMap<>();
    ipv4.forEach(
        (prefix, entry) ->
            table.add4(
                prefix.address(), prefix.length(), numbers.computeIfAbsent(entry, table::entry)));
    ipv6.forEach(
        (prefix, entry) ->
            table.add6(
                prefix.hi(),
                prefix.lo(),
                prefix.length(),
                numbers.computeIfAbsent(entry, table::entry)));
    return table.build();
  }

  private void add(
      String name,
      List<Ipv4Prefix> v4,
      List<Ipv6Prefix> v6,
      RouteTable table,
      SubnetAcl acl,
      Place place) {
    int router4 = v4.isEmpty() ? 0 : v4.getFirst().address() + 1;
    long router6Hi = v6.isEmpty() ? 0 : v6.getFirst().hi();
    long router6Lo = v6.isEmpty() ? 0 : v6.getFirst().lo() + 1;
    LocalEntry hosts =
        new LocalEntry(name, port, table, router4, router6Hi, router6Lo, acl, security, place);
    LocalEntry router =
        new LocalEntry(
            "router of " + name, LocalEntry.ROUTER, table, router4, router6Hi, router6Lo);
    for (Ipv4Prefix block : v4) {
      ipv4.put(block, hosts);
      ipv4.put(new Ipv4Prefix(block.address() + 1, 32), router);
    }
    for (Ipv6Prefix block : v6) {
      ipv6.put(block, hosts);
      ipv6.put(new Ipv6Prefix(block.hi(), block.lo() + 1, 128), router);
    }
  }
}
