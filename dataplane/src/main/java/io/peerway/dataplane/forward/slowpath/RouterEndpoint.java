package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.MemorySegment;

/**
 * The router as a host: answers echo requests and DHCP to its own addresses and DNS to those of the
 * VPC's DNS server, and tells the senders of anything else that nothing listens (RFC 1122 sections
 * 3.2.2.1 and 3.2.2.6, RFC 4443 section 4.1).
 *
 * <p>It reassembles no fragments. An echo reply is written in the request's place.
 */
public final class RouterEndpoint {
  private static final int TTL = 64;

  private final Originator originator;
  private final IcmpErrors errors;
  private final DhcpV4Server dhcp;
  private final DnsServer dns;

  public RouterEndpoint(
      Originator originator, IcmpErrors errors, DhcpV4Server dhcp, DnsServer dns) {
    this.originator = originator;
    this.errors = errors;
    this.dhcp = dhcp;
    this.dns = dns;
  }

  /**
   * Handles an IPv4 packet to the router.
   *
   * @param frame offset of the Ethernet frame, whose headers were found sound
   * @return why it is dropped, or null if it was answered
   */
  public DropReason handle4(
      MemorySegment memory,
      long frame,
      int length,
      PortForwarding ingress,
      VpcForwarding vpc,
      long now) {
    long ip = frame + EthernetHeader.LENGTH;
    int protocol = Ipv4Header.protocol(memory, ip);
    if (protocol != IpProtocol.ICMP) {
      if (DhcpV4Server.isRequest(memory, ip)) { // a host renews its lease
        return dhcp.handle(memory, ip, ingress, vpc, now) == null
            ? null
            : DropReason.ROUTER_PROTOCOL;
      }
      if (DnsServer.isFor4(memory, ip, vpc)) {
        return dns.handle4(memory, ip, ingress, vpc, now);
      }
      if (hasPorts(protocol)) {
        errors.noListener(memory, frame, ingress, vpc, now);
      } else {
        errors.unknownProtocol(memory, frame, ingress, vpc, now);
      }
      return DropReason.ROUTER_PROTOCOL;
    }
    if (Ipv4Header.isFragment(memory, ip)) {
      return DropReason.ECHO_TOO_LONG;
    }
    completeChecksum(memory, frame, length);
    long icmp = ip + Ipv4Header.headerLength(memory, ip);
    if (IcmpV4.check(memory, icmp, Ipv4Header.payloadLength(memory, ip)) != HeaderFault.NONE) {
      return DropReason.BAD_ICMP_MESSAGE;
    }
    if (IcmpV4.type(memory, icmp) != IcmpV4.ECHO_REQUEST || IcmpV4.code(memory, icmp) != 0) {
      return DropReason.ROUTER_PROTOCOL;
    }
    IcmpV4.turnIntoEchoReply(memory, icmp);
    int router = Ipv4Header.destination(memory, ip);
    Ipv4Header.destination(memory, ip, Ipv4Header.source(memory, ip));
    Ipv4Header.source(memory, ip, router);
    Ipv4Header.ttl(memory, ip, TTL);
    Ipv4Header.updateChecksum(memory, ip);
    reply(memory, frame, length, ingress, vpc);
    return null;
  }

  /**
   * Handles an IPv6 packet to the router, other than neighbour discovery.
   *
   * @param frame offset of the Ethernet frame, whose headers were found sound
   * @return why it is dropped, or null if it was answered
   */
  public DropReason handle6(
      MemorySegment memory,
      long frame,
      int length,
      PortForwarding ingress,
      VpcForwarding vpc,
      long now) {
    long ip = frame + EthernetHeader.LENGTH;
    long upper = Ipv6Extensions.walk(memory, ip);
    int protocol = Ipv6Extensions.protocol(upper);
    if (Ipv6Extensions.isFragment(upper)) {
      return DropReason.ECHO_TOO_LONG;
    }
    if (protocol != IpProtocol.ICMPV6) {
      if (DnsServer.isFor6(memory, ip, vpc)) {
        return dns.handle6(memory, ip, ingress, vpc, now);
      }
      boolean followsAtOnce = protocol == Ipv6Header.nextHeader(memory, ip);
      if (hasPorts(protocol)) {
        errors.noListener(memory, frame, ingress, vpc, now);
      } else if (followsAtOnce && protocol != IpProtocol.NO_NEXT_HEADER) {
        errors.unknownProtocol(memory, frame, ingress, vpc, now);
      }
      return DropReason.ROUTER_PROTOCOL;
    }
    completeChecksum(memory, frame, length);
    int offset = Ipv6Extensions.offset(upper);
    long icmp = ip + offset;
    int icmpLength = Ipv6Header.totalLength(memory, ip) - offset;
    if (IcmpV6.check(memory, icmp, icmpLength, ip) != HeaderFault.NONE) {
      return DropReason.BAD_ICMP_MESSAGE;
    }
    if (IcmpV6.type(memory, icmp) != IcmpV6.ECHO_REQUEST || IcmpV6.code(memory, icmp) != 0) {
      return DropReason.ROUTER_PROTOCOL;
    }
    IcmpV6.turnIntoEchoReply(memory, icmp);
    long routerHi = Ipv6Header.destinationHi(memory, ip);
    long routerLo = Ipv6Header.destinationLo(memory, ip);
    Ipv6Header.destination(
        memory, ip, Ipv6Header.sourceHi(memory, ip), Ipv6Header.sourceLo(memory, ip));
    Ipv6Header.source(memory, ip, routerHi, routerLo);
    Ipv6Header.hopLimit(memory, ip, TTL);
    reply(memory, frame, length, ingress, vpc);
    return null;
  }

  private static boolean hasPorts(int protocol) {
    return protocol == IpProtocol.UDP || protocol == IpProtocol.TCP;
  }

  private static void completeChecksum(MemorySegment memory, long frame, int length) {
    long header = frame - VirtioNetHeader.LENGTH;
    if (VirtioNetHeader.needsChecksum(memory, header)) {
      VirtioNetHeader.completeChecksum(memory, header, length);
    }
  }

  private void reply(
      MemorySegment memory, long frame, int length, PortForwarding ingress, VpcForwarding vpc) {
    VirtioNetHeader.clear(memory, frame - VirtioNetHeader.LENGTH);
    EthernetHeader.destination(memory, frame, EthernetHeader.source(memory, frame));
    EthernetHeader.source(memory, frame, vpc.routerMac());
    originator.sendFrom(ingress.number(), memory, frame, length);
  }
}
