package io.peerway.tools.operator;

import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.port.PortLocation;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists the ports with what they counted. */
public final class PortsOperation implements Operation<NoArguments> {

  private final Router router;

  public PortsOperation(Router router) {
    this.router = router;
  }

  @Override
  public String name() {
    return OperationName.PORTS;
  }

  @Override
  public Class<NoArguments> argumentsType() {
    return NoArguments.class;
  }

  @Override
  public List<PortReport> run(NoArguments arguments) {
    return router.ports().stream().map(port -> report(port, router.state())).toList();
  }

  static PortReport report(PortSnapshot port, ForwardingState state) {
    String owner = port.spec().owner();
    PortForwarding forwarding = state.port(port.number());
    Map<String, Long> counters = new LinkedHashMap<>();
    for (PortCounter counter : PortCounter.values()) {
      counters.put(counter.label(), port.counters().get(counter));
    }
    return new PortReport(
        port.number(),
        forwarding == null ? owner : state.vpc(forwarding.vpcIndex()).id(),
        owner.startsWith("eni-") ? owner : "",
        port.location().map(PortLocation::device).orElse(port.spec().device()),
        port.location().flatMap(PortLocation::namespace).orElse(""),
        port.location().isPresent(),
        forwarding == null ? port.spec().mtu() : forwarding.mtu(),
        counters,
        port.drops().values().stream().mapToLong(Long::longValue).sum());
  }
}
