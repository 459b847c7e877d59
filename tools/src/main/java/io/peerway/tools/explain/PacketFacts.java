package io.peerway.tools.explain;

import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What sentences about a packet name.
 *
 * @param source address; empty if it is not a sound IP packet, and then nothing else is known
 *     either
 * @param protocol number of the transport protocol
 * @param port the receiver's TCP or UDP port, 0 where there is none
 * @param ttl TTL or hop limit
 * @param size of the IP packet in bytes
 */
record PacketFacts(
    boolean isIpv6, String source, String destination, int protocol, int port, int ttl, int size) {

  private static final PacketFacts NONE = new PacketFacts(false, "", "", 0, 0, 0, 0);
  private static final long IP = EthernetHeader.LENGTH;

  /** Reads an Ethernet frame. */
  static PacketFacts of(byte[] bytes) {
    if (bytes.length < EthernetHeader.LENGTH) {
      return NONE;
    }
    try (Arena arena = Arena.ofConfined()) {
      // Not the heap's: the packet path shall go on seeing one kind of memory.
      MemorySegment frame = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      int left = bytes.length - EthernetHeader.LENGTH;
      return switch (EthernetHeader.type(frame, 0)) {
        case EtherType.IPV4 ->
            Ipv4Header.check(frame, IP, left) == HeaderFault.NONE ? ipv4(frame) : NONE;
        case EtherType.IPV6 ->
            Ipv6Header.check(frame, IP, left) == HeaderFault.NONE ? ipv6(frame) : NONE;
        default -> NONE;
      };
    }
  }

  boolean hasPorts() {
    return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
  }

  /** Whether it is ICMP of its own IP version. */
  boolean isIcmp() {
    return protocol == (isIpv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP);
  }

  /** Whose MAC address it is sent to: a route may lead to an interface, whatever the receiver. */
  String neighbor(Target target) {
    return target.kind() == Target.Kind.INTERFACE ? Ipv4Address.format(target.via()) : destination;
  }

  private static PacketFacts ipv4(MemorySegment frame) {
    int protocol = Ipv4Header.protocol(frame, IP);
    boolean whole = Ipv4Header.fragmentOffset(frame, IP) == 0;
    long transport = IP + Ipv4Header.headerLength(frame, IP);
    return new PacketFacts(
        false,
        Ipv4Address.format(Ipv4Header.source(frame, IP)),
        Ipv4Address.format(Ipv4Header.destination(frame, IP)),
        protocol,
        whole ? port(frame, transport, protocol, Ipv4Header.payloadLength(frame, IP)) : 0,
        Ipv4Header.ttl(frame, IP),
        Ipv4Header.totalLength(frame, IP));
  }

  private static PacketFacts ipv6(MemorySegment frame) {
    long upper = Ipv6Extensions.walk(frame, IP);
    boolean sound = Ipv6Extensions.fault(upper) == HeaderFault.NONE;
    int protocol = sound ? Ipv6Extensions.protocol(upper) : Ipv6Header.nextHeader(frame, IP);
    boolean whole = sound && Ipv6Extensions.fragmentOffset(upper) == 0;
    int offset = sound ? Ipv6Extensions.offset(upper) : Ipv6Header.LENGTH;
    int size = Ipv6Header.totalLength(frame, IP);
    return new PacketFacts(
        true,
        Ipv6Address.format(Ipv6Header.sourceHi(frame, IP), Ipv6Header.sourceLo(frame, IP)),
        Ipv6Address.format(
            Ipv6Header.destinationHi(frame, IP), Ipv6Header.destinationLo(frame, IP)),
        protocol,
        whole ? port(frame, IP + offset, protocol, size - offset) : 0,
        Ipv6Header.hopLimit(frame, IP),
        size);
  }

  private static int port(MemorySegment frame, long transport, int protocol, int length) {
    boolean hasPorts = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
    return hasPorts && length >= UdpHeader.LENGTH
        ? UdpHeader.destinationPort(frame, transport) // where TCP has it too
        : 0;
  }
}
