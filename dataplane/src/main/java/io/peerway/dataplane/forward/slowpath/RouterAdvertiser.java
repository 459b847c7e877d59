package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.dataplane.wire.NeighborDiscovery;
import io.peerway.dataplane.wire.RouterAdvertisement;
import java.lang.foreign.MemorySegment;

/**
 * Advertises the router on the ports of VPCs that have IPv6 (RFC 4861 section 6.2): default router,
 * MAC address and MTU. Without prefixes, since addresses in a VPC are assigned, not made up by
 * hosts.
 */
public final class RouterAdvertiser {
  /** Well below the lifetime, so that one lost advertisement does no harm (RFC 4861 6.2.1). */
  static final long INTERVAL_NANOS = 200_000_000_000L;

  private static final int LIFETIME_SECONDS = 1800;
  private static final int CURRENT_HOP_LIMIT = 64;

  private final Originator originator;
  private long dueAt;
  private boolean started;

  public RouterAdvertiser(Originator originator) {
    this.originator = originator;
  }

  /** Advertises on every port when it is time to. */
  public void tick(ForwardingState state, long now) {
    if (started && now - dueAt < 0) {
      return;
    }
    started = true;
    dueAt = now + INTERVAL_NANOS;
    for (int number = 0; number < state.portLimit(); number++) {
      PortForwarding port = state.port(number);
      if (port != null) {
        advertise(port, state.vpc(port.vpcIndex()));
      }
    }
  }

  /** Advertises on one port to all nodes, unless its VPC has no IPv6. */
  public void advertise(PortForwarding port, VpcForwarding vpc) {
    if (!vpc.hasIpv6()) {
      return;
    }
    MemorySegment memory = originator.memory();
    Ipv6Address all = Ipv6Address.ALL_NODES;
    EthernetHeader.write(
        memory,
        Originator.FRAME,
        MacAddress.ofIpv6Multicast(all.lo()),
        vpc.routerMac(),
        EtherType.IPV6);
    long message = Originator.PAYLOAD + Ipv6Header.LENGTH;
    int length = RouterAdvertisement.begin(memory, message, CURRENT_HOP_LIMIT, 0, LIFETIME_SECONDS);
    length =
        RouterAdvertisement.addSourceLinkLayerAddress(memory, message, length, vpc.routerMac());
    length = RouterAdvertisement.addMtu(memory, message, length, port.mtu());
    Ipv6Header.write(
        memory,
        Originator.PAYLOAD,
        0,
        0,
        length,
        IpProtocol.ICMPV6,
        NeighborDiscovery.HOP_LIMIT,
        NeighborResolver.LINK_LOCAL_HI,
        NeighborResolver.LINK_LOCAL_LO,
        all.hi(),
        all.lo());
    IcmpV6.updateChecksum(memory, message, length, Originator.PAYLOAD);
    originator.send(port.number(), EthernetHeader.LENGTH + Ipv6Header.LENGTH + length);
  }
}
