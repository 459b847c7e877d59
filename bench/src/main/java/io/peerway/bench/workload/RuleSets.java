package io.peerway.bench.workload;

import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.SecurityRules;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Security groups of a size that hurts whoever walks down lists: for each side as many groups as an
 * interface may have, with as many rules as a group may have, in each direction. What is measured
 * is allowed by the last of them.
 */
public final class RuleSets {
  /** EC2's default quota of "Security groups per network interface". */
  public static final int GROUPS = 5;

  /** EC2's default quota of "Inbound or outbound rules per security group". */
  public static final int RULES_OF_GROUP = 60;

  /** The TCP port that the rules let in. */
  public static final int OPEN_PORT = 443;

  private static final Traffic ALL_TCP = Traffic.of(IpProtocol.TCP);

  private RuleSets() {}

  /** Groups of a side, for which connections to {@link #OPEN_PORT} are tracked. */
  public static InterfaceSecurity tracked(Side side) {
    return security(side, Traffic.tcp(OPEN_PORT, OPEN_PORT), ALL_TCP, blocksOfPeer(side));
  }

  /** As {@link #tracked}, for connections of all protocols, to any port. */
  public static InterfaceSecurity trackedAll(Side side) {
    return security(side, Traffic.all(), Traffic.all(), blocksOfPeer(side));
  }

  private static List<Peers> blocksOfPeer(Side side) {
    return IntStream.range(0, PeeredVpcs.BLOCKS)
        .mapToObj(number -> Peers.of(side.peer().block(number)))
        .toList();
  }

  /** Groups of a side for which no TCP connection is tracked: all addresses may, both ways. */
  public static InterfaceSecurity untracked(Side side) {
    return security(side, ALL_TCP, ALL_TCP, List.of(Peers.of(Ipv4Prefix.ALL)));
  }

  private static InterfaceSecurity security(
      Side side, Traffic inbound, Traffic outbound, List<Peers> peers) {
    List<SecurityRule> ingress = others(side, peers.size());
    List<SecurityRule> egress = others(side, peers.size());
    for (Peers each : peers) {
      ingress.add(new SecurityRule("sgr-in", inbound, each));
      egress.add(new SecurityRule("sgr-out", outbound, each));
    }
    List<String> groups =
        IntStream.range(0, GROUPS).mapToObj(number -> group(side, number)).toList();
    return new InterfaceSecurity(groups, SecurityRules.of(ingress, egress));
  }

  /** Rules about other ports and other peers, but for some places in the list. */
  private static List<SecurityRule> others(Side side, int places) {
    Random random = new Random(side.ordinal());
    List<SecurityRule> rules = new ArrayList<>();
    for (int i = 0; i < GROUPS * RULES_OF_GROUP - places; i++) {
      int port = random.nextInt(OPEN_PORT + 1, Traffic.LAST_SELECTOR - 100);
      Traffic traffic =
          random.nextBoolean()
              ? Traffic.tcp(port, port + random.nextInt(100))
              : Traffic.udp(port, port + random.nextInt(100));
      rules.add(new SecurityRule("sgr-" + i, traffic, peers(side, random)));
    }
    return rules;
  }

  private static Peers peers(Side side, Random random) {
    if (random.nextInt(4) == 0) {
      return Peers.ofGroup(group(side.peer(), random.nextInt(GROUPS)));
    }
    int address = side.peer().block(random.nextInt(PeeredVpcs.BLOCKS)).address();
    return Peers.of(
        Ipv4Prefix.canonical(address | random.nextInt(1 << 16), random.nextInt(16, 33)));
  }

  private static String group(Side side, int number) {
    return "sg-%s%d".formatted(side.vpcId(), number);
  }
}
