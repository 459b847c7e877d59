package io.peerway.control.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.FakeDatapath;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.ManagedPrefixList;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PrefixListVersion;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * After every step of random configuration, what was published decides like a slow, obvious reading
 * of the records, and like everything compiled from nothing.
 */
class ForwardingAgreesTest {
  private static final List<String> BLOCKS =
      List.of("10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.1.128.0/17");
  private static final List<Integer> ADDRESSES =
      List.of("10.0.0.1", "10.0.1.1", "10.0.1.9", "10.1.0.9", "10.1.128.9", "10.2.1.9", "9.9.9.9")
          .stream()
          .map(Ipv4Address::parse)
          .toList();

  private static final List<String> DESTINATIONS =
      List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.128.0/20", "10.2.1.9/32");

  /** One call; the numbers pick what it is about. */
  record Step(int action, int first, int second, int third) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> pick = Arbitraries.integers().between(0, 99);
    return Combinators.combine(Arbitraries.integers().between(0, 20), pick, pick, pick)
        .as(Step::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(40);
  }

  @Property(tries = 60)
  void shouldForwardByTheRecords(@ForAll("steps") List<Step> steps) {
    Api api = new Api();
    for (int i = 0; i < BLOCKS.size(); i++) {
      api.createVpc(scope(i), BLOCKS.get(i));
    }
    for (Step step : steps) {
      run(api, step);
      compare(api.datapath().state(), api.inventory());
    }
    FakeDatapath fresh = new FakeDatapath();
    new Publisher(fresh).follow(api.ledger());
    compare(fresh.state(), api.inventory());
  }

  private static Scope scope(int number) {
    return number % 2 == 0 ? Api.SCOPE : Api.OTHER;
  }

  /** Makes one call; whether it succeeds is not the point here. */
  private static void run(Api api, Step step) {
    Inventory inventory = api.inventory();
    Vpc vpc = pick(created(inventory), step.first());
    Vpc other = pick(created(inventory), step.second());
    // Of what can still be acted on, so that most calls do something.
    PeeringConnection pcx =
        pick(
            inventory.all(PeeringConnection.KIND).stream()
                .filter(any -> !any.state().isFinal())
                .toList(),
            step.first());
    RouteTable table =
        pick(
            inventory.all(RouteTable.KIND).stream()
                .filter(any -> pcx == null || pcx.connects(any.vpcId()))
                .toList(),
            step.second());
    Subnet subnet = pick(inventory.all(Subnet.KIND), step.third());
    RouteTableAssociation association =
        pick(inventory.all(RouteTableAssociation.KIND), step.third());
    Route route = pick(inventory.all(Route.KIND), step.third());
    ManagedPrefixList list = pick(inventory.all(ManagedPrefixList.KIND), step.first());
    Scope caller = scope(step.third());
    switch (step.action()) {
      case 0 -> api.answer(caller, "CreateVpc", "CidrBlock", pick(BLOCKS, step.second()));
      case 1, 13 -> {
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
      case 2, 3, 4 -> {
        if (pcx != null) {
          api.answer(
              pcx.accepter().scope(),
              "AcceptVpcPeeringConnection",
              "VpcPeeringConnectionId",
              pcx.id());
        }
      }
      case 5 -> {
        if (pcx != null) {
          api.answer(
              pcx.requester().scope(),
              "DeleteVpcPeeringConnection",
              "VpcPeeringConnectionId",
              pcx.id());
        }
      }
      case 6, 7, 8 -> {
        if (table != null && pcx != null) {
          String name = step.action() < 8 ? "CreateRoute" : "ReplaceRoute";
          api.answer(
              table.scope(),
              name,
              "RouteTableId",
              table.id(),
              "DestinationCidrBlock",
              pick(DESTINATIONS, step.third()),
              "VpcPeeringConnectionId",
              pcx.id());
        }
      }
      case 9 -> {
        if (route != null) {
          api.answer(
              inventory.find(Vpc.KIND, route.vpcId()).orElseThrow().scope(),
              "DeleteRoute",
              "RouteTableId",
              route.routeTableId(),
              route.destination().block().isPresent()
                  ? "DestinationCidrBlock"
                  : "DestinationPrefixListId",
              route.destination().text());
        }
      }
      case 10 -> {
        if (vpc != null) {
          String block = Ipv4Address.format(vpc.primaryIpv4().first() + 256 * (step.third() % 3));
          api.answer(vpc.scope(), "CreateSubnet", "VpcId", vpc.id(), "CidrBlock", block + "/24");
          api.answer(vpc.scope(), "CreateRouteTable", "VpcId", vpc.id());
        }
      }
      case 11 -> {
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
      case 12 -> {
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
      case 15 ->
          api.answer(
              caller,
              "CreateManagedPrefixList",
              "PrefixListName",
              "list",
              "MaxEntries",
              "2",
              "AddressFamily",
              "IPv4",
              "Entry.1.Cidr",
              pick(DESTINATIONS, step.first()));
      case 16 -> {
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
      case 17, 18 -> {
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
      case 19 -> {
        if (subnet != null) {
          api.answer(subnet.scope(), "CreateNetworkInterface", "SubnetId", subnet.id());
          routeToInterface(api, step);
        }
      }
      case 20 -> {
        NetworkInterface eni = pick(inventory.all(NetworkInterface.KIND), step.first());
        if (eni != null) {
          api.answer(eni.scope(), "DeleteNetworkInterface", "NetworkInterfaceId", eni.id());
        }
      }
      default -> {
        if (vpc != null && subnet != null && table != null) {
          api.answer(subnet.scope(), "DeleteSubnet", "SubnetId", subnet.id());
          api.answer(table.scope(), "DeleteRouteTable", "RouteTableId", table.id());
          api.answer(vpc.scope(), "DeleteVpc", "VpcId", vpc.id());
        }
      }
    }
  }

  private static void routeToInterface(Api api, Step step) {
    NetworkInterface eni = pick(api.inventory().all(NetworkInterface.KIND), step.first());
    if (eni == null) {
      return;
    }
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

  private static List<Vpc> created(Inventory inventory) {
    return inventory.all(Vpc.KIND).stream().filter(vpc -> !vpc.isDefault()).toList();
  }

  private static <T> T pick(Iterable<T> all, int number) {
    List<T> list = new ArrayList<>();
    all.forEach(list::add);
    return list.isEmpty() ? null : list.get(number % list.size());
  }

  private static void compare(ForwardingState state, Inventory inventory) {
    List<VpcForwarding> compiled = state.vpcs().stream().filter(Objects::nonNull).toList();
    assertThat(compiled)
        .extracting(VpcForwarding::id)
        .containsExactlyInAnyOrderElementsOf(
            inventory.all(Vpc.KIND).stream().map(Vpc::id).toList());
    for (VpcForwarding vpc : compiled) {
      assertThat(state.vpc(vpc.index())).isSameAs(vpc);
      for (int from : ADDRESSES) {
        for (int to : ADDRESSES) {
          assertThat(decide(state, vpc, from, to))
              .as("%s: %s -> %s", vpc.id(), Ipv4Address.format(from), Ipv4Address.format(to))
              .isEqualTo(read(inventory, vpc.id(), from, to));
        }
      }
    }
  }

  /** What the compiled state does with a packet. */
  private static String decide(ForwardingState state, VpcForwarding vpc, int from, int to) {
    LocalEntry sender = vpc.local().find(from);
    if (sender == null || sender.isRouter()) {
      return "not a host of the VPC";
    }
    Target target = sender.routeTable().target(sender.routeTable().v4().lookup(to));
    if (target == null) {
      return "no route";
    }
    return switch (target.kind()) {
      case BLACKHOLE, NOT_EMULATED, ROUTER -> target.kind() + " " + target.id();
      case INTERFACE -> {
        VpcForwarding own = state.vpc(target.vpcIndex());
        yield "via " + own.local().find(target.via()).name() + " in " + own.id();
      }
      case LOCAL, PEERING -> {
        VpcForwarding receiver = state.vpc(target.vpcIndex());
        LocalEntry entry = receiver.local().find(to);
        String place = entry == null ? "nowhere" : entry.name();
        yield target.id() + " to " + place + " in " + receiver.id();
      }
    };
  }

  /** What the records say about it, by search of everything. */
  private static String read(Inventory inventory, String vpcId, int from, int to) {
    Optional<String> sender = place(inventory, vpcId, from);
    if (sender.isEmpty() || sender.get().startsWith("router")) {
      return "not a host of the VPC";
    }
    String table =
        inventory.all(RouteTableAssociation.KIND).stream()
            .filter(a -> a.vpcId().equals(vpcId))
            .filter(a -> a.isMain() || a.subnetId().equals(sender))
            .min(Comparator.comparing(RouteTableAssociation::isMain))
            .orElseThrow()
            .routeTableId();
    Vpc vpc = inventory.find(Vpc.KIND, vpcId).orElseThrow();
    int localLength =
        vpc.ipv4Prefixes().stream()
            .filter(block -> block.contains(to))
            .mapToInt(block -> block.length())
            .max()
            .orElse(-1);
    Optional<Line> route =
        inventory.all(Route.KIND).stream()
            .filter(r -> r.routeTableId().equals(table))
            .flatMap(r -> lines(inventory, vpc, r))
            .filter(line -> line.block().contains(to))
            .max(Line.PREFERENCE);
    if (route.isEmpty() || route.get().block().length() < localLength) {
      return localLength < 0
          ? "no route"
          : "local to " + place(inventory, vpcId, to).orElse("nowhere") + " in " + vpcId;
    }
    String target = route.get().target();
    if (inventory.find(NetworkInterface.KIND, target).isPresent()) {
      return "via " + target + " in " + vpcId;
    }
    Optional<PeeringConnection> peering =
        inventory.find(PeeringConnection.KIND, target).filter(PeeringConnection::isActive);
    if (peering.isEmpty()) {
      return "BLACKHOLE " + target;
    }
    String peer =
        peering.get().requester().vpcId().equals(vpcId)
            ? peering.get().accepter().vpcId()
            : peering.get().requester().vpcId();
    return target + " to " + place(inventory, peer, to).orElse("nowhere") + " in " + peer;
  }

  /** The smallest thing of a VPC that an address is in: a router, a subnet, the VPC itself. */
  private static Optional<String> place(Inventory inventory, String vpcId, int address) {
    Vpc vpc = inventory.find(Vpc.KIND, vpcId).orElseThrow();
    List<Subnet> subnets =
        inventory.all(Subnet.KIND).stream().filter(s -> s.vpcId().equals(vpcId)).toList();
    for (Subnet subnet : subnets) {
      if (subnet.ipv4().first() + 1 == address) {
        return Optional.of("router of " + subnet.id());
      }
    }
    for (var block : vpc.ipv4Prefixes()) {
      if (block.first() + 1 == address) {
        return Optional.of("router of " + vpcId);
      }
    }
    for (Subnet subnet : subnets) {
      if (subnet.ipv4().contains(address)) {
        return Optional.of(subnet.id());
      }
    }
    return vpc.ipv4Prefixes().stream().anyMatch(block -> block.contains(address))
        ? Optional.of(vpcId)
        : Optional.empty();
  }

  /**
   * One block of a route.
   *
   * @param list that the block is in, the empty text if it is the route's own
   */
  private record Line(Ipv4Prefix block, String list, String target) {
    /** The longest prefix; then the route's own block; then the list with the least id. */
    static final Comparator<Line> PREFERENCE =
        Comparator.comparing((Line line) -> line.block().length())
            .thenComparing(Line::list, Comparator.reverseOrder());
  }

  private static Stream<Line> lines(Inventory inventory, Vpc vpc, Route route) {
    String target = route.target().id();
    return switch (route.destination()) {
      case RouteDestination.Ipv4(var prefix) -> Stream.of(new Line(prefix, "", target));
      case RouteDestination.Ipv6 none -> Stream.empty();
      case RouteDestination.PrefixList(var id) ->
          inventory.all(PrefixListVersion.KIND).stream()
              .filter(version -> version.listId().equals(id))
              .max(Comparator.comparing(PrefixListVersion::version))
              .orElseThrow()
              .entries()
              .stream()
              .map(entry -> ((Cidr.Ipv4) entry.cidr()).prefix())
              .filter(block -> vpc.ipv4Prefixes().stream().noneMatch(own -> own.contains(block)))
              .map(block -> new Line(block, id, target));
    };
  }
}
