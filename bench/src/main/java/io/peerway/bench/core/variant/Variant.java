package io.peerway.bench.core.variant;

import io.peerway.bench.workload.PeeredVpcs;
import io.peerway.bench.workload.SmallPackets.Flows;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.state.ForwardingState;
import java.util.List;

/**
 * A row of {@code peerway bench core}: the pipeline as the router runs it, but for one thing. What
 * a variant does not override is as in the router.
 */
public interface Variant {
  /** MTU of the VPCs in bytes. */
  int MTU = 1500;

  /** By which the report and JMH know it; lower case, words joined by hyphens. */
  String name();

  /** What is different, for the report. */
  String description();

  /** What workers forward by. */
  default ForwardingState state(PeeredVpcs vpcs) {
    return vpcs.state(MTU);
  }

  /** Whether the packets of a burst are of one flow. */
  default Flows flows() {
    return Flows.MANY;
  }

  /** Whether packets of one flow leave as super-packets. */
  default boolean coalesces() {
    return true;
  }

  /** What becomes of the TTL. */
  default TtlMode ttlMode() {
    return TtlMode.DECREMENT;
  }

  /**
   * Options of the JVM.
   *
   * @param router those that the router is run with
   */
  default List<String> jvmOptions(List<String> router) {
    return router;
  }
}
