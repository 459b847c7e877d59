package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.NeighborDiscoveryResponder;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv4Options;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import java.lang.foreign.MemorySegment;

/**
 * Validates IP headers (RFC 1812 section 5.2.2, RFC 8200) and reads the addresses.
 *
 * <p>After this stage nothing on the packet path checks a length again.
 */
final class IpInput implements BurstStage {
  private final NeighborDiscoveryResponder neighborDiscovery;

  IpInput(NeighborDiscoveryResponder neighborDiscovery) {
    this.neighborDiscovery = neighborDiscovery;
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
        input4(burst, i);
        count4 += burst.verdict[i] == Burst.IN_PIPELINE ? 1 : 0;
      } else {
        input6(burst, i);
        count6 += burst.verdict[i] == Burst.IN_PIPELINE ? 1 : 0;
      }
    }
    burst.count4 = count4;
    burst.count6 = count6;
  }

  private static void input4(Burst burst, int i) {
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
    if (isSpecial(source) || isSpecial(destination)) {
      burst.drop(i, special4(source, destination));
    } else if (Ipv4Header.optionsLength(memory, ip) > 0 && !acceptable(memory, ip)) {
      burst.drop(i, DropReason.SOURCE_ROUTED);
    } else if (!SuperPacket.isOffloadSound(memory, burst.at[i], burst.length[i], 4)) {
      burst.drop(i, DropReason.BAD_OFFLOAD_HEADER);
    }
  }

  /** One compare for the common case: only 0/8, 127/8, 169.254/16 and 224/3 need a second look. */
  private static boolean isSpecial(int address) {
    int top = address >>> 24;
    return top >= 224 || top == 127 || top == 0 || address >>> 16 == 0xa9fe;
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
    if (isNeighborDiscovery(memory, ip)) {
      burst.consumeOrDrop(
          i, neighborDiscovery.handle(memory, ip, burst.ingress, burst.vpc, burst.now));
    } else if (Ipv6Address.isMulticast(sourceHi)
        || Ipv6Address.isLoopback(sourceHi, sourceLo)
        || Ipv6Address.isUnspecified(sourceHi, sourceLo)
        || Ipv6Address.isIpv4Mapped(sourceHi, sourceLo)) {
      burst.drop(
          i,
          Ipv6Address.isMulticast(destinationHi)
              ? DropReason.MULTICAST_DESTINATION
              : DropReason.MARTIAN_SOURCE);
    } else if (Ipv6Address.isMulticast(destinationHi)) {
      burst.drop(i, DropReason.MULTICAST_DESTINATION);
    } else if (Ipv6Address.isLoopback(destinationHi, destinationLo)
        || Ipv6Address.isUnspecified(destinationHi, destinationLo)
        || Ipv6Address.isIpv4Mapped(destinationHi, destinationLo)) {
      burst.drop(i, DropReason.MARTIAN_DESTINATION);
    } else if (isForLink(sourceHi, destinationHi, destinationLo)) {
      burst.drop(i, DropReason.LINK_LOCAL_ADDRESS);
    } else if (!SuperPacket.isOffloadSound(memory, burst.at[i], burst.length[i], 6)) {
      burst.drop(i, DropReason.BAD_OFFLOAD_HEADER);
    }
  }

  private static boolean isNeighborDiscovery(MemorySegment memory, long ip) {
    return Ipv6Header.nextHeader(memory, ip) == IpProtocol.ICMPV6
        && Ipv6Header.payloadLength(memory, ip) >= IcmpV6.LENGTH
        && NeighborDiscoveryResponder.isNeighborDiscovery(
            IcmpV6.type(memory, ip + Ipv6Header.LENGTH));
  }

  /** RFC 4291 section 2.5.6: link-local packets are not forwarded; fe80::1 is the router's own. */
  private static boolean isForLink(long sourceHi, long destinationHi, long destinationLo) {
    if (NeighborDiscoveryResponder.isRouterLinkLocal(destinationHi, destinationLo)) {
      return false;
    }
    return Ipv6Address.isLinkLocal(destinationHi) || Ipv6Address.isLinkLocal(sourceHi);
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
