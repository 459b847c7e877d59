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
import io.peerway.dataplane.wire.Ipv6Header;
import java.lang.foreign.MemorySegment;

/**
 * The router as a host: answers echo requests to its own addresses, and tells the senders of
 * anything else that nothing listens.
 */
public final class RouterEndpoint {
  private static final int TTL = 64;

  private final Originator originator;
  private final IcmpErrors errors;

  public RouterEndpoint(Originator originator, IcmpErrors errors) {
    this.originator = originator;
    this.errors = errors;
  }

  /**
   * Handles an IPv4 packet to the router. An echo reply is written in the request's place.
   *
   * @param frame offset of the Ethernet frame
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
      int code = listensOnPorts(protocol) ? IcmpV4.PORT_UNREACHABLE : IcmpV4.PROTOCOL_UNREACHABLE;
      errors.send4(memory, frame, ingress, vpc, IcmpV4.DESTINATION_UNREACHABLE, code, 0, now);
      return DropReason.ROUTER_PROTOCOL;
    }
    if (Ipv4Header.isFragment(memory, ip)) {
      return DropReason.ECHO_TOO_LONG;
    }
    long icmp = ip + Ipv4Header.headerLength(memory, ip);
    if (IcmpV4.check(memory, icmp, Ipv4Header.payloadLength(memory, ip)) != HeaderFault.NONE) {
      return DropReason.BAD_ICMP_CHECKSUM;
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
   * @param frame offset of the Ethernet frame
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
    int protocol = Ipv6Header.nextHeader(memory, ip);
    if (protocol != IpProtocol.ICMPV6) {
      if (listensOnPorts(protocol)) {
        errors.send6(
            memory,
            frame,
            ingress,
            vpc,
            IcmpV6.DESTINATION_UNREACHABLE,
            IcmpV6.PORT_UNREACHABLE,
            0,
            now);
      }
      return protocol == IpProtocol.FRAGMENT
          ? DropReason.ECHO_TOO_LONG
          : DropReason.ROUTER_PROTOCOL;
    }
    long icmp = ip + Ipv6Header.LENGTH;
    if (IcmpV6.check(memory, icmp, Ipv6Header.payloadLength(memory, ip), ip) != HeaderFault.NONE) {
      return DropReason.BAD_ICMP_CHECKSUM;
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

  private static boolean listensOnPorts(int protocol) {
    return protocol == IpProtocol.UDP || protocol == IpProtocol.TCP;
  }

  private void reply(
      MemorySegment memory, long frame, int length, PortForwarding ingress, VpcForwarding vpc) {
    EthernetHeader.destination(memory, frame, EthernetHeader.source(memory, frame));
    EthernetHeader.source(memory, frame, vpc.routerMac());
    originator.sendFrom(ingress.number(), memory, frame, length);
  }
}
