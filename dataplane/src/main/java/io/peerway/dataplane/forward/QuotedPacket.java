package io.peerway.dataplane.forward;

import io.peerway.dataplane.flow.FlowColumns;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;

/**
 * The packet that an ICMP error quotes, as the key of the connection that the error is about.
 *
 * <p>The quoted packet went the other way, so its destination's end is the error's sender's end. It
 * has to have come from whom the error is for. Quoted IPv6 extension headers and later fragments
 * say nothing of a connection.
 */
final class QuotedPacket {
  /** RFC 792: the IP header and 8 bytes, which hold the ports or the identifier. */
  private static final int LEAST_QUOTED = 8;

  private QuotedPacket() {}

  /**
   * Sets the key of the quoted packet's connection.
   *
   * @param icmp where the ICMP header is
   * @param end where the packet ends
   * @return false if it cannot be said, or the quoted packet is not of the error's receiver
   */
  static boolean setKey4(
      FlowColumns flows,
      int i,
      MemorySegment memory,
      long icmp,
      long end,
      int receiver,
      int sourceZone,
      int destinationZone) {
    long quoted = icmp + IcmpV4.LENGTH;
    if (end - quoted < Ipv4Header.MIN_LENGTH + LEAST_QUOTED
        || Ipv4Header.version(memory, quoted) != 4) {
      return false;
    }
    int headerLength = Ipv4Header.headerLength(memory, quoted);
    if (headerLength < Ipv4Header.MIN_LENGTH
        || end - quoted < headerLength + LEAST_QUOTED
        || Ipv4Header.fragmentOffset(memory, quoted) != 0
        || Ipv4Header.source(memory, quoted) != receiver) {
      return false;
    }
    int protocol = Ipv4Header.protocol(memory, quoted);
    long transport = quoted + headerLength;
    int query = query(memory, transport, protocol);
    int sender = Ipv4Header.destination(memory, quoted);
    flows.set4(
        i,
        sourceZone,
        destinationZone,
        sender,
        receiver,
        protocol,
        senderPort(memory, transport, protocol),
        receiverPort(memory, transport, protocol),
        query);
    return protocol != IpProtocol.ICMP || query != 0;
  }

  /** As {@link #setKey4}, of ICMPv6. */
  static boolean setKey6(
      FlowColumns flows,
      int i,
      MemorySegment memory,
      long icmp,
      long end,
      long receiverHi,
      long receiverLo,
      int sourceZone,
      int destinationZone) {
    long quoted = icmp + IcmpV4.LENGTH;
    if (end - quoted < Ipv6Header.LENGTH + LEAST_QUOTED
        || Ipv6Header.version(memory, quoted) != 6
        || Ipv6Header.sourceHi(memory, quoted) != receiverHi
        || Ipv6Header.sourceLo(memory, quoted) != receiverLo) {
      return false;
    }
    int protocol = Ipv6Header.nextHeader(memory, quoted);
    long transport = quoted + Ipv6Header.LENGTH;
    int query = query(memory, transport, protocol);
    long senderHi = Ipv6Header.destinationHi(memory, quoted);
    long senderLo = Ipv6Header.destinationLo(memory, quoted);
    flows.set6(
        i,
        sourceZone,
        destinationZone,
        senderHi,
        senderLo,
        receiverHi,
        receiverLo,
        protocol,
        senderPort(memory, transport, protocol),
        receiverPort(memory, transport, protocol),
        query);
    return protocol != IpProtocol.ICMPV6 || query != 0;
  }

  /** As the answer to it would say: the error comes from where an answer would have come. */
  private static int query(MemorySegment memory, long transport, int protocol) {
    if (!isIcmp(protocol)) {
      return 0;
    }
    int query = IcmpQuery.of(protocol, IcmpV4.type(memory, transport));
    return query == 0 ? 0 : FlowColumns.reversed(query);
  }

  private static boolean isIcmp(int protocol) {
    return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
  }

  private static int receiverPort(MemorySegment memory, long transport, int protocol) {
    if (isIcmp(protocol)) {
      return IcmpV4.identifier(memory, transport);
    }
    return hasPorts(protocol) ? UdpHeader.sourcePort(memory, transport) : 0;
  }

  private static int senderPort(MemorySegment memory, long transport, int protocol) {
    if (isIcmp(protocol)) {
      return IcmpV4.identifier(memory, transport);
    }
    return hasPorts(protocol) ? UdpHeader.destinationPort(memory, transport) : 0;
  }

  private static boolean hasPorts(int protocol) {
    return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
  }
}
