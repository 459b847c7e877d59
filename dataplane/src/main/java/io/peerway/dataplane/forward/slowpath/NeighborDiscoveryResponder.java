package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.dataplane.wire.NeighborDiscovery;
import java.lang.foreign.MemorySegment;

/**
 * Answers neighbour and router solicitations, and learns hosts (RFC 4861 sections 6.2 and 7.2).
 * Answers also for the addresses of the VPC that are behind other ports (section 7.2.8): hosts of
 * one subnet reach each other through the router.
 */
public final class NeighborDiscoveryResponder {
  private static final int REDIRECT = 137;

  private final NeighborTable neighbors;
  private final Originator originator;
  private final RouterAdvertiser advertiser;

  public NeighborDiscoveryResponder(
      NeighborTable neighbors, Originator originator, RouterAdvertiser advertiser) {
    this.neighbors = neighbors;
    this.originator = originator;
    this.advertiser = advertiser;
  }

  /** Whether a message is one of neighbour discovery, redirects included. */
  public static boolean isNeighborDiscovery(int icmpType) {
    return icmpType >= NeighborDiscovery.ROUTER_SOLICITATION && icmpType <= REDIRECT;
  }

  /**
   * Handles a message that follows an IPv6 header directly.
   *
   * @param ip offset of the IPv6 header, an Ethernet header before it
   * @return why it is dropped, or null if it was of use
   */
  public DropReason handle(
      MemorySegment memory, long ip, PortForwarding ingress, VpcForwarding vpc, long now) {
    long message = ip + Ipv6Header.LENGTH;
    int length = Ipv6Header.payloadLength(memory, ip);
    HeaderFault fault = NeighborDiscovery.check(memory, message, length, ip);
    if (fault == HeaderFault.BAD_TYPE) { // another router's advertisement, or a redirect
      return DropReason.ND_NOT_FOR_ROUTER;
    }
    if (fault != HeaderFault.NONE) {
      return DropReason.ND_MALFORMED;
    }
    long sourceHi = Ipv6Header.sourceHi(memory, ip);
    long sourceLo = Ipv6Header.sourceLo(memory, ip);
    if (!Ipv6Address.isUnspecified(sourceHi, sourceLo)
        && !isBehind(sourceHi, sourceLo, ingress, vpc)) {
      return DropReason.ND_SPOOFED;
    }
    if (IcmpV6.type(memory, message) == NeighborDiscovery.NEIGHBOR_ADVERTISEMENT) {
      return advertised(memory, message, length, ingress, vpc, now);
    }
    long mac = senderMac(memory, ip, message, length);
    if (!isHost(mac, vpc)) {
      return DropReason.ND_SPOOFED;
    }
    if (IcmpV6.type(memory, message) == NeighborDiscovery.NEIGHBOR_SOLICITATION) {
      return solicited(memory, message, mac, sourceHi, sourceLo, ingress, vpc, now);
    }
    advertiser.solicited(ingress, vpc, mac, sourceHi, sourceLo, now);
    return null;
  }

  private static boolean isBehind(long hi, long lo, PortForwarding ingress, VpcForwarding vpc) {
    if (Ipv6Address.isLinkLocal(hi)) {
      return !RouterLinkLocal.is(hi, lo);
    }
    LocalEntry entry = vpc.local().find(hi, lo);
    return entry != null && entry.port() == ingress.number();
  }

  /** Whether a host behind the port reaches an address through the router. */
  private static boolean isThroughRouter(
      long hi, long lo, PortForwarding ingress, VpcForwarding vpc) {
    if (RouterLinkLocal.is(hi, lo)) {
      return true;
    }
    LocalEntry entry = vpc.local().find(hi, lo);
    return entry != null && entry.port() != ingress.number();
  }

  private static boolean isHost(long mac, VpcForwarding vpc) {
    return !MacAddress.isMulticast(mac) && mac != vpc.routerMac();
  }

  private static long senderMac(MemorySegment memory, long ip, long message, int length) {
    long mac =
        NeighborDiscovery.linkLayerAddress(
            memory, message, length, NeighborDiscovery.SOURCE_LINK_LAYER_ADDRESS);
    return mac == NeighborDiscovery.NO_ADDRESS
        ? EthernetHeader.source(memory, ip - EthernetHeader.LENGTH)
        : mac;
  }

  private DropReason solicited(
      MemorySegment memory,
      long message,
      long mac,
      long sourceHi,
      long sourceLo,
      PortForwarding ingress,
      VpcForwarding vpc,
      long now) {
    long targetHi = NeighborDiscovery.targetHi(memory, message);
    long targetLo = NeighborDiscovery.targetLo(memory, message);
    if (!isThroughRouter(targetHi, targetLo, ingress, vpc)) {
      return DropReason.ND_NOT_FOR_ROUTER;
    }
    if (Ipv6Address.isUnspecified(sourceHi, sourceLo)) {
      // Somebody wants to use an address that is not free: it is taken, tell all nodes (section
      // 7.2.4).
      Ipv6Address all = Ipv6Address.ALL_NODES;
      long toMac = MacAddress.ofIpv6Multicast(all.lo());
      answer(toMac, all.hi(), all.lo(), 0, targetHi, targetLo, ingress, vpc);
      return null;
    }
    if (!Ipv6Address.isLinkLocal(sourceHi)) { // to a link-local address nothing is forwarded
      Neighbor neighbor = neighbors.findOrAdd(ingress.number(), sourceHi, sourceLo, now);
      neighbors.confirm(neighbor, mac, now);
    }
    answer(mac, sourceHi, sourceLo, NeighborDiscovery.SOLICITED, targetHi, targetLo, ingress, vpc);
    return null;
  }

  private void answer(
      long toMac,
      long toHi,
      long toLo,
      int solicitedFlag,
      long targetHi,
      long targetLo,
      PortForwarding ingress,
      VpcForwarding vpc) {
    MemorySegment memory = originator.memory();
    EthernetHeader.write(memory, Originator.FRAME, toMac, vpc.routerMac(), EtherType.IPV6);
    Ipv6Header.write(
        memory,
        Originator.PAYLOAD,
        0,
        0,
        NeighborDiscovery.WRITTEN_LENGTH,
        IpProtocol.ICMPV6,
        NeighborDiscovery.HOP_LIMIT,
        targetHi,
        targetLo,
        toHi,
        toLo);
    NeighborDiscovery.writeAdvertisement(
        memory,
        Originator.PAYLOAD + Ipv6Header.LENGTH,
        Originator.PAYLOAD,
        NeighborDiscovery.ROUTER | NeighborDiscovery.OVERRIDE | solicitedFlag,
        targetHi,
        targetLo,
        vpc.routerMac());
    originator.send(
        ingress.number(),
        EthernetHeader.LENGTH + Ipv6Header.LENGTH + NeighborDiscovery.WRITTEN_LENGTH);
  }

  /** RFC 4861 section 7.2.5: an advertisement is of use only for a neighbour that was asked for. */
  private DropReason advertised(
      MemorySegment memory,
      long message,
      int length,
      PortForwarding ingress,
      VpcForwarding vpc,
      long now) {
    long hi = NeighborDiscovery.targetHi(memory, message);
    long lo = NeighborDiscovery.targetLo(memory, message);
    if (!isBehind(hi, lo, ingress, vpc)) {
      return DropReason.ND_SPOOFED;
    }
    Neighbor neighbor = neighbors.find(ingress.number(), hi, lo);
    if (neighbor == null) {
      return DropReason.ND_NOT_FOR_ROUTER;
    }
    long mac =
        NeighborDiscovery.linkLayerAddress(
            memory, message, length, NeighborDiscovery.TARGET_LINK_LAYER_ADDRESS);
    long known = neighbor.mac();
    if (mac == NeighborDiscovery.NO_ADDRESS) {
      mac = known; // the answer to a question to one host may leave it out (section 4.4)
    }
    if (mac == Neighbor.UNRESOLVED) {
      return DropReason.ND_MALFORMED;
    }
    if (!isHost(mac, vpc)) {
      return DropReason.ND_SPOOFED;
    }
    if (known != Neighbor.UNRESOLVED
        && known != mac
        && !NeighborDiscovery.isOverride(memory, message)) {
      return DropReason.ND_NOT_FOR_ROUTER;
    }
    neighbors.confirm(neighbor, mac, now);
    return null;
  }
}
