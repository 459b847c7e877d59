package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.LabState.Network;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.state.HostNetworks;
import io.peerway.dataplane.state.HostOptions;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A lab of a few VPCs whose subnets, routes, peerings, MTUs and ports change at random. */
final class RandomConfig {
  static final int VPCS = 6;

  private final LabState lab;
  private final SplittableRandom random;

  RandomConfig(LabState lab, SplittableRandom random) {
    this.lab = lab;
    this.random = random;
    for (int i = 0; i < VPCS; i++) {
      lab.vpc("vpc-" + i, block4(i), "10.%d.0.0/20".formatted(100 + i), block6(i));
    }
    for (int i = 0; i < VPCS; i++) {
      reroll(lab.vpcs.get(i));
    }
  }

  /** The last VPC has the same addresses as the first. */
  private static int network(int vpc) {
    return vpc == VPCS - 1 ? 1 : vpc + 1;
  }

  static String block4(int vpc) {
    return "10.%d.0.0/16".formatted(network(vpc));
  }

  static String block6(int vpc) {
    return "2001:db8:%d::/56".formatted(network(vpc));
  }

  /** An address that some host may have, of a VPC. */
  static String host4(int vpc, int subnet, int number) {
    return "10.%d.%d.%d".formatted(network(vpc), subnet, number);
  }

  static String host6(int vpc, int subnet, int number) {
    return "2001:db8:%d:%x::%x".formatted(network(vpc), subnet, number);
  }

  /** Makes one VPC another. */
  void change() {
    reroll(lab.vpcs.get(random.nextInt(VPCS)));
  }

  private void reroll(Vpc vpc) {
    vpc.exists = random.nextInt(20) != 0;
    vpc.hasPort = random.nextInt(20) != 0;
    vpc.mtu = random.nextInt(4) == 0 ? random.nextInt(576, 1500) : LabState.MTU;
    vpc.subnets.clear();
    for (int s = 1; s <= 2; s++) {
      if (random.nextBoolean()) {
        String block4 = host4(vpc.index, s, 0) + "/24";
        String block6 = "2001:db8:%d:%x::/64".formatted(network(vpc.index), s);
        rerollRoutes(vpc, vpc.subnet("subnet-%d-%d".formatted(vpc.index, s), block4, block6));
      }
    }
    rerollRoutes(vpc, vpc);
    vpc.networks = random.nextInt(4) == 0 ? HostNetworks.NONE : networks(vpc);
  }

  private static HostNetworks networks(Vpc vpc) {
    return new HostNetworks(
        Stream.concat(vpc.subnets.stream(), Stream.of(vpc))
            .flatMap(network -> network.blocks4.stream())
            .toList(),
        Stream.concat(vpc.subnets.stream(), Stream.of(vpc))
            .flatMap(network -> network.blocks6.stream())
            .toList(),
        new HostOptions(
            "lab.internal",
            List.of(0x0a00_0002),
            List.of(Ipv6Address.ALL_NODES),
            List.of(),
            List.of(),
            List.of(),
            0));
  }

  private void rerollRoutes(Vpc vpc, Network network) {
    network.noRoutes();
    Set<String> prefixes = new HashSet<>(Set.of(block4(vpc.index), block6(vpc.index)));
    for (int peer = 0; peer < VPCS; peer++) {
      if (peer != vpc.index && random.nextInt(4) != 0) {
        route(network, block4(peer), peer, prefixes);
        route(network, block6(peer), peer, prefixes);
      }
      if (random.nextInt(4) == 0) { // by a peer that does not have it, often
        route(network, host4(peer, random.nextInt(3), 0) + "/24", random.nextInt(VPCS), prefixes);
        route(network, host6(peer, 1, 11) + "/128", random.nextInt(VPCS), prefixes);
      }
    }
    if (random.nextInt(3) == 0) {
      route(network, "0.0.0.0/0", random.nextInt(VPCS), prefixes);
      route(network, "::/0", random.nextInt(VPCS), prefixes);
    }
  }

  private void route(Network network, String prefix, int peer, Set<String> prefixes) {
    if (prefixes.add(prefix)) {
      network.route(
          prefix,
          switch (random.nextInt(10)) {
            case 0 -> Target.blackhole("pcx-deleted");
            case 1 -> Target.notEmulated("igw-1");
            case 2 -> LabState.peering(lab.vpcs.get(peer), random.nextInt(576, 1500));
            default -> LabState.peering(lab.vpcs.get(peer), PortForwarding.JUMBO_MTU);
          });
    }
  }
}
