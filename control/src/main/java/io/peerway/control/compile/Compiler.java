package io.peerway.control.compile;

import io.peerway.control.model.Cidr;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PrefixListVersion;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.RouteTarget;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcDevice;
import io.peerway.control.rule.AddressRules;
import io.peerway.control.rule.InterfaceRoutes;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.HostAddresses;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compiles records into forwarding state, piece by piece: what was not said to have changed stays
 * the same object.
 *
 * <p>Not for use by several threads.
 */
final class Compiler {
  // What AWS lets through a peering between regions; within one it is the port's own MTU.
  private static final int INTER_REGION_MTU = 8500;

  private final Slots<VpcForwarding> vpcs = new Slots<>();
  private final Map<String, RouteTable> tables = new HashMap<>();
  private final FilterCompiler filters = new FilterCompiler();
  private final Map<String, PortForwarding> ports = new HashMap<>();
  private long generation;

  /** Makes the generations to come greater than this one. */
  void continueAfter(long earlier) {
    generation = Math.max(generation, earlier);
  }

  /** What the port of a VPC is to be. */
  static PortSpec portOf(Vpc vpc) {
    return PortSpec.ofVpc(vpc.id(), RouterMac.of(vpc.id()), PortForwarding.JUMBO_MTU);
  }

  /** What the port of a network interface is to be. */
  static PortSpec portOf(NetworkInterface eni) {
    return PortSpec.ofInterface(eni.id(), RouterMac.of(eni.vpcId()), PortForwarding.JUMBO_MTU);
  }

  /**
   * Says by which port the addresses of a VPC or a network interface are reached; the VPC has to be
   * compiled after it.
   *
   * @param owner the VPC or the interface
   */
  void setPort(String owner, String vpcId, int number, int mtu) {
    ports.put(owner, new PortForwarding(number, owner, vpcs.indexOf(vpcId), mtu));
  }

  /** Says that the device of a port has another MTU. */
  void setMtu(String owner, int mtu) {
    ports.computeIfPresent(owner, (id, port) -> port.withMtu(mtu));
  }

  /** Says that a VPC or a network interface has no port any more. */
  void removePort(String owner) {
    ports.remove(owner);
  }

  /** Compiles what is affected, and returns the state made of it and of everything else. */
  ForwardingState compile(Inventory inventory, Affected affected) {
    affected.routeTables().forEach(tables::remove);
    filters.forget(affected);
    // Before any table is compiled, so that peers find each other's indexes.
    for (String id : affected.vpcs()) {
      if (inventory.find(Vpc.KIND, id).isEmpty()) {
        vpcs.remove(id);
      } else {
        vpcs.indexOf(id);
      }
    }
    for (String id : affected.vpcs()) {
      inventory.find(Vpc.KIND, id).ifPresent(vpc -> vpcs.set(id, compile(inventory, vpc)));
    }
    PortForwarding[] byNumber =
        new PortForwarding[ports.values().stream().mapToInt(p -> p.number() + 1).max().orElse(0)];
    ports.values().forEach(port -> byNumber[port.number()] = port);
    return new ForwardingState(++generation, vpcs.asList(), Arrays.asList(byNumber));
  }

  private VpcForwarding compile(Inventory inventory, Vpc vpc) {
    LocalTableCompiler local =
        new LocalTableCompiler(
            portNumber(vpc.id()),
            inventory
                .find(VpcDevice.KIND, vpc.id())
                .map(device -> filters.security(inventory, device.groupIds())));
    RouteTableAssociation main =
        inventory.by(RouteTableAssociation.MAIN_BY_VPC, vpc.id()).iterator().next();
    local.addBlocks(vpc, table(inventory, vpc, main.routeTableId()));
    for (Subnet subnet : inventory.by(Subnet.BY_VPC, vpc.id())) {
      String tableId =
          inventory.by(RouteTableAssociation.BY_SUBNET, subnet.id()).stream()
              .findFirst()
              .orElse(main)
              .routeTableId();
      local.addSubnet(subnet, table(inventory, vpc, tableId), filters.acl(inventory, subnet));
      for (NetworkInterface eni : inventory.by(NetworkInterface.BY_SUBNET, subnet.id())) {
        add(inventory, subnet, eni, local);
      }
    }
    if (vpc.attributes().enableDnsSupport()) {
      local.addDnsServer(vpc, table(inventory, vpc, main.routeTableId()));
    }
    return new VpcForwarding(
        vpcs.indexOf(vpc.id()),
        vpc.id(),
        RouterMac.of(vpc.id()),
        !vpc.ipv6().isEmpty(),
        local.build(),
        HostNetworksCompiler.compile(inventory, vpc),
        DnsZoneCompiler.compile(inventory, vpc));
  }

  private void add(
      Inventory inventory, Subnet subnet, NetworkInterface eni, LocalTableCompiler local) {
    List<String> groups = eni.groups().stream().sorted().toList();
    LocalEntry entry =
        local.addInterface(
            eni,
            subnet,
            portNumber(eni.id()),
            groups.isEmpty() ? null : filters.security(inventory, groups));
    ports.computeIfPresent(
        eni.id(),
        (id, port) ->
            port.withHost(
                new HostAddresses(eni.primary().address(), eni.ipv6()),
                eni.sourceDestCheck() ? null : entry));
  }

  private int portNumber(String owner) {
    PortForwarding port = ports.get(owner);
    return port == null ? LocalTableCompiler.NO_PORT : port.number();
  }

  private RouteTable table(Inventory inventory, Vpc vpc, String id) {
    RouteTable table = tables.get(id);
    if (table == null) {
      table = compile(inventory, vpc, id);
      tables.put(id, table);
    }
    return table;
  }

  private RouteTable compile(Inventory inventory, Vpc vpc, String tableId) {
    RouteTable.Builder table = RouteTable.builder(tableId);
    Target local = Target.local(vpcs.indexOf(vpc.id()));
    vpc.ipv4Prefixes().forEach(block -> add(table, new Cidr.Ipv4(block), local));
    vpc.ipv6Prefixes().forEach(block -> add(table, new Cidr.Ipv6(block), local));
    DnsZoneCompiler.addRoutes(table, vpc);
    // Of several routes for one block the last holds: that of the block itself, or else that of
    // the list with the least id.
    inventory.by(Route.BY_TABLE, tableId).stream()
        .sorted(Comparator.comparing(Route::destination).reversed())
        .forEach(
            route -> {
              Target target = target(inventory, vpc, route.target());
              blocks(inventory, vpc, route.destination())
                  .forEach(block -> add(table, block, target));
            });
    return table.build();
  }

  private static void add(RouteTable.Builder table, Cidr to, Target target) {
    switch (to) {
      case Cidr.Ipv4(Ipv4Prefix p) -> table.add4(p.address(), p.length(), target);
      case Cidr.Ipv6(Ipv6Prefix p) -> table.add6(p.hi(), p.lo(), p.length(), target);
    }
  }

  /** What a route is for: of a prefix list the blocks that could have a route of their own. */
  private static Stream<Cidr> blocks(Inventory inventory, Vpc vpc, RouteDestination destination) {
    return switch (destination) {
      case RouteDestination.Ipv4(var prefix) -> Stream.of(new Cidr.Ipv4(prefix));
      case RouteDestination.Ipv6(var prefix) -> Stream.of(new Cidr.Ipv6(prefix));
      case RouteDestination.PrefixList(var id) ->
          PrefixListVersion.blocks(inventory, id).stream()
              .filter(block -> !AddressRules.isWithin(block, vpc))
              .filter(block -> !AddressRules.isReserved(block));
    };
  }

  private Target target(Inventory inventory, Vpc vpc, RouteTarget target) {
    return switch (target.type()) {
      case INTERNET_GATEWAY ->
          inventory
              .find(InternetGateway.KIND, target.id())
              .filter(gateway -> gateway.isAttachedTo(vpc.id()))
              .map(gateway -> Target.notEmulated(gateway.id()))
              .orElseGet(() -> Target.blackhole(target.id()));
      case NETWORK_INTERFACE ->
          InterfaceRoutes.live(inventory, vpc.id(), target.id())
              .map(
                  eni ->
                      Target.networkInterface(
                          eni.id(), vpcs.indexOf(vpc.id()), eni.primary().address()))
              .orElseGet(() -> Target.blackhole(target.id()));
      case VPC_PEERING_CONNECTION ->
          inventory
              .find(PeeringConnection.KIND, target.id())
              .filter(PeeringConnection::isActive)
              .map(pcx -> peering(pcx, vpc))
              .orElseGet(() -> Target.blackhole(target.id()));
    };
  }

  private Target peering(PeeringConnection pcx, Vpc vpc) {
    int mtu = pcx.isWithinRegion() ? PortForwarding.JUMBO_MTU : INTER_REGION_MTU;
    return Target.peering(pcx.id(), vpcs.indexOf(pcx.peerOf(vpc.id()).vpcId()), mtu);
  }
}
