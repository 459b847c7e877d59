package io.peerway.dataplane.io;

import io.peerway.dataplane.linux.Sysctl;
import io.peerway.dataplane.linux.TemporaryNamespace;
import io.peerway.dataplane.linux.TunOffload;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.port.TapPort;
import java.util.EnumSet;
import java.util.Set;

/** A router between two namespaces that are hosts of peered VPCs, with IPv4 and IPv6. */
final class PeeredHosts implements AutoCloseable {

  private static final String[][] ADDRESSES = {
    {"10.1.1.13", "fd00:a::13"}, {"10.2.1.139", "fd00:b::139"}
  };
  private static final String[] ROUTERS = {"10.1.0.1", "10.2.0.1"};

  private final TemporaryNamespace home = new TemporaryNamespace("io-router");
  private final TemporaryNamespace[] hosts = {
    new TemporaryNamespace("io-a"), new TemporaryNamespace("io-b")
  };
  private final Router router;

  /** What the kernel and the device of a VPC may leave to each other. */
  enum Unfinished {
    EVERYWHERE(true, true),
    NOWHERE(false, false),
    ONLY_IN_A(true, false);

    private final boolean inA;
    private final boolean inB;

    Unfinished(boolean inA, boolean inB) {
      this.inA = inA;
      this.inB = inB;
    }

    private Set<TunOffload> of(PortSpec spec) {
      return (spec.owner().equals(PeeredVpcs.A.owner()) ? inA : inB)
          ? EnumSet.allOf(TunOffload.class)
          : Set.of();
    }
  }

  PeeredHosts(IoMode mode, int workers, Unfinished unfinished) {
    this(mode, workers, unfinished, PeeredVpcs.MTU, PeeredVpcs.MTU, PeeredVpcs.MTU);
  }

  PeeredHosts(
      IoMode mode, int workers, Unfinished unfinished, int mtuA, int mtuB, int mtuOfPeering) {
    router =
        Router.start(
            RouterConfig.defaults()
                .withIo(mode)
                .withWorkers(workers)
                .withMaxPorts(8)
                .withPortFactory(
                    (spec, queues) ->
                        home.namespace()
                            .call(() -> TapPort.open(spec, queues, unfinished.of(spec)))));
    int a = router.openPort(withMtu(PeeredVpcs.A, mtuA));
    int b = router.openPort(withMtu(PeeredVpcs.B, mtuB));
    router.publish(PeeredVpcs.state(1, a, b, mtuA, mtuB, mtuOfPeering)).join();
    attach(0, a, PeeredVpcs.A.device());
    attach(1, b, PeeredVpcs.B.device());
  }

  private static PortSpec withMtu(PortSpec spec, int mtu) {
    return new PortSpec(spec.owner(), spec.device(), spec.routerMac(), mtu);
  }

  private void attach(int vpc, int port, String device) {
    TemporaryNamespace host = hosts[vpc];
    router.movePort(port, host.namespace());
    Sysctl.write(host.namespace(), "ipv4/tcp_ecn", "1");
    Sysctl.write(host.namespace(), "ipv6/conf/" + device + "/accept_dad", "0");
    host.run("ip", "link", "set", "lo", "up");
    host.run("ip", "link", "set", device, "up");
    host.run("ip", "address", "add", ADDRESSES[vpc][0] + "/16", "dev", device);
    host.run("ip", "address", "add", ADDRESSES[vpc][1] + "/64", "dev", device, "nodad");
    host.run("ip", "route", "add", "default", "via", ROUTERS[vpc]);
    host.run("ip", "-6", "route", "add", "default", "via", "fe80::1", "dev", device);
  }

  TemporaryNamespace host(int vpc) {
    return hosts[vpc];
  }

  /**
   * The address of the host in a VPC.
   *
   * @param version of IP
   */
  static String address(int vpc, int version) {
    return ADDRESSES[vpc][version == 4 ? 0 : 1];
  }

  Router router() {
    return router;
  }

  @Override
  public void close() {
    router.close();
    hosts[0].close();
    hosts[1].close();
    home.close();
  }
}
