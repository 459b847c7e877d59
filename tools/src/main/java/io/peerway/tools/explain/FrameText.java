package io.peerway.tools.explain;

import io.peerway.dataplane.wire.ArpPacket;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.NeighborDiscovery;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Names the frames that the router makes, and the headers of those that leave. */
final class FrameText {

  private static final long IP = EthernetHeader.LENGTH;

  private FrameText() {}

  /** Not the heap's: the packet path shall go on seeing one kind of memory. */
  private static MemorySegment memory(byte[] bytes) {
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes);
  }

  /** What a frame of the router's own making says. */
  static String ofAnswer(byte[] bytes) {
    MemorySegment frame = memory(bytes);
    return switch (EthernetHeader.type(frame, 0)) {
      case EtherType.ARP ->
          "an ARP request for " + Ipv4Address.format(ArpPacket.targetAddress(frame, IP));
      case EtherType.IPV4 -> icmp4(frame);
      default -> icmp6(frame);
    };
  }

  private static String icmp4(MemorySegment frame) {
    long icmp = IP + Ipv4Header.headerLength(frame, IP);
    String to = " to " + Ipv4Address.format(Ipv4Header.destination(frame, IP));
    return switch (IcmpV4.type(frame, icmp)) {
      case IcmpV4.ECHO_REPLY -> "an ICMP echo reply" + to;
      case IcmpV4.TIME_EXCEEDED -> "ICMP 'time exceeded'" + to;
      case IcmpV4.DESTINATION_UNREACHABLE ->
          switch (IcmpV4.code(frame, icmp)) {
            case IcmpV4.NETWORK_UNREACHABLE -> "ICMP 'network unreachable'" + to;
            case IcmpV4.HOST_UNREACHABLE -> "ICMP 'host unreachable'" + to;
            case IcmpV4.PROTOCOL_UNREACHABLE -> "ICMP 'protocol unreachable'" + to;
            case IcmpV4.PORT_UNREACHABLE -> "ICMP 'port unreachable'" + to;
            case IcmpV4.FRAGMENTATION_NEEDED ->
                "ICMP 'fragmentation needed', MTU %d,%s"
                    .formatted(IcmpV4.nextHopMtu(frame, icmp), to);
            default -> "ICMP 'destination unreachable'" + to;
          };
      default -> "an ICMP message" + to;
    };
  }

  private static String icmp6(MemorySegment frame) {
    long icmp = IP + Ipv6Header.LENGTH;
    String to =
        " to "
            + Ipv6Address.format(
                Ipv6Header.destinationHi(frame, IP), Ipv6Header.destinationLo(frame, IP));
    if (Ipv6Header.nextHeader(frame, IP) != IpProtocol.ICMPV6) {
      return "a packet" + to;
    }
    return switch (IcmpV6.type(frame, icmp)) {
      case NeighborDiscovery.NEIGHBOR_SOLICITATION -> "a neighbour solicitation" + to;
      case IcmpV6.ECHO_REPLY -> "an ICMPv6 echo reply" + to;
      case IcmpV6.TIME_EXCEEDED -> "ICMPv6 'time exceeded'" + to;
      case IcmpV6.PACKET_TOO_BIG ->
          "ICMPv6 'packet too big', MTU %d,%s".formatted(IcmpV6.mtu(frame, icmp), to);
      case IcmpV6.DESTINATION_UNREACHABLE -> "ICMPv6 'destination unreachable'" + to;
      case IcmpV6.PARAMETER_PROBLEM -> "ICMPv6 'parameter problem'" + to;
      default -> "an ICMPv6 message" + to;
    };
  }

  /** TTL or hop limit of an IP packet in a frame. */
  static int ttl(byte[] bytes) {
    MemorySegment frame = memory(bytes);
    return EthernetHeader.type(frame, 0) == EtherType.IPV4
        ? Ipv4Header.ttl(frame, IP)
        : Ipv6Header.hopLimit(frame, IP);
  }

  /** Destination MAC address of a frame. */
  static long destination(byte[] bytes) {
    return EthernetHeader.destination(memory(bytes), 0);
  }

  /** Source MAC address of a frame. */
  static long source(byte[] bytes) {
    return EthernetHeader.source(memory(bytes), 0);
  }
}
