package io.peerway.tools.flows;

import io.peerway.dataplane.io.Router;
import io.peerway.tools.operator.Operation;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.util.Set;

/** Lists, or counts, tracked connections. */
public final class FlowsOperation implements Operation<FlowsArguments> {

  private final Router router;

  public FlowsOperation(Router router) {
    this.router = router;
  }

  @Override
  public String name() {
    return OperationName.FLOWS;
  }

  @Override
  public Class<FlowsArguments> argumentsType() {
    return FlowsArguments.class;
  }

  @Override
  public TrackedConnections run(FlowsArguments arguments) {
    if (arguments.limit() < 0 || arguments.limit() > FlowsArguments.MAX_LIMIT) {
      throw new UserException(ExitStatus.FAILED, "limit " + arguments.limit());
    }
    Interfaces interfaces = new Interfaces(router.state());
    return new FlowListing(match(arguments, interfaces), interfaces, arguments.limit())
        .read(router.readConnections(), router::clock);
  }

  private static FlowMatch match(FlowsArguments arguments, Interfaces interfaces) {
    Set<Integer> zones = arguments.vpc() == null ? null : interfaces.zones(arguments.vpc());
    if (zones != null && zones.isEmpty()) {
      throw new UserException(
          ExitStatus.FAILED,
          "no port is that of " + arguments.vpc() + ": peerway ports lists them");
    }
    try {
      return new FlowMatch(arguments, zones);
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitStatus.FAILED, e.getMessage());
    }
  }
}
