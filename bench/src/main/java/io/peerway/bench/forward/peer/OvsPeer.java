package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Open vSwitch's userspace datapath, which routes by two flows between its own TAP devices. */
record OvsPeer() implements Peer {
  @Override
  public String name() {
    return "ovs";
  }

  @Override
  public String description() {
    return "Open vSwitch, userspace datapath, TAP ports, userspace TSO";
  }

  @Override
  public Optional<String> whyMissing() {
    return OpenVswitch.whyMissing();
  }

  @Override
  public List<Long> start(Lab lab, int mtu) {
    OpenVswitch ovs = OpenVswitch.start(lab, List.of());
    List<String> ports = new ArrayList<>(List.of("add-br", "br"));
    ports.addAll(List.of("--", "set", "bridge", "br", "datapath_type=netdev", "fail_mode=secure"));
    for (Side side : Side.values()) {
      ports.addAll(OpenVswitch.addTap("br", side, mtu));
    }
    ovs.configure(ports);
    for (Side side : Side.values()) {
      ovs.run("ovs-ofctl", "add-flow", ovs.file("br.mgmt"), flowTo(side));
    }
    return ovs.datapathPids();
  }

  private static String flowTo(Side side) {
    return "ip,nw_dst=%s,actions=dec_ttl,mod_dl_src:%s,mod_dl_dst:%s,output:%s"
        .formatted(
            side.block(0),
            MacAddress.format(side.routerMac()),
            MacAddress.format(side.hostMac()),
            Peer.device(side));
  }
}
