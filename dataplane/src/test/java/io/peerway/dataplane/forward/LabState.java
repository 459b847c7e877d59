package io.peerway.dataplane.forward;

import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds forwarding states for tests, the way a lab is described: VPCs, each with one port of its
 * own index, one route table, and peerings as routes.
 */
final class LabState {
  static final int MTU = 1500;

  private final List<Vpc> vpcs = new ArrayList<>();
  private long generation = 1;

  /** A VPC under construction. */
  static final class Vpc {
    final int index;
    final String id;
    final List<Ipv4Prefix> blocks4 = new ArrayList<>();
    final List<Ipv6Prefix> blocks6 = new ArrayList<>();
    final List<Route4> routes4 = new ArrayList<>();
    final List<Route6> routes6 = new ArrayList<>();
    int mtu = MTU;

    Vpc(int index, String id) {
      this.index = index;
      this.id = id;
    }

    Vpc route(String prefix, Target target) {
      if (prefix.contains(":")) {
        routes6.add(new Route6(Ipv6Prefix.parse(prefix), target));
      } else {
        routes4.add(new Route4(Ipv4Prefix.parse(prefix), target));
      }
      return this;
    }

    Vpc noRoutes() {
      routes4.clear();
      routes6.clear();
      return this;
    }

    Vpc mtu(int bytes) {
      mtu = bytes;
      return this;
    }
  }

  record Route4(Ipv4Prefix prefix, Target target) {}

  record Route6(Ipv6Prefix prefix, Target target) {}

  /** Adds a VPC with IPv4 and IPv6 blocks; its index and its port's number are the next ones. */
  Vpc vpc(String id, String... blocks) {
    Vpc vpc = new Vpc(vpcs.size(), id);
    for (String block : blocks) {
      if (block.contains(":")) {
        vpc.blocks6.add(Ipv6Prefix.parse(block));
      } else {
        vpc.blocks4.add(Ipv4Prefix.parse(block));
      }
    }
    vpcs.add(vpc);
    return vpc;
  }

  /** Routes through a peering connection to another VPC. */
  static Target peering(Vpc to) {
    return Target.peering("pcx-to-" + to.id, to.index, Integer.MAX_VALUE);
  }

  static long routerMac(int vpcIndex) {
    return 0x0200_0000_0100L + vpcIndex;
  }

  ForwardingState build() {
    List<VpcForwarding> forwarding = new ArrayList<>();
    List<PortForwarding> ports = new ArrayList<>();
    for (Vpc vpc : vpcs) {
      forwarding.add(
          new VpcForwarding(
              vpc.index,
              vpc.id,
              routerMac(vpc.index),
              !vpc.blocks6.isEmpty(),
              local(vpc, routeTable(vpc))));
      ports.add(new PortForwarding(vpc.index, vpc.id, vpc.index, vpc.mtu));
    }
    return new ForwardingState(generation++, forwarding, ports);
  }

  private static RouteTable routeTable(Vpc vpc) {
    RouteTable.Builder table = RouteTable.builder("rtb-" + vpc.id);
    Target local = Target.local(vpc.index);
    vpc.blocks4.forEach(b -> table.add4(b.address(), b.length(), local));
    vpc.blocks6.forEach(b -> table.add6(b.hi(), b.lo(), b.length(), local));
    vpc.routes4.forEach(r -> table.add4(r.prefix().address(), r.prefix().length(), r.target()));
    vpc.routes6.forEach(
        r -> table.add6(r.prefix().hi(), r.prefix().lo(), r.prefix().length(), r.target()));
    return table.build();
  }

  private static LocalTable local(Vpc vpc, RouteTable table) {
    LocalTable.Builder local = LocalTable.builder();
    for (Ipv4Prefix block : vpc.blocks4) {
      int router = block.address() + 1;
      local.add4(
          block.address(),
          block.length(),
          local.entry(new LocalEntry(vpc.id, vpc.index, table, router, 0, 0)));
      local.add4(
          router,
          32,
          local.entry(
              new LocalEntry("router of " + vpc.id, LocalEntry.ROUTER, table, router, 0, 0)));
    }
    for (Ipv6Prefix block : vpc.blocks6) {
      long lo = block.lo() + 1;
      local.add6(
          block.hi(),
          block.lo(),
          block.length(),
          local.entry(new LocalEntry(vpc.id, vpc.index, table, 0, block.hi(), lo)));
      local.add6(
          block.hi(),
          lo,
          128,
          local.entry(
              new LocalEntry("router of " + vpc.id, LocalEntry.ROUTER, table, 0, block.hi(), lo)));
    }
    return local.build();
  }
}
