package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.DhcpV4Server;
import io.peerway.dataplane.forward.slowpath.DhcpV6Server;
import io.peerway.dataplane.forward.slowpath.NeighborDiscoveryResponder;
import io.peerway.dataplane.forward.slowpath.RouterLinkLocal;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv4Options;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.MemorySegment;

/**
 * Validates IP headers (RFC 1812 section 5.2.2, RFC 8200) and reads the addresses.
 *
 * <p>After this stage nothing on the packet path checks a length again.
 */
final class IpInput implements BurstStage {
  private static final int MAX_PACKET = 65_535;

  private final NeighborDiscoveryResponder neighborDiscovery;
  private final DhcpV4Server dhcp4;
  private final DhcpV6Server dhcp6;

  IpInput(NeighborDiscoveryResponder neighborDiscovery, DhcpV4Server dhcp4, DhcpV6Server dhcp6) {
    this.neighborDiscovery = neighborDiscovery;
    this.dhcp4 = dhcp4;
    this.dhcp6 = dhcp6;
  }

  @Override
  public Stage stage() {
    return Stage.IP_INPUT;
  }

  @Override
  public void run(Burst burst) {
    int count4 = 0;
    int count6 = 0;
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      if (burst.family[i] == 4) {
        if (!takeOrdinary4(burst, i)) {
          input4(burst, i);
        }
        count4 += burst.verdict[i] == Burst.IN_PIPELINE ? 1 : 0;
      } else {
        input6(burst, i);
        count6 += burst.verdict[i] == Burst.IN_PIPELINE ? 1 : 0;
      }
      burst.size[i] = burst.ipLength(i);
    }
    burst.count4 = count4;
    burst.count6 = count6;
  }

  /**
   * Takes what nearly every packet is, with three loads of its header: between ordinary hosts,
   * whole, without options, with nothing left to do. Changes nothing if it is anything else.
   */
  private static boolean takeOrdinary4(Burst burst, int i) {
    MemorySegment memory = burst.memory;
    long ip = burst.ip(i);
    int available = burst.ipLength(i);
    if (available < Ipv4Header.MIN_LENGTH) {
      return false;
    }
    long first = Bytes.i64(memory, ip);
    long second = Bytes.i64(memory, ip + 8);
    int destination = Bytes.u32(memory, ip + 16);
    int source = (int) second;
    if (!Ipv4Header.isOrdinary(first, second, destination, available)
        || isSpecial(source)
        || isSpecial(destination)
        || isInGroupFrame(burst, i)
        || !VirtioNetHeader.isPlain(memory, burst.at[i] - VirtioNetHeader.LENGTH)) {
      return false;
    }
    burst.length[i] = EthernetHeader.LENGTH + ((int) (first >>> 32) & 0xffff);
    burst.source4[i] = source;
    burst.destination4[i] = destination;
    return true;
  }

  private void input4(Burst burst, int i) {
    MemorySegment memory = burst.memory;
    long ip = burst.ip(i);
    HeaderFault fault = Ipv4Header.check(memory, ip, burst.ipLength(i));
    if (fault != HeaderFault.NONE) {
      burst.drop(i, reason(fault));
      return;
    }
    burst.length[i] = EthernetHeader.LENGTH + Ipv4Header.totalLength(memory, ip);
    int source = Ipv4Header.source(memory, ip);
    int destination = Ipv4Header.destination(memory, ip);
    burst.source4[i] = source;
    burst.destination4[i] = destination;
    if ((isSpecial(source) || isSpecial(destination)) && !isForDns(source, destination)) {
      special4(burst, i);
    } else if (isInGroupFrame(burst, i)) {
      burst.drop(i, DropReason.UNICAST_IN_GROUP_FRAME);
    } else if (Ipv4Header.optionsLength(memory, ip) > 0 && !acceptable(memory, ip)) {
      burst.drop(i, DropReason.SOURCE_ROUTED);
    } else if (Ipv4Header.fragmentOffset(memory, ip) + Ipv4Header.totalLength(memory, ip)
        > MAX_PACKET) {
      burst.drop(i, DropReason.BAD_FRAGMENT);
    } else if (!SuperPacket.isOffloadSound(memory, burst.at[i], burst.length[i], 4)) {
      burst.drop(i, DropReason.BAD_OFFLOAD_HEADER);
    }
  }

  /** One look at the common case: only 0/8, 127/8, 169.254/16 and 224/3 need a second. */
  private static boolean isSpecial(int address) {
    int top = address >>> 24;
    return top >= 224 || top == 127 || top == 0 || address >>> 16 == 0xa9fe;
  }

  /** The one link-local address that is routed: that of the VPCs' DNS servers. */
  private static boolean isForDns(int source, int destination) {
    return destination == DnsZone.SERVER4 && !isSpecial(source);
  }

  private void special4(Burst burst, int i) {
    // A host that has no address yet asks everybody for one.
    if (burst.destination4[i] == Ipv4Address.LIMITED_BROADCAST
        && DhcpV4Server.isRequest(burst.memory, burst.ip(i))) {
      burst.consumeOrDrop(
          i, dhcp4.handle(burst.memory, burst.ip(i), burst.ingress, burst.vpc, burst.now));
    } else {
      burst.drop(i, special4(burst.source4[i], burst.destination4[i]));
    }
  }

  private static DropReason special4(int source, int destination) {
    if (destination == Ipv4Address.LIMITED_BROADCAST) {
      return DropReason.BROADCAST_DESTINATION;
    }
    if (Ipv4Address.isMulticast(destination)) {
      return DropReason.MULTICAST_DESTINATION;
    }
    if (Ipv4Address.isLinkLocal(source) || Ipv4Address.isLinkLocal(destination)) {
      return DropReason.LINK_LOCAL_ADDRESS;
    }
    return isSpecial(source) ? DropReason.MARTIAN_SOURCE : DropReason.MARTIAN_DESTINATION;
  }

  /** RFC 1812 section 5.3.4: what many hosts may have received, no router forwards to one. */
  private static boolean isInGroupFrame(Burst burst, int i) {
    return EthernetHeader.isMulticast(burst.memory, burst.at[i]);
  }

  private static boolean acceptable(MemorySegment memory, long ip) {
    return Ipv4Options.check(memory, ip) == HeaderFault.NONE
        && !Ipv4Options.hasSourceRoute(memory, ip);
  }

  private void input6(Burst burst, int i) {
    MemorySegment memory = burst.memory;
    long ip = burst.ip(i);
    HeaderFault fault = Ipv6Header.check(memory, ip, burst.ipLength(i));
    if (fault != HeaderFault.NONE) {
      burst.drop(i, reason(fault));
      return;
    }
    burst.length[i] = EthernetHeader.LENGTH + Ipv6Header.totalLength(memory, ip);
    long sourceHi = Ipv6Header.sourceHi(memory, ip);
    long sourceLo = Ipv6Header.sourceLo(memory, ip);
    long destinationHi = Ipv6Header.destinationHi(memory, ip);
    long destinationLo = Ipv6Header.destinationLo(memory, ip);
    burst.source6Hi[i] = sourceHi;
    burst.source6Lo[i] = sourceLo;
    burst.destination6Hi[i] = destinationHi;
    burst.destination6Lo[i] = destinationLo;
    int next = Ipv6Header.nextHeader(memory, ip);
    if (next == IpProtocol.ICMPV6 && isNeighborDiscovery(memory, ip, Ipv6Header.LENGTH)) {
      burst.consumeOrDrop(
          i, neighborDiscovery.handle(memory, ip, burst.ingress, burst.vpc, burst.now));
      return;
    }
    if (Ipv6Address.isMulticast(destinationHi) && DhcpV6Server.isRequest(memory, ip)) {
      burst.consumeOrDrop(i, dhcp6.handle(memory, ip, burst.ingress, burst.vpc));
      return;
    }
    DropReason why =
        addresses6(sourceHi, sourceLo, destinationHi, destinationLo, isInGroupFrame(burst, i));
    if (why == null && next != IpProtocol.TCP && next != IpProtocol.UDP) {
      why = extensions(memory, ip);
    }
    if (why == null && !SuperPacket.isOffloadSound(memory, burst.at[i], burst.length[i], 6)) {
      why = DropReason.BAD_OFFLOAD_HEADER;
    }
    if (why != null) {
      burst.drop(i, why);
    }
  }

  /** Why a packet with these addresses is not forwarded, or null. */
  private static DropReason addresses6(
      long sourceHi,
      long sourceLo,
      long destinationHi,
      long destinationLo,
      boolean isInGroupFrame) {
    if (Ipv6Address.isMulticast(destinationHi)) {
      return DropReason.MULTICAST_DESTINATION;
    }
    if (Ipv6Address.isMulticast(sourceHi) || isNobody(sourceHi, sourceLo)) {
      return DropReason.MARTIAN_SOURCE;
    }
    if (isNobody(destinationHi, destinationLo)) {
      return DropReason.MARTIAN_DESTINATION;
    }
    if (isForLink(sourceHi, destinationHi, destinationLo)) {
      return DropReason.LINK_LOCAL_ADDRESS;
    }
    return isInGroupFrame ? DropReason.UNICAST_IN_GROUP_FRAME : null;
  }

  private static boolean isNobody(long hi, long lo) {
    return Ipv6Address.isLoopback(hi, lo)
        || Ipv6Address.isUnspecified(hi, lo)
        || Ipv6Address.isIpv4Mapped(hi, lo);
  }

  /** RFC 4291 section 2.5.6: link-local packets are not forwarded; fe80::1 is the router's own. */
  private static boolean isForLink(long sourceHi, long destinationHi, long destinationLo) {
    if (RouterLinkLocal.is(destinationHi, destinationLo)) {
      return false;
    }
    return Ipv6Address.isLinkLocal(destinationHi) || Ipv6Address.isLinkLocal(sourceHi);
  }

  /** Why a packet with these extension headers is not forwarded, or null. */
  private static DropReason extensions(MemorySegment memory, long ip) {
    long upper = Ipv6Extensions.walk(memory, ip);
    if (Ipv6Extensions.fault(upper) != HeaderFault.NONE) {
      return DropReason.BAD_EXTENSION_HEADERS;
    }
    if (Ipv6Extensions.hasSourceRoute(upper)) {
      return DropReason.SOURCE_ROUTED;
    }
    int offset = Ipv6Extensions.offset(upper);
    int fragmentOffset = Ipv6Extensions.fragmentOffset(upper);
    if (fragmentOffset + Ipv6Header.totalLength(memory, ip) - offset > MAX_PACKET) {
      return DropReason.BAD_FRAGMENT;
    }
    // A hop limit that is left alone proves nothing beyond the link, so none of it goes there;
    // behind extension headers the router does not look for it itself (RFC 6980).
    boolean hidesNeighborDiscovery =
        Ipv6Extensions.protocol(upper) == IpProtocol.ICMPV6
            && fragmentOffset == 0
            && isNeighborDiscovery(memory, ip, offset);
    return hidesNeighborDiscovery ? DropReason.ND_MALFORMED : null;
  }

  private static boolean isNeighborDiscovery(MemorySegment memory, long ip, int offset) {
    return Ipv6Header.totalLength(memory, ip) > offset
        && NeighborDiscoveryResponder.isNeighborDiscovery(IcmpV6.type(memory, ip + offset));
  }

  private static DropReason reason(HeaderFault fault) {
    return switch (fault) {
      case TRUNCATED -> DropReason.IP_TRUNCATED;
      case BAD_VERSION -> DropReason.BAD_IP_VERSION;
      case BAD_HEADER_LENGTH -> DropReason.BAD_IP_HEADER_LENGTH;
      case BAD_CHECKSUM -> DropReason.BAD_IP_CHECKSUM;
      default -> DropReason.BAD_IP_TOTAL_LENGTH;
    };
  }
}
