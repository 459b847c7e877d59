package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.Programs;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.linux.RtNetlink;
import io.peerway.dataplane.linux.Sysctl;
import io.peerway.dataplane.wire.MacAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The kernel's own forwarding between veth devices: no packet is copied, no process involved. */
record KernelPeer() implements Peer {
  @Override
  public String name() {
    return "kernel";
  }

  @Override
  public String description() {
    return "kernel forwarding between veth pairs";
  }

  @Override
  public Optional<String> whyMissing() {
    return Programs.whyMissing("ip");
  }

  @Override
  public List<Long> start(Lab lab, int mtu) {
    Sysctl.write(lab.router(), "ipv4/ip_forward", "1");
    for (Side side : Side.values()) {
      String own = "router" + side.ordinal();
      lab.run(
          lab.router(),
          List.of(
              "ip link add %s mtu %d address %s type veth peer name %s"
                  .formatted(own, mtu, MacAddress.format(side.routerMac()), Peer.device(side))
                  .split(" ", -1)));
      try (RtNetlink netlink = RtNetlink.open(lab.router())) {
        int index = netlink.link(own).index();
        netlink.replaceAddress(index, InetAddress.ofLiteral(side.router()), Side.BLOCK_LENGTH);
        netlink.setUp(index);
      }
    }
    return List.of();
  }
}
