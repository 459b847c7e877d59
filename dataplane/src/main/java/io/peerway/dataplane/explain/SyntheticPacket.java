package io.peerway.dataplane.explain;

import io.peerway.dataplane.wire.DnsMessage;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.TcpHeader;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A packet that somebody asks about: TCP opens a connection, ICMP is an echo request, UDP to port
 * 53 a DNS query if there is room for one; other UDP and all other protocols carry zeros.
 *
 * @param source IPv4 or IPv6 address
 * @param destination address of the same IP version
 * @param protocol number of the IP protocol
 * @param sourcePort of TCP and UDP
 * @param destinationPort of TCP and UDP
 * @param ttl TTL or hop limit
 * @param size of the IP packet in bytes, headers included
 * @param mayFragment whether an IPv4 router may cut the packet
 * @param isReply whether TCP answers the opening of a connection, ICMP an echo request
 */
public record SyntheticPacket(
    String source,
    String destination,
    int protocol,
    int sourcePort,
    int destinationPort,
    int ttl,
    int size,
    boolean mayFragment,
    boolean isReply) {
  /** The largest IPv4 packet; of IPv6, without a jumbo payload, 40 bytes more would be possible. */
  public static final int MAX_SIZE = 65_535;

  private static final int WINDOW = 64_240;

  /**
   * @throws IllegalArgumentException if there can be no such packet; the message says why
   */
  public SyntheticPacket {
    boolean isIpv6 = isIpv6(source);
    if (isIpv6 != isIpv6(destination)) {
      throw new IllegalArgumentException(
          source + " and " + destination + " are not of the same IP version");
    }
    parse(source);
    parse(destination);
    check("protocol", protocol, 0, 255);
    check("source port", sourcePort, 0, 65_535);
    check("port", destinationPort, 0, 65_535);
    check("TTL", ttl, 0, 255);
    check("size", size, leastSize(isIpv6, protocol), MAX_SIZE);
  }

  private static void parse(String address) {
    if (isIpv6(address)) {
      Ipv6Address.parse(address);
    } else {
      Ipv4Address.parse(address);
    }
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d is not between %d and %d".formatted(what, value, least, most));
    }
  }

  private static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }

  /** The size in bytes of a packet that carries nothing but its headers. */
  public static int leastSize(boolean isIpv6, int protocol) {
    int transport =
        switch (protocol) {
          case IpProtocol.TCP -> TcpHeader.MIN_LENGTH;
          case IpProtocol.UDP -> UdpHeader.LENGTH;
          case IpProtocol.ICMP -> isIpv6 ? 0 : IcmpV4.LENGTH;
          case IpProtocol.ICMPV6 -> isIpv6 ? IcmpV6.LENGTH : 0;
          default -> 0;
        };
    return (isIpv6 ? Ipv6Header.LENGTH : Ipv4Header.MIN_LENGTH) + transport;
  }

  public boolean isIpv6() {
    return isIpv6(source);
  }

  /** The answer to this packet, as far as a host would give one. */
  public SyntheticPacket reply() {
    return new SyntheticPacket(
        /* source= */ destination,
        /* destination= */ source,
        protocol,
        /* sourcePort= */ destinationPort,
        /* destinationPort= */ sourcePort,
        ttl,
        size,
        mayFragment,
        !isReply);
  }

  /** The packet in an Ethernet frame. */
  public byte[] frame(long sourceMac, long destinationMac) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(EthernetHeader.LENGTH + (long) size);
      EthernetHeader.write(
          memory, 0, destinationMac, sourceMac, isIpv6() ? EtherType.IPV6 : EtherType.IPV4);
      long ip = EthernetHeader.LENGTH;
      if (isIpv6()) {
        writeIpv6(memory, ip);
        writePayload(memory, ip, ip + Ipv6Header.LENGTH, size - Ipv6Header.LENGTH);
      } else {
        Ipv4Header.write(
            memory,
            ip,
            0,
            size,
            0,
            !mayFragment,
            ttl,
            protocol,
            Ipv4Address.parse(source),
            Ipv4Address.parse(destination));
        writePayload(memory, ip, ip + Ipv4Header.MIN_LENGTH, size - Ipv4Header.MIN_LENGTH);
      }
      return memory.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private void writeIpv6(MemorySegment memory, long ip) {
    Ipv6Address from = Ipv6Address.parse(source);
    Ipv6Address to = Ipv6Address.parse(destination);
    Ipv6Header.write(
        memory,
        ip,
        0,
        0,
        size - Ipv6Header.LENGTH,
        protocol,
        ttl,
        from.hi(),
        from.lo(),
        to.hi(),
        to.lo());
  }

  private void writePayload(MemorySegment memory, long ip, long at, int length) {
    switch (protocol) {
      case IpProtocol.TCP -> {
        int flags = isReply ? TcpHeader.SYN | TcpHeader.ACK : TcpHeader.SYN;
        TcpHeader.write(memory, at, sourcePort, destinationPort, 1, isReply ? 2 : 0, flags, WINDOW);
        TcpHeader.updateChecksum(memory, at, length, pseudoHeader(memory, ip, length));
      }
      case IpProtocol.UDP -> {
        UdpHeader.write(memory, at, sourcePort, destinationPort, length);
        if (destinationPort == DnsMessage.PORT
            && length >= UdpHeader.LENGTH + DnsMessage.ROOT_QUERY_LENGTH) {
          DnsMessage.writeRootQuery(memory, at + UdpHeader.LENGTH);
        }
        UdpHeader.updateChecksum(memory, at, length, pseudoHeader(memory, ip, length));
      }
      case IpProtocol.ICMP -> {
        if (!isIpv6()) {
          int type = isReply ? IcmpV4.ECHO_REPLY : IcmpV4.ECHO_REQUEST;
          IcmpV4.write(memory, at, type, 0, IcmpV4.restOfEcho(1, 1), length);
        }
      }
      case IpProtocol.ICMPV6 -> {
        if (isIpv6()) {
          int type = isReply ? IcmpV6.ECHO_REPLY : IcmpV6.ECHO_REQUEST;
          IcmpV6.write(memory, at, type, 0, IcmpV6.restOfEcho(1, 1), length, ip);
        }
      }
      default -> {} // zeros will do: nothing looks into other protocols
    }
  }

  private long pseudoHeader(MemorySegment memory, long ip, int length) {
    return isIpv6()
        ? Ipv6Header.pseudoHeader(memory, ip, protocol, length)
        : Ipv4Header.pseudoHeader(memory, ip, protocol, length);
  }
}
