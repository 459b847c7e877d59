package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.ArpPacket;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.dataplane.wire.NeighborDiscovery;
import java.lang.foreign.MemorySegment;

/** Asks for the MAC addresses of hosts, by ARP (RFC 826) or neighbour solicitation (RFC 4861). */
public final class NeighborResolver {
  private final Originator originator;

  public NeighborResolver(Originator originator) {
    this.originator = originator;
  }

  /**
   * Asks for a neighbour, if no worker has done so within the last second.
   *
   * @return false if all questions were in vain
   */
  public boolean probe(Neighbor neighbor, PortForwarding port, VpcForwarding vpc, long now) {
    if (neighbor.hasFailed(now)) {
      return false;
    }
    if (neighbor.claimProbe(now)) {
      if (neighbor.isIpv4()) {
        askByArp(neighbor, port, vpc);
      } else {
        solicit(neighbor, port, vpc);
      }
    }
    return true;
  }

  private void askByArp(Neighbor neighbor, PortForwarding port, VpcForwarding vpc) {
    int target = (int) neighbor.lo;
    LocalEntry entry = vpc.local().find(target);
    int sender = entry == null ? 0 : entry.router4(); // 0: an ARP probe (RFC 5227)
    MemorySegment memory = originator.memory();
    boolean known = neighbor.mac() != Neighbor.UNRESOLVED;
    EthernetHeader.write(
        memory,
        Originator.FRAME,
        known ? neighbor.mac() : MacAddress.BROADCAST,
        vpc.routerMac(),
        EtherType.ARP);
    ArpPacket.writeRequest(memory, Originator.PAYLOAD, vpc.routerMac(), sender, target);
    originator.send(port.number(), EthernetHeader.LENGTH + ArpPacket.LENGTH);
  }

  private void solicit(Neighbor neighbor, PortForwarding port, VpcForwarding vpc) {
    MemorySegment memory = originator.memory();
    boolean known = neighbor.mac() != Neighbor.UNRESOLVED;
    long toHi = known ? neighbor.hi : Ipv6Address.solicitedNodeHi();
    long toLo = known ? neighbor.lo : Ipv6Address.solicitedNodeLo(neighbor.lo);
    EthernetHeader.write(
        memory,
        Originator.FRAME,
        known ? neighbor.mac() : MacAddress.ofIpv6Multicast(toLo),
        vpc.routerMac(),
        EtherType.IPV6);
    Ipv6Header.write(
        memory,
        Originator.PAYLOAD,
        0,
        0,
        NeighborDiscovery.WRITTEN_LENGTH,
        IpProtocol.ICMPV6,
        NeighborDiscovery.HOP_LIMIT,
        RouterLinkLocal.HI,
        RouterLinkLocal.LO,
        toHi,
        toLo);
    NeighborDiscovery.writeSolicitation(
        memory,
        Originator.PAYLOAD + Ipv6Header.LENGTH,
        Originator.PAYLOAD,
        neighbor.hi,
        neighbor.lo,
        vpc.routerMac());
    originator.send(
        port.number(),
        EthernetHeader.LENGTH + Ipv6Header.LENGTH + NeighborDiscovery.WRITTEN_LENGTH);
  }
}
