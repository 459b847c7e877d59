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

/** Answers neighbour and router solicitations, and learns hosts (RFC 4861 sections 6.2 and 7.2). */
public final class NeighborDiscoveryResponder {
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
    return icmpType >= 133 && icmpType <= 137;
  }

  /**
   * Handles a message that follows an IPv6 header directly.
   *
   * @param ip offset of the IPv6 header
   * @return why it is dropped, or null if it was of use
   */
  public DropReason handle(
      MemorySegment memory, long ip, PortForwarding ingress, VpcForwarding vpc, long now) {
    long message = ip + Ipv6Header.LENGTH;
    int length = Ipv6Header.payloadLength(memory, ip);
    if (NeighborDiscovery.check(memory, message, length, ip) != HeaderFault.NONE) {
      return DropReason.ND_MALFORMED;
    }
    long sourceHi = Ipv6Header.sourceHi(memory, ip);
    long sourceLo = Ipv6Header.sourceLo(memory, ip);
    if (!Ipv6Address.isUnspecified(sourceHi, sourceLo)
        && !isBehind(sourceHi, sourceLo, ingress, vpc)) {
      return DropReason.ND_SPOOFED;
    }
    return switch (IcmpV6.type(memory, message)) {
      case NeighborDiscovery.NEIGHBOR_SOLICITATION ->
          solicited(memory, ip, message, length, ingress, vpc, now);
      case NeighborDiscovery.NEIGHBOR_ADVERTISEMENT ->
          advertised(memory, message, length, ingress, vpc, now);
      default -> {
        advertiser.advertise(ingress, vpc);
        yield null;
      }
    };
  }

  private static boolean isBehind(long hi, long lo, PortForwarding ingress, VpcForwarding vpc) {
    if (Ipv6Address.isLinkLocal(hi)) {
      return !isRouterLinkLocal(hi, lo);
    }
    LocalEntry entry = vpc.local().find(hi, lo);
    return entry != null && entry.port() == ingress.number();
  }

  /** Whether an address is {@code fe80::1}. */
  public static boolean isRouterLinkLocal(long hi, long lo) {
    return hi == NeighborResolver.LINK_LOCAL_HI && lo == NeighborResolver.LINK_LOCAL_LO;
  }

  private static boolean isRouter(long hi, long lo, VpcForwarding vpc) {
    if (isRouterLinkLocal(hi, lo)) {
      return true;
    }
    LocalEntry entry = vpc.local().find(hi, lo);
    return entry != null && entry.isRouter();
  }

  private DropReason solicited(
      MemorySegment memory,
      long ip,
      long message,
      int length,
      PortForwarding ingress,
      VpcForwarding vpc,
      long now) {
    long targetHi = NeighborDiscovery.targetHi(memory, message);
    long targetLo = NeighborDiscovery.targetLo(memory, message);
    if (!isRouter(targetHi, targetLo, vpc)) {
      return DropReason.ND_NOT_FOR_ROUTER;
    }
    long sourceHi = Ipv6Header.sourceHi(memory, ip);
    long sourceLo = Ipv6Header.sourceLo(memory, ip);
    boolean detectsDuplicate = Ipv6Address.isUnspecified(sourceHi, sourceLo);
    long mac =
        NeighborDiscovery.linkLayerAddress(
            memory, message, length, NeighborDiscovery.SOURCE_LINK_LAYER_ADDRESS);
    if (mac == NeighborDiscovery.NO_ADDRESS) {
      mac = EthernetHeader.source(memory, ip - EthernetHeader.LENGTH);
    }
    if (MacAddress.isMulticast(mac)) {
      return DropReason.ND_SPOOFED;
    }
    if (!detectsDuplicate && !Ipv6Address.isLinkLocal(sourceHi)) {
      Neighbor neighbor = neighbors.findOrAdd(ingress.number(), sourceHi, sourceLo, now);
      if (neighbor != null) {
        neighbors.confirm(neighbor, mac, now);
      }
    }
    if (detectsDuplicate) { // RFC 4861 section 7.2.4: the address is taken, tell all nodes
      Ipv6Address all = Ipv6Address.ALL_NODES;
      long toMac = MacAddress.ofIpv6Multicast(all.lo());
      answer(toMac, all.hi(), all.lo(), 0, targetHi, targetLo, ingress, vpc);
    } else {
      answer(
          mac, sourceHi, sourceLo, NeighborDiscovery.SOLICITED, targetHi, targetLo, ingress, vpc);
    }
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
    if (isRouter(hi, lo, vpc) || !isBehind(hi, lo, ingress, vpc)) {
      return DropReason.ND_SPOOFED;
    }
    Neighbor neighbor = neighbors.find(ingress.number(), hi, lo);
    if (neighbor == null) {
      return DropReason.ND_NOT_FOR_ROUTER;
    }
    long mac =
        NeighborDiscovery.linkLayerAddress(
            memory, message, length, NeighborDiscovery.TARGET_LINK_LAYER_ADDRESS);
    if (mac == NeighborDiscovery.NO_ADDRESS) {
      mac = neighbor.mac(); // a unicast solicitation may be answered without it
    }
    if (mac == Neighbor.UNRESOLVED || MacAddress.isMulticast(mac)) {
      return DropReason.ND_MALFORMED;
    }
    boolean changes = neighbor.mac() != Neighbor.UNRESOLVED && neighbor.mac() != mac;
    if (changes && !NeighborDiscovery.isOverride(memory, message)) {
      return DropReason.ND_NOT_FOR_ROUTER;
    }
    neighbors.confirm(neighbor, mac, now);
    return null;
  }
}
