package io.peerway.bench.forward.peer;

import io.peerway.bench.workload.PeeredVpcs;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.io.IoMode;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.io.RouterConfig;
import io.peerway.dataplane.io.WorkerScheduling;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;

/**
 * The main class of the child JVM: a router with two ports and the state of {@link PeeredVpcs},
 * until its standard input ends, which it does when the benchmark ends, however it ends.
 */
public final class RouterProcess {
  /** The line that is printed when it forwards. */
  static final String READY = "ready";

  /** Routes in each VPC's route table. */
  static final int ROUTES = 10_000;

  private RouterProcess() {}

  /**
   * Arguments: number of workers, I/O mode, scheduling, microseconds of busy polling, whether to
   * coalesce, MTU in bytes.
   */
  public static void main(String[] arguments) throws Exception {
    RouterConfig config =
        RouterConfig.defaults()
            .withWorkers(Integer.parseInt(arguments[0]))
            .withIo(IoMode.valueOf(arguments[1]))
            .withScheduling(WorkerScheduling.valueOf(arguments[2]))
            .withBusyPollMicros(Integer.parseInt(arguments[3]))
            .withCoalescing(Boolean.parseBoolean(arguments[4]));
    int mtu = Integer.parseInt(arguments[5]);
    ForwardingState state = new PeeredVpcs(ROUTES).state(mtu);
    try (Router router = Router.start(config)) {
      for (Side side : Side.values()) {
        int number =
            router.openPort(new PortSpec(side.vpcId(), Peer.device(side), side.routerMac(), mtu));
        if (number != side.port()) {
          throw new IllegalStateException("port " + number + " for " + side);
        }
      }
      router.publish(state).get();
      System.out.println(READY);
      while (System.in.read() >= 0) {
        // nothing that comes means anything; the end does
      }
    }
  }
}
