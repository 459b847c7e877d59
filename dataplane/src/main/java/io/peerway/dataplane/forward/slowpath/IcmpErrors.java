package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import java.lang.foreign.MemorySegment;

/**
 * Tells the sender of a packet why it was dropped: ICMP (RFC 792, RFC 1812 section 4.3) and ICMPv6
 * (RFC 4443) errors, from the router's address in the sender's subnet.
 *
 * <p>Not about every packet: see {@link #mayReport4} and {@link #mayReport6}. Limited to {@value
 * #PER_SECOND} a second, port and worker, as RFC 1812 section 4.3.2.8 wants it; what is beyond that
 * is lost.
 *
 * <p>All methods take the packet as it arrived: {@code frame} is the offset of its Ethernet frame,
 * whose IP header was found sound and whose source was found behind {@code ingress}.
 */
public final class IcmpErrors {
  /** The most errors that a worker sends to one port in a second. */
  public static final int PER_SECOND = 1000;

  /** The most that it sends at once, after a time without. */
  public static final int AT_ONCE = 100;

  private static final int TTL = 64;

  // RFC 1812 section 4.3.2.5: errors are sent with precedence 6 (internetwork control).
  private static final int INTERNETWORK_CONTROL = 0xc0;

  private final Originator originator;
  private final PortRateLimits limits;

  /**
   * @param ports how many ports there can be
   */
  public IcmpErrors(Originator originator, int ports) {
    this.originator = originator;
    this.limits = new PortRateLimits(PER_SECOND, AT_ONCE, ports);
  }

  /** No route leads to the destination. */
  public void noRoute(
      MemorySegment from, long frame, PortForwarding ingress, VpcForwarding vpc, long now) {
    if (isIpv4(from, frame)) {
      unreachable4(from, frame, ingress, vpc, IcmpV4.NETWORK_UNREACHABLE, now);
    } else {
      unreachable6(from, frame, ingress, vpc, IcmpV6.NO_ROUTE, now);
    }
  }

  /** Nobody answers for the destination (RFC 1812 section 5.2.7.1, RFC 4861 section 7.2.2). */
  public void noHost(
      MemorySegment from, long frame, PortForwarding ingress, VpcForwarding vpc, long now) {
    if (isIpv4(from, frame)) {
      unreachable4(from, frame, ingress, vpc, IcmpV4.HOST_UNREACHABLE, now);
    } else {
      unreachable6(from, frame, ingress, vpc, IcmpV6.ADDRESS_UNREACHABLE, now);
    }
  }

  /** The router, to which the packet was, listens on no TCP or UDP port. */
  public void noListener(
      MemorySegment from, long frame, PortForwarding ingress, VpcForwarding vpc, long now) {
    if (isIpv4(from, frame)) {
      unreachable4(from, frame, ingress, vpc, IcmpV4.PORT_UNREACHABLE, now);
    } else {
      unreachable6(from, frame, ingress, vpc, IcmpV6.PORT_UNREACHABLE, now);
    }
  }

  /** The router, to which the packet was, does not know what follows its fixed IP header. */
  public void unknownProtocol(
      MemorySegment from, long frame, PortForwarding ingress, VpcForwarding vpc, long now) {
    if (isIpv4(from, frame)) {
      unreachable4(from, frame, ingress, vpc, IcmpV4.PROTOCOL_UNREACHABLE, now);
    } else {
      send6(
          from,
          frame,
          ingress,
          vpc,
          IcmpV6.PARAMETER_PROBLEM,
          IcmpV6.UNRECOGNIZED_NEXT_HEADER,
          Ipv6Header.NEXT_HEADER_OFFSET,
          now);
    }
  }

  /** The TTL or hop limit ran out. */
  public void timeExceeded(
      MemorySegment from, long frame, PortForwarding ingress, VpcForwarding vpc, long now) {
    if (isIpv4(from, frame)) {
      send4(
          from, frame, ingress, vpc, IcmpV4.TIME_EXCEEDED, IcmpV4.TTL_EXCEEDED_IN_TRANSIT, 0, now);
    } else {
      send6(
          from,
          frame,
          ingress,
          vpc,
          IcmpV6.TIME_EXCEEDED,
          IcmpV6.HOP_LIMIT_EXCEEDED_IN_TRANSIT,
          0,
          now);
    }
  }

  /** The packet is larger than {@code mtu} and may not be fragmented (RFC 1191, RFC 8201). */
  public void tooBig(
      MemorySegment from,
      long frame,
      PortForwarding ingress,
      VpcForwarding vpc,
      int mtu,
      long now) {
    if (isIpv4(from, frame)) {
      send4(
          from,
          frame,
          ingress,
          vpc,
          IcmpV4.DESTINATION_UNREACHABLE,
          IcmpV4.FRAGMENTATION_NEEDED,
          IcmpV4.restOfMtu(mtu),
          now);
    } else {
      send6(from, frame, ingress, vpc, IcmpV6.PACKET_TOO_BIG, 0, mtu, now);
    }
  }

  private static boolean isIpv4(MemorySegment memory, long frame) {
    return EthernetHeader.type(memory, frame) == EtherType.IPV4;
  }

  private void unreachable4(
      MemorySegment from,
      long frame,
      PortForwarding ingress,
      VpcForwarding vpc,
      int code,
      long now) {
    send4(from, frame, ingress, vpc, IcmpV4.DESTINATION_UNREACHABLE, code, 0, now);
  }

  private void send4(
      MemorySegment from,
      long frame,
      PortForwarding ingress,
      VpcForwarding vpc,
      int type,
      int code,
      int rest,
      long now) {
    long ip = frame + EthernetHeader.LENGTH;
    int source = Ipv4Header.source(from, ip);
    LocalEntry sender = vpc.local().find(source);
    if (sender == null
        || sender.router4() == 0
        || !mayReport4(from, ip)
        || !limits.take(ingress, now)) {
      return;
    }
    int quoted =
        Math.min(
            Ipv4Header.totalLength(from, ip),
            IcmpV4.MAX_ERROR_PACKET - Ipv4Header.MIN_LENGTH - IcmpV4.LENGTH);
    int length = Ipv4Header.MIN_LENGTH + IcmpV4.LENGTH + quoted;
    MemorySegment memory = originator.memory();
    long out = Originator.PAYLOAD;
    long icmp = out + Ipv4Header.MIN_LENGTH;
    Bytes.copy(from, ip, memory, icmp + IcmpV4.LENGTH, quoted);
    IcmpV4.write(memory, icmp, type, code, rest, IcmpV4.LENGTH + quoted);
    Ipv4Header.write(
        memory,
        out,
        INTERNETWORK_CONTROL,
        length,
        0,
        true,
        TTL,
        IpProtocol.ICMP,
        sender.router4(),
        source);
    send(EthernetHeader.source(from, frame), EtherType.IPV4, length, ingress, vpc);
  }

  /**
   * RFC 1812 section 4.3.2.7: no error about an error, or about a fragment that is not the first.
   * (Packets to or from a group, and in frames to a group, have been dropped silently before.)
   */
  private static boolean mayReport4(MemorySegment memory, long ip) {
    if (Ipv4Header.fragmentOffset(memory, ip) != 0) {
      return false;
    }
    if (Ipv4Header.protocol(memory, ip) != IpProtocol.ICMP) {
      return true;
    }
    return Ipv4Header.payloadLength(memory, ip) >= IcmpV4.LENGTH
        && !IcmpV4.isError(IcmpV4.type(memory, ip + Ipv4Header.headerLength(memory, ip)));
  }

  private void unreachable6(
      MemorySegment from,
      long frame,
      PortForwarding ingress,
      VpcForwarding vpc,
      int code,
      long now) {
    send6(from, frame, ingress, vpc, IcmpV6.DESTINATION_UNREACHABLE, code, 0, now);
  }

  private void send6(
      MemorySegment from,
      long frame,
      PortForwarding ingress,
      VpcForwarding vpc,
      int type,
      int code,
      int rest,
      long now) {
    long ip = frame + EthernetHeader.LENGTH;
    long sourceHi = Ipv6Header.sourceHi(from, ip);
    long sourceLo = Ipv6Header.sourceLo(from, ip);
    boolean onLink = Ipv6Address.isLinkLocal(sourceHi);
    LocalEntry sender = onLink ? null : vpc.local().find(sourceHi, sourceLo);
    boolean routerIsKnown =
        onLink || (sender != null && (sender.router6Hi() | sender.router6Lo()) != 0);
    if (!routerIsKnown || !mayReport6(from, ip) || !limits.take(ingress, now)) {
      return;
    }
    int quoted =
        Math.min(
            Ipv6Header.totalLength(from, ip),
            IcmpV6.MAX_ERROR_PACKET - Ipv6Header.LENGTH - IcmpV6.LENGTH);
    int icmpLength = IcmpV6.LENGTH + quoted;
    MemorySegment memory = originator.memory();
    long out = Originator.PAYLOAD;
    long icmp = out + Ipv6Header.LENGTH;
    Bytes.copy(from, ip, memory, icmp + IcmpV6.LENGTH, quoted);
    Ipv6Header.write(
        memory,
        out,
        0,
        0,
        icmpLength,
        IpProtocol.ICMPV6,
        TTL,
        onLink ? RouterLinkLocal.HI : sender.router6Hi(),
        onLink ? RouterLinkLocal.LO : sender.router6Lo(),
        sourceHi,
        sourceLo);
    IcmpV6.write(memory, icmp, type, code, rest, icmpLength, out);
    send(
        EthernetHeader.source(from, frame),
        EtherType.IPV6,
        Ipv6Header.LENGTH + icmpLength,
        ingress,
        vpc);
  }

  /**
   * RFC 4443 section 2.4 (e): no error about an error; nor about what may be one, because its type
   * is in another fragment or behind broken headers.
   */
  private static boolean mayReport6(MemorySegment memory, long ip) {
    long upper = Ipv6Extensions.walk(memory, ip);
    if (Ipv6Extensions.fault(upper) != HeaderFault.NONE) {
      return false;
    }
    if (Ipv6Extensions.protocol(upper) != IpProtocol.ICMPV6) {
      return true;
    }
    int offset = Ipv6Extensions.offset(upper);
    return Ipv6Extensions.fragmentOffset(upper) == 0
        && Ipv6Header.totalLength(memory, ip) - offset >= IcmpV6.LENGTH
        && !IcmpV6.isError(IcmpV6.type(memory, ip + offset));
  }

  private void send(
      long toMac, int etherType, int ipLength, PortForwarding ingress, VpcForwarding vpc) {
    EthernetHeader.write(originator.memory(), Originator.FRAME, toMac, vpc.routerMac(), etherType);
    originator.send(ingress.number(), EthernetHeader.LENGTH + ipLength);
  }
}
