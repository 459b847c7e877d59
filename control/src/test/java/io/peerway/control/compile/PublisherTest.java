package io.peerway.control.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.Api;
import io.peerway.control.FakeDatapath;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private final Api api = new Api();
  private final FakeDatapath datapath = api.datapath();

  private ForwardingState state() {
    return datapath.state();
  }

  private VpcForwarding vpc(String id) {
    return state().vpcs().stream()
        .filter(Objects::nonNull)
        .filter(vpc -> vpc.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private LocalEntry find(String vpc, String address) {
    return vpc(vpc).local().find(Ipv4Address.parse(address));
  }

  /** Where a packet from one address of a VPC to another address is sent. */
  private Target route(String vpc, String from, String to) {
    LocalEntry sender = find(vpc, from);
    return sender.routeTable().target(sender.routeTable().v4().lookup(Ipv4Address.parse(to)));
  }

  @Test
  void shouldOpenAPortForEachVpcThatIsCreatedAndCloseItWithTheVpc() {
    String one = api.createVpc("10.1.0.0/16");
    String two = api.createVpc("10.2.0.0/16");

    assertThat(datapath.ports().values()).extracting(PortSpec::owner).containsExactly(one, two);
    int number = api.publisher().port(two).orElseThrow();
    assertThat(state().port(number))
        .isEqualTo(new PortForwarding(number, two, vpc(two).index(), 9001));

    api.call("DeleteVpc", "VpcId", two);
    assertThat(datapath.ports()).hasSize(1);
    assertThat(state().vpcs()).filteredOn(Objects::nonNull).noneMatch(v -> v.id().equals(two));
    assertThat(state().port(number)).isNull();
    assertThat(api.publisher().port(two)).isEmpty();
  }

  @Test
  void shouldOpenTheDefaultVpcsPortOnlyWhenItIsWanted() {
    api.call("DescribeVpcs");
    String vpc = api.inventory().all(Vpc.KIND).iterator().next().id();
    assertThat(datapath.ports()).isEmpty();
    assertThat(find(vpc, "172.31.0.9").port()).isEqualTo(LocalTableCompiler.NO_PORT);

    int number = api.publisher().openPort(vpc);

    assertThat(datapath.ports().get(number).owner()).isEqualTo(vpc);
    assertThat(find(vpc, "172.31.0.9").port()).isEqualTo(number);
    assertThat(api.publisher().openPort(vpc)).isEqualTo(number);
  }

  @Test
  void shouldKeepAVpcThatCouldGetNoPortAndTryAgainWhenItIsWanted() {
    datapath.setBroken(true);
    String vpc = api.createVpc("10.1.0.0/16");
    assertThat(api.publisher().port(vpc)).isEmpty();
    assertThatThrownBy(() -> api.publisher().openPort(vpc)).hasMessage("no devices today");
    assertThatThrownBy(() -> api.publisher().openPort("vpc-0"))
        .isInstanceOf(NoSuchElementException.class);

    datapath.setBroken(false);
    int number = api.publisher().openPort(vpc);

    assertThat(find(vpc, "10.1.0.9").port()).isEqualTo(number);
  }

  @Test
  void shouldPutTheRouterAtTheFirstAddressOfEachSubnetAndOfTheVpc() {
    String vpc =
        Api.text(
            api.call(
                "CreateVpc", "CidrBlock", "10.1.0.0/16", "AmazonProvidedIpv6CidrBlock", "true"),
            "vpcId");
    Ipv6Prefix block = api.inventory().find(Vpc.KIND, vpc).orElseThrow().ipv6Prefixes().getFirst();
    String ipv6 = new Ipv6Prefix(block.hi() | 5, 0, 64).format();
    api.call("CreateSubnet", "VpcId", vpc, "CidrBlock", "10.1.1.0/24", "Ipv6CidrBlock", ipv6);

    assertThat(find(vpc, "10.1.0.1").isRouter()).isTrue();
    assertThat(find(vpc, "10.1.1.1").isRouter()).isTrue();
    assertThat(find(vpc, "10.1.2.1").isRouter()).isFalse();
    LocalEntry host = find(vpc, "10.1.1.13");
    assertThat(host.isRouter()).isFalse();
    assertThat(host.router4()).isEqualTo(Ipv4Address.parse("10.1.1.1"));
    assertThat(host.router6Hi()).isEqualTo(block.hi() | 5);
    assertThat(host.router6Lo()).isEqualTo(1);
    assertThat(vpc(vpc).local().find(block.hi() | 5, 1).isRouter()).isTrue();
    assertThat(vpc(vpc).local().find(block.hi() | 5, 9).name()).startsWith("subnet-");
    assertThat(vpc(vpc).local().find(block.hi() | 6, 9).name()).isEqualTo(vpc);
    assertThat(vpc(vpc).local().find(block.hi(), 1).isRouter()).isTrue();
    assertThat(find(vpc, "10.2.0.1")).isNull();
    assertThat(vpc(vpc).hasIpv6()).isTrue();
  }

  @Test
  void shouldRouteThroughAPeeringForAsLongAsItIsActive() {
    String one = api.createVpc("10.1.0.0/16");
    String two = api.createVpc("10.2.0.0/16");
    String pcx = api.requestPeering(Api.SCOPE, one, Api.SCOPE, two);
    assertThat(route(one, "10.1.0.9", "10.2.0.9")).isNull();
    api.createRoute(api.mainTable(Api.SCOPE, one), "10.2.0.0/16", pcx);
    assertThat(route(one, "10.1.0.9", "10.2.0.9")).isEqualTo(Target.blackhole(pcx));

    api.call("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    assertThat(route(one, "10.1.0.9", "10.2.0.9"))
        .isEqualTo(Target.peering(pcx, vpc(two).index(), 9001));
    assertThat(route(two, "10.2.0.9", "10.1.0.9")).isNull();
    assertThat(route(one, "10.1.0.9", "10.1.7.7")).isEqualTo(Target.local(vpc(one).index()));

    api.call("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    assertThat(route(one, "10.1.0.9", "10.2.0.9")).isEqualTo(Target.blackhole(pcx));
  }

  @Test
  void shouldLetSmallerPacketsThroughAPeeringBetweenRegions() {
    String one = api.createVpc("10.1.0.0/16");
    String two = api.createVpc(Api.OTHER, "10.2.0.0/16");
    String pcx = api.requestPeering(Api.SCOPE, one, Api.OTHER, two);
    api.call(Api.OTHER, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    api.createRoute(api.mainTable(Api.SCOPE, one), "10.2.0.0/16", pcx);

    assertThat(route(one, "10.1.0.9", "10.2.0.9").mtu()).isEqualTo(8500);
  }

  @Test
  void shouldRouteASubnetByItsOwnTable() {
    String one = api.createVpc("10.1.0.0/16");
    String two = api.createVpc("10.2.0.0/16");
    String pcx = api.peer(one, two);
    String subnet = api.createSubnet(one, "10.1.1.0/24");
    api.createSubnet(one, "10.1.2.0/24");
    String table = Api.text(api.call("CreateRouteTable", "VpcId", one), "routeTableId");
    api.createRoute(table, "10.2.0.0/16", pcx);
    assertThat(route(one, "10.1.1.9", "10.2.0.9")).isNull();

    String association =
        Api.text(
            api.call("AssociateRouteTable", "RouteTableId", table, "SubnetId", subnet),
            "associationId");
    assertThat(route(one, "10.1.1.9", "10.2.0.9").id()).isEqualTo(pcx);
    assertThat(route(one, "10.1.2.9", "10.2.0.9")).isNull();

    api.call("DisassociateRouteTable", "AssociationId", association);
    assertThat(route(one, "10.1.1.9", "10.2.0.9")).isNull();
  }

  @Test
  void shouldCompileOnlyWhatAChangeAffects() {
    String one = api.createVpc("10.1.0.0/16");
    String two = api.createVpc("10.2.0.0/16");
    String three = api.createVpc("10.3.0.0/16");
    String pcx = api.peer(one, two);
    VpcForwarding oldOne = vpc(one);
    VpcForwarding oldTwo = vpc(two);
    VpcForwarding oldThree = vpc(three);
    long generation = state().generation();

    api.createRoute(api.mainTable(Api.SCOPE, one), "10.2.0.0/16", pcx);

    assertThat(vpc(one)).isNotSameAs(oldOne);
    assertThat(vpc(two)).isSameAs(oldTwo);
    assertThat(vpc(three)).isSameAs(oldThree);
    assertThat(state().generation()).isEqualTo(generation + 1);

    oldOne = vpc(one);
    api.createSubnet(two, "10.2.1.0/24");
    assertThat(vpc(one)).isSameAs(oldOne);
    assertThat(vpc(two).local().find(Ipv4Address.parse("10.2.9.9")).routeTable())
        .isSameAs(oldTwo.local().find(Ipv4Address.parse("10.2.9.9")).routeTable());

    generation = state().generation();
    api.call("CreateTags", "ResourceId.1", one, "Tag.1.Key", "Name", "Tag.1.Value", "x");
    assertThat(state().generation()).isEqualTo(generation);
  }

  @Test
  void shouldStartWithWhatTheRecordsAlreadySay() {
    String one = api.createVpc("10.1.0.0/16");
    String two = api.createVpc("10.2.0.0/16");
    String pcx = api.peer(one, two);
    api.createRoute(api.mainTable(Api.SCOPE, one), "10.2.0.0/16", pcx);

    FakeDatapath fresh = new FakeDatapath();
    new Publisher(fresh).follow(api.ledger());

    assertThat(fresh.ports().values()).extracting(PortSpec::owner).contains(one, two);
    VpcForwarding vpc =
        fresh.state().vpcs().stream().filter(v -> v.id().equals(one)).findFirst().orElseThrow();
    LocalEntry sender = vpc.local().find(Ipv4Address.parse("10.1.0.9"));
    int nextHop = sender.routeTable().v4().lookup(Ipv4Address.parse("10.2.0.9"));
    assertThat(sender.routeTable().target(nextHop).id()).isEqualTo(pcx);
  }

  @Test
  void shouldGiveEveryRouterAnAddressOfItsOwn() {
    String one = api.createVpc("10.1.0.0/16");
    String two = api.createVpc("10.2.0.0/16");

    assertThat(vpc(one).routerMac()).isNotEqualTo(vpc(two).routerMac());
    PortSpec port = datapath.ports().get(api.publisher().port(one).orElseThrow());
    assertThat(port.routerMac()).isEqualTo(vpc(one).routerMac()).isNotEqualTo(port.hostMac());
  }
}
