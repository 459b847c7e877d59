package io.peerway.tools.capture;

import io.peerway.dataplane.wire.ArpPacket;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A frame in a few words, as far as it can be read. */
public final class FrameLine {

  private static final long IP = EthernetHeader.LENGTH;
  private static final int PORTS = 4;

  private FrameLine() {}

  /**
   * Source, destination and protocol.
   *
   * @param bytes of the Ethernet frame, from its beginning
   */
  public static String of(byte[] bytes) {
    if (bytes.length < EthernetHeader.LENGTH) {
      return "no Ethernet frame";
    }
    try (Arena arena = Arena.ofConfined()) {
      // Not the heap's: in the router's process the packet path shall see one kind of memory.
      MemorySegment frame = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      int left = bytes.length - EthernetHeader.LENGTH;
      int type = EthernetHeader.type(frame, 0);
      if (type == EtherType.ARP && left >= ArpPacket.LENGTH) {
        return arp(frame);
      }
      if (type == EtherType.IPV4 && isIpv4(frame, left)) {
        return ipv4(frame, left);
      }
      if (type == EtherType.IPV6 && left >= Ipv6Header.LENGTH) {
        return ipv6(frame, left);
      }
      return "Ethernet type 0x%04x from %s"
          .formatted(type, MacAddress.format(EthernetHeader.source(frame, 0)));
    }
  }

  private static String arp(MemorySegment frame) {
    return "ARP %s for %s from %s"
        .formatted(
            ArpPacket.operation(frame, IP) == ArpPacket.REQUEST ? "request" : "reply",
            Ipv4Address.format(ArpPacket.targetAddress(frame, IP)),
            Ipv4Address.format(ArpPacket.senderAddress(frame, IP)));
  }

  private static boolean isIpv4(MemorySegment frame, int left) {
    return left >= Ipv4Header.MIN_LENGTH && left >= Ipv4Header.headerLength(frame, IP);
  }

  private static String ipv4(MemorySegment frame, int left) {
    int header = Ipv4Header.headerLength(frame, IP);
    boolean hasPorts = Ipv4Header.fragmentOffset(frame, IP) == 0 && left >= header + PORTS;
    return line(
        frame,
        Ipv4Header.protocol(frame, IP),
        Ipv4Address.format(Ipv4Header.source(frame, IP)),
        Ipv4Address.format(Ipv4Header.destination(frame, IP)),
        hasPorts ? IP + header : 0);
  }

  private static String ipv6(MemorySegment frame, int left) {
    boolean whole = left >= Ipv6Header.totalLength(frame, IP);
    long upper = whole ? Ipv6Extensions.walk(frame, IP) : 0;
    boolean readable = whole && Ipv6Extensions.fault(upper) == HeaderFault.NONE;
    int offset = readable ? Ipv6Extensions.offset(upper) : Ipv6Header.LENGTH;
    boolean hasPorts =
        left >= offset + PORTS && (!readable || Ipv6Extensions.fragmentOffset(upper) == 0);
    return line(
        frame,
        readable ? Ipv6Extensions.protocol(upper) : Ipv6Header.nextHeader(frame, IP),
        Ipv6Address.format(Ipv6Header.sourceHi(frame, IP), Ipv6Header.sourceLo(frame, IP)),
        Ipv6Address.format(
            Ipv6Header.destinationHi(frame, IP), Ipv6Header.destinationLo(frame, IP)),
        hasPorts ? IP + offset : 0);
  }

  /** The transport header is at {@code at}, or cannot be read where that is 0. */
  private static String line(
      MemorySegment frame, int protocol, String source, String destination, long at) {
    String name =
        switch (protocol) {
          case IpProtocol.TCP -> "TCP";
          case IpProtocol.UDP -> "UDP";
          case IpProtocol.ICMP -> "ICMP";
          case IpProtocol.ICMPV6 -> "ICMPv6";
          default -> "protocol " + protocol;
        };
    if (at == 0) {
      return "%s %s > %s".formatted(name, source, destination);
    }
    return switch (protocol) {
      case IpProtocol.TCP, IpProtocol.UDP ->
          "%s %s.%d > %s.%d"
              .formatted(name, source, Bytes.u16(frame, at), destination, Bytes.u16(frame, at + 2));
      case IpProtocol.ICMP, IpProtocol.ICMPV6 ->
          "%s %s > %s type %d code %d"
              .formatted(name, source, destination, Bytes.u8(frame, at), Bytes.u8(frame, at + 1));
      default -> "%s %s > %s".formatted(name, source, destination);
    };
  }
}
