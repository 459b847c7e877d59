package io.peerway.control.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.FakeDatapath;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * After every step of random configuration, what was published decides like a slow, obvious reading
 * of the records, and like everything compiled from nothing.
 */
class ForwardingAgreesTest {
  private static final List<Integer> ADDRESSES =
      List.of("10.0.0.1", "10.0.1.1", "10.0.1.9", "10.1.0.9", "10.1.128.9", "10.2.1.9", "9.9.9.9")
          .stream()
          .map(Ipv4Address::parse)
          .toList();

  @Provide
  Arbitrary<List<Step>> steps() {
    return RouteCalls.steps();
  }

  @Property(tries = 60)
  void shouldForwardByTheRecords(@ForAll("steps") List<Step> steps) {
    Api api = new Api();
    RouteCalls calls = new RouteCalls(api);
    for (Step step : steps) {
      calls.make(step);
      compare(api.datapath().state(), api.inventory());
    }
    FakeDatapath fresh = new FakeDatapath();
    new Publisher(fresh).follow(api.ledger());
    compare(fresh.state(), api.inventory());
  }

  private static void compare(ForwardingState state, Inventory inventory) {
    List<VpcForwarding> compiled = state.vpcs().stream().filter(Objects::nonNull).toList();
    assertThat(compiled)
        .extracting(VpcForwarding::id)
        .containsExactlyInAnyOrderElementsOf(
            inventory.all(Vpc.KIND).stream().map(Vpc::id).toList());
    SlowRoutes oracle = new SlowRoutes(inventory);
    for (VpcForwarding vpc : compiled) {
      assertThat(state.vpc(vpc.index())).isSameAs(vpc);
      for (int from : ADDRESSES) {
        for (int to : ADDRESSES) {
          assertThat(decide(state, vpc, from, to))
              .as("%s: %s -> %s", vpc.id(), Ipv4Address.format(from), Ipv4Address.format(to))
              .isEqualTo(oracle.decide(vpc.id(), from, to));
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
}
