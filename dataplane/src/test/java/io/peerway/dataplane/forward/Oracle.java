package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.LabState.Network;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.stream.Stream;

/**
 * The forwarding rule of peered VPCs, in plain words and slow, for packets with nothing wrong in
 * them: straight from the description of the lab, without tables, bursts or tries.
 */
final class Oracle {
  private final LabState lab;

  Oracle(LabState lab) {
    this.lab = lab;
  }

  /** An address of either version; an IPv4 address is in the low 32 bits of {@code lo}. */
  record Address(boolean isIpv6, long hi, long lo) {
    static Address of4(int address) {
      return new Address(false, 0, address & 0xffff_ffffL);
    }

    static Address of6(long hi, long lo) {
      return new Address(true, hi, lo);
    }
  }

  /**
   * What becomes of a packet.
   *
   * @param drop why it is dropped, or null if it leaves
   * @param port by which it leaves
   * @param mtu of its way
   */
  record Decision(DropReason drop, int port, int mtu) {
    static Decision drop(DropReason why) {
      return new Decision(why, -1, 0);
    }
  }

  /** Decides a packet that came from the port of the VPC with this index. */
  Decision decide(int ingress, Address source, Address destination) {
    Vpc vpc = lab.vpcs.get(ingress);
    if (!vpc.exists || !vpc.hasPort) {
      return Decision.drop(DropReason.NO_VPC);
    }
    if (!contains(vpc, source) || isRouter(vpc, source)) {
      return Decision.drop(DropReason.SPOOFED_SOURCE);
    }
    Target target = route(vpc, subnetOf(vpc, source), destination);
    if (target == null) {
      return Decision.drop(DropReason.NO_ROUTE);
    }
    return switch (target.kind()) {
      case BLACKHOLE -> Decision.drop(DropReason.BLACKHOLE_ROUTE);
      case NOT_EMULATED -> Decision.drop(DropReason.TARGET_NOT_EMULATED);
      case LOCAL ->
          isRouter(vpc, destination)
              ? Decision.drop(DropReason.ROUTER_PROTOCOL)
              : deliver(vpc, target);
      case PEERING -> deliverToPeer(lab.vpcs.get(target.vpcIndex()), destination, target);
      case INTERFACE, ROUTER -> throw new AssertionError("no route table has this");
    };
  }

  private static Decision deliverToPeer(Vpc peer, Address destination, Target target) {
    if (!peer.exists) {
      return Decision.drop(DropReason.PORT_GONE);
    }
    if (!contains(peer, destination)) {
      return Decision.drop(DropReason.NOT_IN_PEER_VPC);
    }
    if (isRouter(peer, destination)) {
      return Decision.drop(DropReason.PEER_ROUTER_ADDRESS);
    }
    return deliver(peer, target);
  }

  private static Decision deliver(Vpc vpc, Target target) {
    return vpc.hasPort
        ? new Decision(null, vpc.index, Math.min(vpc.mtu, target.mtu()))
        : Decision.drop(DropReason.PORT_GONE);
  }

  private static Stream<Network> networks(Vpc vpc) {
    return Stream.concat(Stream.of(vpc), vpc.subnets.stream());
  }

  /** Whether an address is in one of the VPC's blocks. */
  private static boolean contains(Vpc vpc, Address address) {
    return lengthOfBlock(vpc, address) >= 0;
  }

  /** Whether an address is the first after the network's own, of the VPC or of a subnet. */
  static boolean isRouter(Vpc vpc, Address address) {
    return networks(vpc)
        .anyMatch(
            network ->
                address.isIpv6
                    ? network.blocks6.stream()
                        .anyMatch(b -> b.hi() == address.hi && b.lo() + 1 == address.lo)
                    : network.blocks4.stream().anyMatch(b -> b.address() + 1 == (int) address.lo));
  }

  /** The subnet whose routes the sender goes by; the VPC itself where there is none. */
  private static Network subnetOf(Vpc vpc, Address source) {
    Network best = vpc;
    for (Network subnet : vpc.subnets) {
      if (lengthOfBlock(subnet, source) > lengthOfBlock(best, source)) {
        best = subnet;
      }
    }
    return best;
  }

  private static int lengthOfBlock(Network network, Address address) {
    int longest = -1;
    if (address.isIpv6) {
      for (Ipv6Prefix block : network.blocks6) {
        longest = covers(block, address) ? Math.max(longest, block.length()) : longest;
      }
    } else {
      for (Ipv4Prefix block : network.blocks4) {
        longest = covers(block, address) ? Math.max(longest, block.length()) : longest;
      }
    }
    return longest;
  }

  /** Longest prefix match by looking at every route. */
  private static Target route(Vpc vpc, Network subnet, Address destination) {
    int longest = lengthOfBlock(vpc, destination);
    Target best = longest < 0 ? null : Target.local(vpc.index);
    if (destination.isIpv6) {
      for (LabState.Route6 route : subnet.routes6) {
        if (covers(route.prefix(), destination) && route.prefix().length() >= longest) {
          longest = route.prefix().length();
          best = route.target();
        }
      }
    } else {
      for (LabState.Route4 route : subnet.routes4) {
        if (covers(route.prefix(), destination) && route.prefix().length() >= longest) {
          longest = route.prefix().length();
          best = route.target();
        }
      }
    }
    return best;
  }

  private static boolean covers(Ipv4Prefix prefix, Address address) {
    return prefix.length() == 0
        || ((prefix.address() ^ (int) address.lo) >>> (32 - prefix.length())) == 0;
  }

  private static boolean covers(Ipv6Prefix prefix, Address address) {
    for (int bit = 0; bit < prefix.length(); bit++) {
      long difference = bit < 64 ? prefix.hi() ^ address.hi : prefix.lo() ^ address.lo;
      if ((difference << (bit & 63)) < 0) {
        return false;
      }
    }
    return true;
  }
}
