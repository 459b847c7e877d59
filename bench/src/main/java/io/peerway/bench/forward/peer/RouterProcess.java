package io.peerway.bench.forward.peer;

import io.peerway.bench.workload.PeeredVpcs;
import io.peerway.bench.workload.RuleSets;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.io.Capture;
import io.peerway.dataplane.io.IoMode;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.io.RouterConfig;
import io.peerway.dataplane.io.WorkerScheduling;
import io.peerway.dataplane.linux.PcapFilter;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of the child JVM: a router with two ports and the state of {@link PeeredVpcs},
 * until its standard input ends, which it does when the benchmark ends, however it ends.
 */
public final class RouterProcess {
  /** The line that is printed when it forwards. */
  static final String READY = "ready";

  /** Routes in each VPC's route table. */
  static final int ROUTES = 10_000;

  private static final int FILTER = 7;
  private static final int RING_BYTES = 16 << 20;
  private static final long IDLE_NANOS = 2_000_000;

  private RouterProcess() {}

  /**
   * Arguments: number of workers, I/O mode, scheduling, microseconds of busy polling, whether to
   * coalesce, MTU in bytes, whether the hosts have security groups; and the filter of a capture, if
   * there is to be one.
   */
  public static void main(String[] arguments) throws Exception {
    RouterConfig config =
        RouterConfig.defaults()
            .withWorkers(Integer.parseInt(arguments[0]))
            .withIo(IoMode.valueOf(arguments[1]))
            .withScheduling(WorkerScheduling.valueOf(arguments[2]))
            .withCoalescing(Boolean.parseBoolean(arguments[4]));
    if (!arguments[3].equals("-")) {
      config = config.withBusyPollMicros(Integer.parseInt(arguments[3]));
    }
    int mtu = Integer.parseInt(arguments[5]);
    PeeredVpcs vpcs = new PeeredVpcs(ROUTES);
    ForwardingState state =
        Boolean.parseBoolean(arguments[6])
            ? vpcs.state(mtu, RuleSets::trackedAll)
            : vpcs.state(mtu);
    try (Router router = Router.start(config)) {
      for (Side side : Side.values()) {
        int number =
            router.openPort(new PortSpec(side.vpcId(), Peer.device(side), side.routerMac(), mtu));
        if (number != side.port()) {
          throw new IllegalStateException("port " + number + " for " + side);
        }
      }
      router.publish(state).get();
      if (arguments.length > FILTER) {
        capture(router, arguments[FILTER]);
      }
      System.out.println(READY);
      while (System.in.read() >= 0) {
        // nothing that comes means anything; the end does
      }
    }
  }

  /** Takes copies of packets until the process ends, as {@code peerway capture} does. */
  private static void capture(Router router, String filter) {
    Capture capture =
        router.capture(
            new CaptureSpec(
                null,
                null,
                false,
                filter.isEmpty() ? null : PcapFilter.compile(filter, CaptureSpec.MAX_SNAPLEN),
                CaptureSpec.MAX_SNAPLEN,
                RING_BYTES));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (true) {
                if (capture.drain(packet -> {}) == 0) {
                  LockSupport.parkNanos(IDLE_NANOS);
                }
              }
            });
  }
}
