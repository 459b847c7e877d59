package io.peerway.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeeredVpcsTest {
  private final PeeredVpcs vpcs = new PeeredVpcs(1000);
  private final ForwardingState state = vpcs.state(1500);

  @ParameterizedTest
  @EnumSource
  void shouldRouteEveryPrefixThroughThePeering(Side side) {
    LocalEntry sender = state.vpc(side.port()).local().find(Ipv4Address.parse(side.host()));
    assertThat(vpcs.routes(side)).hasSize(1000).doesNotHaveDuplicates();
    for (Ipv4Prefix route : vpcs.routes(side)) {
      Target target = sender.routeTable().target(sender.routeTable().v4().lookup(route.address()));
      assertThat(target.kind()).isEqualTo(Target.Kind.PEERING);
      assertThat(target.vpcIndex()).isEqualTo(side.peer().port());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveItsHostBehindItsPortAndItsRouterInTheRouter(Side side) {
    var local = state.vpc(side.port()).local();
    assertThat(local.find(Ipv4Address.parse(side.host())).port()).isEqualTo(side.port());
    assertThat(local.find(Ipv4Address.parse(side.router())).isRouter()).isTrue();
    assertThat(local.find(Ipv4Address.parse(side.peer().host()))).isNull();
  }
}
