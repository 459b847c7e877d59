package io.peerway.dataplane.forward;

import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.AclRules;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.HostAddresses;
import io.peerway.dataplane.state.HostNetworks;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.state.Place;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.SecurityRules;
import io.peerway.dataplane.state.SubnetAcl;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds forwarding states for tests, the way a lab is described: VPCs, each with one port of its
 * own index, subnets with route tables of their own, and peerings as routes.
 */
final class LabState {
  static final int MTU = 1500;

  final List<Vpc> vpcs = new ArrayList<>();
  private long generation = 1;

  /** Blocks and the routes that senders in them go by: a VPC's main ones, or those of a subnet. */
  static sealed class Network {
    final String id;
    final List<Ipv4Prefix> blocks4 = new ArrayList<>();
    final List<Ipv6Prefix> blocks6 = new ArrayList<>();
    final List<Route4> routes4 = new ArrayList<>();
    final List<Route6> routes6 = new ArrayList<>();

    /** Null: packets are not held to a network ACL. */
    SubnetAcl acl;

    Place place = Place.NOWHERE;

    private Network(String id, String... blocks) {
      this.id = id;
      for (String block : blocks) {
        if (block.contains(":")) {
          blocks6.add(Ipv6Prefix.parse(block));
        } else {
          blocks4.add(Ipv4Prefix.parse(block));
        }
      }
    }

    Network route(String prefix, Target target) {
      if (prefix.contains(":")) {
        routes6.add(new Route6(Ipv6Prefix.parse(prefix), target));
      } else {
        routes4.add(new Route4(Ipv4Prefix.parse(prefix), target));
      }
      return this;
    }

    Network acl(List<AclRule> ingress, List<AclRule> egress) {
      acl = new SubnetAcl(id, "acl-" + id, AclRules.of(ingress), AclRules.of(egress));
      return this;
    }

    Network noRoutes() {
      routes4.clear();
      routes6.clear();
      return this;
    }
  }

  /** A VPC under construction. */
  static final class Vpc extends Network {
    final int index;
    final List<Network> subnets = new ArrayList<>();
    final List<Interface> interfaces = new ArrayList<>();
    int mtu = MTU;
    boolean exists = true;
    boolean hasPort = true;

    /** What hosts configure themselves for; nothing, and they are configured by hand. */
    HostNetworks networks = HostNetworks.NONE;

    /** Null: it has no DNS server. */
    DnsZone dns;

    /** Null: the addresses behind its port are not held to security groups. */
    InterfaceSecurity security;

    private Vpc(int index, String id, String... blocks) {
      super(id, blocks);
      this.index = index;
    }

    /** Holds the addresses behind its port to a security group of this name. */
    Vpc security(String group, List<SecurityRule> ingress, List<SecurityRule> egress) {
      security = new InterfaceSecurity(List.of(group), SecurityRules.of(ingress, egress));
      return this;
    }

    /** Adds a subnet with a route table of its own. */
    Network subnet(String name, String... blocks) {
      Network subnet = new Network(name, blocks);
      subnets.add(subnet);
      return subnet;
    }
  }

  /**
   * A network interface with a port of its own.
   *
   * @param checked whether its packets' sources are
   */
  record Interface(int port, String id, Ipv4Prefix host4, Ipv6Prefix host6, boolean checked) {
    HostAddresses addresses() {
      return new HostAddresses(host4.address(), List.of(new Ipv6Address(host6.hi(), host6.lo())));
    }

    /** Of a block without subnet: the router is the block's. */
    LocalEntry entry(Vpc vpc) {
      Ipv4Prefix block4 = vpc.blocks4.getFirst();
      Ipv6Prefix block6 = vpc.blocks6.getFirst();
      return new LocalEntry(
          id, port, routeTable(vpc, vpc), block4.address() + 1, block6.hi(), block6.lo() + 1);
    }
  }

  record Route4(Ipv4Prefix prefix, Target target) {}

  record Route6(Ipv6Prefix prefix, Target target) {}

  /** Adds a VPC with IPv4 and IPv6 blocks; its index and its port's number are the next ones. */
  Vpc vpc(String id, String... blocks) {
    Vpc vpc = new Vpc(vpcs.size(), id, blocks);
    vpcs.add(vpc);
    return vpc;
  }

  /** Routes through a peering connection to another VPC. */
  static Target peering(Vpc to) {
    return peering(to, Integer.MAX_VALUE);
  }

  static Target peering(Vpc to, int mtu) {
    return Target.peering("pcx-to-" + to.id, to.index, mtu);
  }

  static long routerMac(int vpcIndex) {
    return 0x0200_0000_0100L + vpcIndex;
  }

  /** The router's address in the VPC of a host, which every VPC with IPv4 has. */
  String router4(Host host) {
    return Ipv4Address.format(vpcs.get(host.port()).blocks4.getFirst().address() + 1);
  }

  ForwardingState build() {
    List<VpcForwarding> forwarding = new ArrayList<>();
    List<PortForwarding> ports = new ArrayList<>();
    for (Vpc vpc : vpcs) {
      forwarding.add(vpc.exists ? forwarding(vpc) : null);
      ports.add(
          vpc.exists && vpc.hasPort
              ? new PortForwarding(vpc.index, vpc.id, vpc.index, vpc.mtu)
              : null);
    }
    for (Vpc vpc : vpcs) {
      for (Interface eni : vpc.interfaces) {
        while (ports.size() <= eni.port()) {
          ports.add(null);
        }
        LocalEntry unchecked = eni.checked() ? null : eni.entry(vpc);
        ports.set(
            eni.port(),
            new PortForwarding(
                eni.port(), eni.id(), vpc.index, vpc.mtu, eni.addresses(), unchecked));
      }
    }
    return new ForwardingState(generation++, forwarding, ports);
  }

  private static VpcForwarding forwarding(Vpc vpc) {
    LocalTable.Builder local = LocalTable.builder();
    addBlocks(local, vpc, vpc);
    vpc.subnets.forEach(subnet -> addBlocks(local, vpc, subnet));
    if (vpc.dns != null) {
      int server = vpc.dns.server4();
      RouteTable table = routeTable(vpc, vpc);
      local.add4(
          server,
          32,
          local.entry(new LocalEntry("DNS server", LocalEntry.ROUTER, table, server, 0, 0)));
    }
    for (Interface eni : vpc.interfaces) {
      int entry = local.entry(eni.entry(vpc));
      local.add4(eni.host4().address(), 32, entry);
      local.add6(eni.host6().hi(), eni.host6().lo(), 128, entry);
    }
    return new VpcForwarding(
        vpc.index,
        vpc.id,
        routerMac(vpc.index),
        !vpc.blocks6.isEmpty(),
        local.build(),
        vpc.networks,
        vpc.dns);
  }

  private static void addBlocks(LocalTable.Builder local, Vpc vpc, Network network) {
    RouteTable table = routeTable(vpc, network);
    for (Ipv4Prefix block : network.blocks4) {
      int router = block.address() + 1;
      int hosts = local.entry(hosts(vpc, network, table, router, 0, 0));
      local.add4(block.address(), block.length(), hosts);
      local.add4(
          router,
          32,
          local.entry(
              new LocalEntry("router of " + network.id, LocalEntry.ROUTER, table, router, 0, 0)));
    }
    for (Ipv6Prefix block : network.blocks6) {
      long hi = block.hi();
      long lo = block.lo() + 1;
      int hosts = local.entry(hosts(vpc, network, table, 0, hi, lo));
      local.add6(hi, block.lo(), block.length(), hosts);
      local.add6(
          hi,
          lo,
          128,
          local.entry(
              new LocalEntry("router of " + network.id, LocalEntry.ROUTER, table, 0, hi, lo)));
    }
  }

  private static LocalEntry hosts(
      Vpc vpc, Network network, RouteTable table, int router4, long router6Hi, long router6Lo) {
    return new LocalEntry(
        network.id,
        vpc.index,
        table,
        router4,
        router6Hi,
        router6Lo,
        network.acl,
        vpc.security,
        network.place);
  }

  private static RouteTable routeTable(Vpc vpc, Network network) {
    RouteTable.Builder table = RouteTable.builder("rtb-" + network.id);
    Target local = Target.local(vpc.index);
    vpc.blocks4.forEach(b -> table.add4(b.address(), b.length(), local));
    vpc.blocks6.forEach(b -> table.add6(b.hi(), b.lo(), b.length(), local));
    network.routes4.forEach(r -> table.add4(r.prefix().address(), r.prefix().length(), r.target()));
    network.routes6.forEach(
        r -> table.add6(r.prefix().hi(), r.prefix().lo(), r.prefix().length(), r.target()));
    return table.build();
  }
}
