package io.peerway.tools.operator;

import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.port.PortLocation;
import java.util.List;
import java.util.stream.Stream;

/** Lists what was dropped, by port and reason, in the order of the stages. */
public final class DropsOperation implements Operation<NoArguments> {

  private final Router router;

  public DropsOperation(Router router) {
    this.router = router;
  }

  @Override
  public String name() {
    return OperationName.DROPS;
  }

  @Override
  public Class<NoArguments> argumentsType() {
    return NoArguments.class;
  }

  @Override
  public List<DropReport> run(NoArguments arguments) {
    return router.ports().stream().flatMap(DropsOperation::reports).toList();
  }

  static Stream<DropReport> reports(PortSnapshot port) {
    return port.drops().entrySet().stream()
        .map(
            drop ->
                new DropReport(
                    port.spec().owner(),
                    port.number(),
                    port.location().map(PortLocation::device).orElse(port.spec().device()),
                    drop.getKey().stage().name(),
                    drop.getKey().label(),
                    drop.getKey().sentence(),
                    drop.getValue()));
  }
}
