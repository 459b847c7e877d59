package io.peerway.bench.forward.peer;

import io.peerway.bench.workload.PeeredVpcs;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.io.IoMode;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.io.RouterConfig;
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

  /** Arguments: number of workers, I/O mode, MTU in bytes. */
  public static void main(String[] arguments) throws Exception {
    int workers = Integer.parseInt(arguments[0]);
    IoMode io = IoMode.valueOf(arguments[1]);
    int mtu = Integer.parseInt(arguments[2]);
    ForwardingState state = new PeeredVpcs(ROUTES).state(mtu);
    try (Router router = Router.start(RouterConfig.defaults().withWorkers(workers).withIo(io))) {
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
