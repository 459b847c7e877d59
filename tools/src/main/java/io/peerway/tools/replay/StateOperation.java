package io.peerway.tools.replay;

import io.peerway.control.model.Inventory;
import io.peerway.control.store.Records;
import io.peerway.dataplane.forward.slowpath.Neighbor;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.Operation;
import io.peerway.tools.operator.OperationName;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/** Tells everything by which the router forwards. */
public final class StateOperation implements Operation<NoArguments> {

  private final Router router;
  private final Supplier<Inventory> inventory;

  public StateOperation(Router router, Supplier<Inventory> inventory) {
    this.router = router;
    this.inventory = inventory;
  }

  @Override
  public String name() {
    return OperationName.STATE;
  }

  @Override
  public Class<NoArguments> argumentsType() {
    return NoArguments.class;
  }

  @Override
  public LabState run(NoArguments arguments) {
    ForwardingState state = router.state();
    return new LabState(
        LabState.FORMAT,
        router.ttlMode().name().toLowerCase(Locale.ROOT),
        state.ports().stream()
            .filter(Objects::nonNull)
            .map(port -> new LabState.Port(port.owner(), port.mtu()))
            .sorted(Comparator.comparing(LabState.Port::owner))
            .toList(),
        neighbors(state),
        Records.of(inventory.get()));
  }

  private List<LabState.Neighbor> neighbors(ForwardingState state) {
    return router.neighbors().stream()
        .filter(host -> host.mac() != Neighbor.UNRESOLVED && state.port(host.port()) != null)
        .map(
            host ->
                new LabState.Neighbor(
                    state.port(host.port()).owner(), host.address(), MacAddress.format(host.mac())))
        .sorted(
            Comparator.comparing(LabState.Neighbor::owner)
                .thenComparing(LabState.Neighbor::address))
        .toList();
  }
}
