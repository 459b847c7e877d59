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
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import java.lang.foreign.MemorySegment;

/**
 * Tells the sender of a packet why it was dropped: ICMP (RFC 792, RFC 1812 section 4.3) and ICMPv6
 * (RFC 4443) errors, from the router's address in the sender's subnet.
 *
 * <p>Not about every packet: see {@link #mayReport4}. Limited to {@value #PER_SECOND} a second and
 * worker; what is beyond that is lost, as RFC 1812 section 4.3.2.8 wants it.
 */
public final class IcmpErrors {
  /** The most errors a worker sends in a second. */
  public static final int PER_SECOND = 1000;

  private static final int AT_ONCE = 100;
  private static final int TTL = 64;

  private final Originator originator;
  private final RateLimit limit = new RateLimit(PER_SECOND, AT_ONCE);

  public IcmpErrors(Originator originator) {
    this.originator = originator;
  }

  /**
   * Reports an IPv4 packet to its sender.
   *
   * @param frame offset of the Ethernet frame, unchanged since it arrived
   * @param rest of the ICMP header, for example {@link IcmpV4#restOfMtu}
   */
  public void send4(
      MemorySegment from,
      long frame,
      PortForwarding ingress,
      VpcForwarding vpc,
      int type,
      int code,
      int rest,
      long now) {
    long ip = frame + EthernetHeader.LENGTH;
    LocalEntry sender = vpc.local().find(Ipv4Header.source(from, ip));
    if (sender == null || sender.router4() == 0 || !mayReport4(from, ip) || !limit.take(now)) {
      return;
    }
    int quoted =
        Math.min(
            Ipv4Header.totalLength(from, ip),
            IcmpV4.MAX_ERROR_PACKET - Ipv4Header.MIN_LENGTH - IcmpV4.LENGTH);
    int icmpLength = IcmpV4.LENGTH + quoted;
    MemorySegment memory = originator.memory();
    long out = Originator.PAYLOAD;
    long icmp = out + Ipv4Header.MIN_LENGTH;
    Bytes.copy(from, ip, memory, icmp + IcmpV4.LENGTH, quoted);
    IcmpV4.write(memory, icmp, type, code, rest, icmpLength);
    Ipv4Header.write(
        memory,
        out,
        INTERNETWORK_CONTROL,
        Ipv4Header.MIN_LENGTH + icmpLength,
        0,
        true,
        TTL,
        IpProtocol.ICMP,
        sender.router4(),
        Ipv4Header.source(from, ip));
    EthernetHeader.write(
        memory,
        Originator.FRAME,
        EthernetHeader.source(from, frame),
        vpc.routerMac(),
        EtherType.IPV4);
    originator.send(ingress.number(), EthernetHeader.LENGTH + Ipv4Header.MIN_LENGTH + icmpLength);
  }

  // RFC 1812 section 4.3.2.5: errors are sent with precedence 6 (internetwork control).
  private static final int INTERNETWORK_CONTROL = 0xc0;

  /**
   * RFC 1812 section 4.3.2.7: no error about an error, about a fragment that is not the first, or
   * about a packet to a group. (Groups and impossible senders have been dropped before.)
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

  /**
   * Reports an IPv6 packet to its sender.
   *
   * @param frame offset of the Ethernet frame, unchanged since it arrived
   * @param rest of the ICMPv6 header: 0, or an MTU
   */
  public void send6(
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
    LocalEntry sender = vpc.local().find(sourceHi, sourceLo);
    if (sender == null
        || (sender.router6Hi() | sender.router6Lo()) == 0
        || !mayReport6(from, ip)
        || !limit.take(now)) {
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
        sender.router6Hi(),
        sender.router6Lo(),
        sourceHi,
        sourceLo);
    IcmpV6.write(memory, icmp, type, code, rest, icmpLength, out);
    EthernetHeader.write(
        memory,
        Originator.FRAME,
        EthernetHeader.source(from, frame),
        vpc.routerMac(),
        EtherType.IPV6);
    originator.send(ingress.number(), EthernetHeader.LENGTH + Ipv6Header.LENGTH + icmpLength);
  }

  /**
   * RFC 4443 section 2.4 (e): no error about an error, or about a fragment that is not the first.
   */
  private static boolean mayReport6(MemorySegment memory, long ip) {
    long upper = Ipv6Extensions.walk(memory, ip);
    if (Ipv6Extensions.fault(upper) != HeaderFault.NONE
        || Ipv6Extensions.fragmentOffset(upper) != 0) {
      return false;
    }
    if (Ipv6Extensions.protocol(upper) != IpProtocol.ICMPV6) {
      return true;
    }
    int offset = Ipv6Extensions.offset(upper);
    return Ipv6Header.totalLength(memory, ip) - offset >= IcmpV6.LENGTH
        && !IcmpV6.isError(IcmpV6.type(memory, ip + offset));
  }
}
