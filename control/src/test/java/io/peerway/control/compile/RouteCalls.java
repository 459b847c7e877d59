package io.peerway.control.compile;

import io.peerway.control.Api;
import io.peerway.control.model.ManagedPrefixList;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;

/** Random calls about routing; whether they succeed is not the point. */
final class RouteCalls {
  private static final List<String> BLOCKS =
      List.of("10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.1.128.0/17");
  private static final List<String> DESTINATIONS =
      List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.128.0/20", "10.2.1.9/32");

  private final Api api;
  private Step step;

  /** Begins with a VPC for each block, of two accounts. */
  RouteCalls(Api api) {
    this.api = api;
    for (int i = 0; i < BLOCKS.size(); i++) {
      api.createVpc(scope(i), BLOCKS.get(i));
    }
  }

  static Arbitrary<List<Step>> steps() {
    return Step.lists(20, 10, 40);
  }

  /** Makes one call, if there is something that it can be about. */
  void make(Step next) {
    step = next;
    switch (step.action()) {
      case 0 -> createVpc();
      case 1, 13 -> requestPeering();
      case 2, 3, 4 -> acceptPeering();
      case 5 -> deletePeering();
      case 6, 7 -> route("CreateRoute");
      case 8 -> route("ReplaceRoute");
      case 9 -> deleteRoute();
      case 10 -> createSubnet();
      case 11 -> associateTable();
      case 12 -> replaceAssociation();
      case 15 -> createList();
      case 16 -> modifyList();
      case 17, 18 -> routeToList();
      case 19 -> routeToInterface();
      case 20 -> deleteInterface();
      default -> deleteVpc();
    }
  }

  private static Scope scope(int number) {
    return number % 2 == 0 ? Api.SCOPE : Api.OTHER;
  }

  private void createVpc() {
    api.answer(scope(step.third()), "CreateVpc", "CidrBlock", pick(BLOCKS, step.second()));
  }

  private void requestPeering() {
    Vpc vpc = vpc(step.first());
    Vpc other = vpc(step.second());
    if (vpc != null && other != null) {
      api.answer(
          vpc.scope(),
          "CreateVpcPeeringConnection",
          "VpcId",
          vpc.id(),
          "PeerVpcId",
          other.id(),
          "PeerOwnerId",
          other.scope().account(),
          "PeerRegion",
          other.scope().region());
    }
  }

  private void acceptPeering() {
    PeeringConnection pcx = peering();
    if (pcx != null) {
      Scope accepter = pcx.accepter().scope();
      api.answer(accepter, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx.id());
    }
  }

  private void deletePeering() {
    PeeringConnection pcx = peering();
    if (pcx != null) {
      Scope requester = pcx.requester().scope();
      api.answer(requester, "DeleteVpcPeeringConnection", "VpcPeeringConnectionId", pcx.id());
    }
  }

  private void route(String action) {
    PeeringConnection pcx = peering();
    RouteTable table = table();
    if (table != null && pcx != null) {
      api.answer(
          table.scope(),
          action,
          "RouteTableId",
          table.id(),
          "DestinationCidrBlock",
          pick(DESTINATIONS, step.third()),
          "VpcPeeringConnectionId",
          pcx.id());
    }
  }

  private void deleteRoute() {
    Route route = pick(api.inventory().all(Route.KIND), step.third());
    if (route != null) {
      api.answer(
          api.inventory().find(Vpc.KIND, route.vpcId()).orElseThrow().scope(),
          "DeleteRoute",
          "RouteTableId",
          route.routeTableId(),
          route.destination().block().isPresent()
              ? "DestinationCidrBlock"
              : "DestinationPrefixListId",
          route.destination().text());
    }
  }

  private void createSubnet() {
    Vpc vpc = vpc(step.first());
    if (vpc != null) {
      String block = Ipv4Address.format(vpc.primaryIpv4().first() + 256 * (step.third() % 3));
      api.answer(vpc.scope(), "CreateSubnet", "VpcId", vpc.id(), "CidrBlock", block + "/24");
      api.answer(vpc.scope(), "CreateRouteTable", "VpcId", vpc.id());
    }
  }

  private void associateTable() {
    RouteTable table = table();
    Subnet subnet = subnet();
    if (table != null && subnet != null) {
      api.answer(
          table.scope(),
          "AssociateRouteTable",
          "RouteTableId",
          table.id(),
          "SubnetId",
          subnet.id());
    }
  }

  private void replaceAssociation() {
    RouteTable table = table();
    RouteTableAssociation association =
        pick(api.inventory().all(RouteTableAssociation.KIND), step.third());
    if (table != null && association != null) {
      api.answer(
          table.scope(),
          "ReplaceRouteTableAssociation",
          "RouteTableId",
          table.id(),
          "AssociationId",
          association.id());
    }
  }

  private void createList() {
    api.answer(
        scope(step.third()),
        "CreateManagedPrefixList",
        "PrefixListName",
        "list",
        "MaxEntries",
        "2",
        "AddressFamily",
        "IPv4",
        "Entry.1.Cidr",
        pick(DESTINATIONS, step.first()));
  }

  private void modifyList() {
    ManagedPrefixList list = list();
    if (list != null) {
      api.answer(
          list.scope(),
          "ModifyManagedPrefixList",
          "PrefixListId",
          list.id(),
          step.second() % 2 == 0 ? "AddEntry.1.Cidr" : "RemoveEntry.1.Cidr",
          pick(DESTINATIONS, step.third()));
    }
  }

  private void routeToList() {
    PeeringConnection pcx = peering();
    RouteTable table = table();
    ManagedPrefixList list = list();
    if (table != null && pcx != null && list != null) {
      api.answer(
          table.scope(),
          "CreateRoute",
          "RouteTableId",
          table.id(),
          "DestinationPrefixListId",
          list.id(),
          "VpcPeeringConnectionId",
          pcx.id());
    }
  }

  private void routeToInterface() {
    Subnet subnet = subnet();
    if (subnet != null) {
      api.answer(subnet.scope(), "CreateNetworkInterface", "SubnetId", subnet.id());
    }
    NetworkInterface eni = pick(api.inventory().all(NetworkInterface.KIND), step.first());
    if (subnet != null && eni != null) {
      RouteTable table = pick(api.inventory().by(RouteTable.BY_VPC, eni.vpcId()), step.second());
      api.answer(
          eni.scope(),
          "CreateRoute",
          "RouteTableId",
          table.id(),
          "DestinationCidrBlock",
          pick(DESTINATIONS, step.third()),
          "NetworkInterfaceId",
          eni.id());
    }
  }

  private void deleteInterface() {
    NetworkInterface eni = pick(api.inventory().all(NetworkInterface.KIND), step.first());
    if (eni != null) {
      api.answer(eni.scope(), "DeleteNetworkInterface", "NetworkInterfaceId", eni.id());
    }
  }

  private void deleteVpc() {
    Vpc vpc = vpc(step.first());
    Subnet subnet = subnet();
    RouteTable table = table();
    if (vpc != null && subnet != null && table != null) {
      api.answer(subnet.scope(), "DeleteSubnet", "SubnetId", subnet.id());
      api.answer(table.scope(), "DeleteRouteTable", "RouteTableId", table.id());
      api.answer(vpc.scope(), "DeleteVpc", "VpcId", vpc.id());
    }
  }

  private Vpc vpc(int number) {
    return pick(
        api.inventory().all(Vpc.KIND).stream().filter(vpc -> !vpc.isDefault()).toList(), number);
  }

  /** One that can still be acted on, so that most calls do something. */
  private PeeringConnection peering() {
    return pick(
        api.inventory().all(PeeringConnection.KIND).stream()
            .filter(any -> !any.state().isFinal())
            .toList(),
        step.first());
  }

  /** One that the peering connection can be routed in, where there is one. */
  private RouteTable table() {
    PeeringConnection pcx = peering();
    return pick(
        api.inventory().all(RouteTable.KIND).stream()
            .filter(any -> pcx == null || pcx.connects(any.vpcId()))
            .toList(),
        step.second());
  }

  private Subnet subnet() {
    return pick(api.inventory().all(Subnet.KIND), step.third());
  }

  private ManagedPrefixList list() {
    return pick(api.inventory().all(ManagedPrefixList.KIND), step.first());
  }

  private static <T> T pick(Iterable<T> all, int number) {
    List<T> list = new ArrayList<>();
    all.forEach(list::add);
    return list.isEmpty() ? null : list.get(number % list.size());
  }
}
