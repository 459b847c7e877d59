package io.peerway.tools.capture;

import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.TcpHeader;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Frames without what people said to each other. */
final class Headers {

  private static final int IP = EthernetHeader.LENGTH;

  private Headers() {}

  /** The headers of a frame, as far as they are known; ARP packets whole. */
  static byte[] of(byte[] bytes) {
    return Arrays.copyOf(bytes, Math.min(bytes.length, length(bytes)));
  }

  private static int length(byte[] bytes) {
    if (bytes.length < IP) {
      return bytes.length;
    }
    try (Arena arena = Arena.ofConfined()) {
      // Not the heap's: the packet path shall go on seeing one kind of memory.
      MemorySegment frame = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      int left = bytes.length - IP;
      return switch (EthernetHeader.type(frame, 0)) {
        case EtherType.ARP -> bytes.length;
        case EtherType.IPV4 ->
            Ipv4Header.check(frame, IP, left) == HeaderFault.NONE ? ipv4(frame) : IP;
        case EtherType.IPV6 ->
            Ipv6Header.check(frame, IP, left) == HeaderFault.NONE ? ipv6(frame) : IP;
        default -> IP;
      };
    }
  }

  private static int ipv4(MemorySegment frame) {
    int transport = IP + Ipv4Header.headerLength(frame, IP);
    return Ipv4Header.fragmentOffset(frame, IP) == 0
        ? transport
            + transport(
                frame,
                transport,
                Ipv4Header.protocol(frame, IP),
                Ipv4Header.payloadLength(frame, IP))
        : transport;
  }

  private static int ipv6(MemorySegment frame) {
    long upper = Ipv6Extensions.walk(frame, IP);
    if (Ipv6Extensions.fault(upper) != HeaderFault.NONE) {
      return IP + Ipv6Header.LENGTH;
    }
    int offset = Ipv6Extensions.offset(upper);
    return Ipv6Extensions.fragmentOffset(upper) == 0
        ? IP
            + offset
            + transport(
                frame,
                IP + offset,
                Ipv6Extensions.protocol(upper),
                Ipv6Header.totalLength(frame, IP) - offset)
        : IP + offset;
  }

  private static int transport(MemorySegment frame, int at, int protocol, int length) {
    return switch (protocol) {
      case IpProtocol.TCP ->
          TcpHeader.check(frame, at, length) == HeaderFault.NONE
              ? TcpHeader.headerLength(frame, at)
              : 0;
      case IpProtocol.UDP -> UdpHeader.LENGTH;
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> IcmpV4.LENGTH; // one length for both
      default -> 0;
    };
  }
}
