package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.Programs;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.wire.MacAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OVN on Open vSwitch's userspace datapath: a logical router for each VPC, peered with each other,
 * and a logical switch for each subnet. The peer that does the same as Peerway.
 */
record OvnPeer() implements Peer {
  private static final Path SCHEMAS = Path.of("/usr/share/ovn");

  @Override
  public String name() {
    return "ovn";
  }

  @Override
  public String description() {
    return "OVN, two peered logical routers on Open vSwitch's userspace datapath";
  }

  @Override
  public Optional<String> whyMissing() {
    return OpenVswitch.whyMissing()
        .or(
            () ->
                Programs.whyMissing("ovn-northd", "ovn-controller", "ovn-nbctl")
                    .map(missing -> missing + " (Debian: ovn-central, ovn-host)"));
  }

  @Override
  public List<Long> start(Lab lab, int mtu) {
    OpenVswitch ovs =
        OpenVswitch.start(
            lab,
            List.of(
                "external_ids:system-id=bench",
                "external_ids:ovn-remote=unix:" + lab.directory().resolve("sb.sock"),
                "external_ids:ovn-encap-type=geneve",
                "external_ids:ovn-encap-ip=127.0.0.1",
                "external_ids:ovn-bridge-datapath-type=netdev"));
    ovs.startDatabase("nb", SCHEMAS.resolve("ovn-nb.ovsschema"), "nb");
    ovs.startDatabase("sb", SCHEMAS.resolve("ovn-sb.ovsschema"), "sb");
    ovs.daemon(
        "ovn-northd",
        "--ovnnb-db=" + ovs.socket("nb"),
        "--ovnsb-db=" + ovs.socket("sb"),
        "--unixctl=" + ovs.file("northd.ctl"));
    List<String> ports = new ArrayList<>(List.of("add-br", "br-int"));
    ports.addAll(
        List.of("--", "set", "bridge", "br-int", "datapath_type=netdev", "fail_mode=secure"));
    for (Side side : Side.values()) {
      ports.addAll(OpenVswitch.addTap("br-int", side, mtu));
      ports.add("external_ids:iface-id=host-" + side);
    }
    ovs.configure(ports);
    ovs.daemon("ovn-controller", ovs.socket("db"));
    ovs.run(topology(ovs.socket("nb")).toArray(String[]::new));
    return ovs.datapathPids();
  }

  /** One command of ovn-nbctl: routers first, since a router's port names its peer's. */
  private static List<String> topology(String northbound) {
    List<String> command = new ArrayList<>(List.of("ovn-nbctl", "--db=" + northbound));
    for (Side side : Side.values()) {
      add(command, router(side));
    }
    for (Side side : Side.values()) {
      add(command, subnet(side));
      command.addAll(List.of("--", "lsp-set-addresses", "host-" + side));
      command.add(MacAddress.format(side.hostMac()) + " " + side.host());
    }
    return command;
  }

  private static String router(Side side) {
    Side peer = side.peer();
    return """
        lr-add vpc-X
        lrp-add vpc-X subnet-X %s %s/%d
        lrp-add vpc-X peering-X 02:00:00:00:0f:0%d 169.254.0.%d/30 peer=peering-Y
        lr-route-add vpc-X %s 169.254.0.%d peering-X
        """
        .formatted(
            MacAddress.format(side.routerMac()),
            side.router(),
            Side.BLOCK_LENGTH,
            side.ordinal(),
            side.ordinal() + 1,
            peer.block(0),
            peer.ordinal() + 1)
        .replace("-X", "-" + side)
        .replace("-Y", "-" + peer);
  }

  private static String subnet(Side side) {
    return """
        ls-add switch-X
        lsp-add switch-X uplink-X
        lsp-set-type uplink-X router
        lsp-set-addresses uplink-X router
        lsp-set-options uplink-X router-port=subnet-X
        lsp-add switch-X host-X
        """
        .replace("-X", "-" + side);
  }

  private static void add(List<String> command, String lines) {
    for (String line : lines.lines().toList()) {
      command.add("--");
      command.addAll(List.of(line.split(" ", -1)));
    }
  }
}
