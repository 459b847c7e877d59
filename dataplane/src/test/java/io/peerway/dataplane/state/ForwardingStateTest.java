package io.peerway.dataplane.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forwarding state and its parts. */
class ForwardingStateTest {
  private static final RouteTable NO_ROUTES = RouteTable.builder("rtb-1").build();
  private static final int TEN_1 = 0x0a01_0000;

  private static VpcForwarding vpc(int index) {
    return new VpcForwarding(index, "vpc-" + index, 1, false, LocalTable.builder().build());
  }

  @Test
  void shouldFindVpcsAndPortsByNumberAndNothingElsewhere() {
    PortForwarding port = new PortForwarding(2, "vpc-1", 1, 1500);
    ForwardingState state =
        new ForwardingState(7, Arrays.asList(null, vpc(1)), Arrays.asList(null, null, port));

    assertThat(state.generation()).isEqualTo(7);
    assertThat(state.vpc(1).id()).isEqualTo("vpc-1");
    assertThat(state.port(2)).isSameAs(port);
    assertThat(state.portLimit()).isEqualTo(3);
    for (int other : new int[] {-1, 0, 3, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThat(state.vpc(other)).isNull();
      assertThat(state.port(other)).isNull();
    }
  }

  @Test
  void shouldLeaveOutPortsWhoseVpcIsMissing() {
    List<PortForwarding> ports =
        List.of(new PortForwarding(0, "vpc-0", 0, 1500), new PortForwarding(1, "vpc-9", 9, 1500));

    ForwardingState state = new ForwardingState(1, List.of(vpc(0)), ports);

    assertThat(state.port(0)).isNotNull();
    assertThat(state.port(1)).isNull();
  }

  @Test
  void shouldNotChangeWithTheListsItWasMadeOf() {
    List<VpcForwarding> vpcs = new ArrayList<>(List.of(vpc(0)));
    List<PortForwarding> ports = new ArrayList<>(List.of(new PortForwarding(0, "vpc-0", 0, 1500)));
    ForwardingState state = new ForwardingState(1, vpcs, ports);

    vpcs.set(0, null);
    ports.set(0, null);

    assertThat(state.vpcs()).doesNotContainNull();
    assertThat(state.ports()).doesNotContainNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 575, 65_536})
  void shouldRefuseAnMtuByWhichNothingFits(int mtu) {
    assertThatIllegalArgumentException().isThrownBy(() -> new PortForwarding(0, "vpc-0", 0, mtu));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 575})
  void shouldRefuseAPeeringByWhichNothingFits(int mtu) {
    assertThatIllegalArgumentException().isThrownBy(() -> Target.peering("pcx-1", 0, mtu));
  }

  @Test
  void shouldRefuseANegativePortNumber() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PortForwarding(-1, "vpc-0", 0, 1500));
  }

  @Test
  void shouldRouteByTheLongestPrefixAndShareEqualTargets() {
    Target broad = Target.peering("pcx-1", 1, 9001);
    RouteTable table =
        RouteTable.builder("rtb-1")
            .add4(0, 0, Target.blackhole("igw-1"))
            .add4(TEN_1, 16, broad)
            .add4(TEN_1 | 0x100, 24, Target.local(0))
            .add4(TEN_1 | 0x200, 24, Target.peering("pcx-1", 1, 9001))
            .add6(0x2001_0db8L << 32, 0, 32, broad)
            .build();

    assertThat(table.target(table.v4().lookup(TEN_1 | 0x101)).kind()).isEqualTo(Target.Kind.LOCAL);
    assertThat(table.target(table.v4().lookup(TEN_1 | 0x201)))
        .isSameAs(table.target(table.v4().lookup(TEN_1)))
        .isEqualTo(broad);
    assertThat(table.target(table.v4().lookup(1)).kind()).isEqualTo(Target.Kind.BLACKHOLE);
    assertThat(table.target(table.v6().lookup(0x2001_0db8L << 32, 5))).isEqualTo(broad);
    assertThat(table.target(table.v6().lookup(0, 5))).isNull();
    assertThat(NO_ROUTES.target(NO_ROUTES.v4().lookup(TEN_1))).isNull();
  }

  @Test
  void shouldFindLocalEntriesByTheLongestPrefix() {
    LocalEntry hosts = new LocalEntry("subnet-1", 3, NO_ROUTES, TEN_1 + 1, 0, 0);
    LocalEntry router = new LocalEntry("router", LocalEntry.ROUTER, NO_ROUTES, TEN_1 + 1, 0, 0);
    LocalTable.Builder builder = LocalTable.builder();
    builder.add4(TEN_1, 16, builder.entry(hosts)).add4(TEN_1 + 1, 32, builder.entry(router));
    LocalTable table = builder.build();

    assertThat(table.find(TEN_1 + 9)).isSameAs(hosts);
    assertThat(table.find(TEN_1 + 1)).isSameAs(router);
    assertThat(table.find(TEN_1 + 1).isRouter()).isTrue();
    assertThat(table.find(1)).isNull();
    assertThat(table.find(0, 1)).isNull();
  }
}
