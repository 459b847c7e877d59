package io.peerway.tools.capture;

import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.io.Capture;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.tools.operator.Operation;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Captures packets for as long as the operator listens. */
public final class CaptureOperation implements Operation<CaptureArguments> {

  private static final Logger LOG = LoggerFactory.getLogger(CaptureOperation.class);
  private static final int RING_BYTES = 16 << 20;

  private final Router router;

  public CaptureOperation(Router router) {
    this.router = router;
  }

  @Override
  public String name() {
    return OperationName.CAPTURE;
  }

  @Override
  public Class<CaptureArguments> argumentsType() {
    return CaptureArguments.class;
  }

  @Override
  public CaptureFeed run(CaptureArguments arguments) {
    ForwardingState state = router.state();
    List<PortSnapshot> ports =
        router.ports().stream().filter(port -> isMeant(port, arguments, state)).toList();
    if (ports.isEmpty()) {
      throw new UserException(ExitStatus.FAILED, "there is no such port: peerway ports lists them");
    }
    boolean all = arguments.port() == null && arguments.vpc() == null;
    try {
      CaptureSpec spec =
          new CaptureSpec(
              all ? null : numbers(ports),
              arguments.peering(),
              arguments.dropsOnly(),
              arguments.filter(),
              arguments.segment() ? CaptureSpec.MAX_SNAPLEN : arguments.snaplen(),
              RING_BYTES);
      Capture capture = router.capture(spec);
      LOG.info("capture begins at {} port(s)", ports.size());
      return new CaptureFeed(router, capture, ports, arguments);
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitStatus.FAILED, e.getMessage());
    }
  }

  private static boolean isMeant(
      PortSnapshot port, CaptureArguments arguments, ForwardingState state) {
    boolean byName =
        arguments.port() == null
            || arguments.port().equals(Integer.toString(port.number()))
            || arguments.port().equals(port.spec().device());
    return byName
        && (arguments.vpc() == null
            || arguments.vpc().equals(port.spec().owner())
            || arguments.vpc().equals(vpc(port, state)));
  }

  /** The VPC of a port, which may stand for one of its network interfaces; null if it has none. */
  private static String vpc(PortSnapshot port, ForwardingState state) {
    PortForwarding forwarding = state.port(port.number());
    return forwarding == null ? null : state.vpc(forwarding.vpcIndex()).id();
  }

  private static BitSet numbers(List<PortSnapshot> ports) {
    BitSet numbers = new BitSet();
    ports.forEach(port -> numbers.set(port.number()));
    return numbers;
  }
}
