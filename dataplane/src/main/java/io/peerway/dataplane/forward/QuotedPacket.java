package io.peerway.dataplane.forward;

import io.peerway.dataplane.flow.FlowColumns;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;

/**
 * The packet that an ICMP error quotes, as the key of the connection that the error is about.
 *
 * <p>The quoted packet went the other way: it has to have come from whom the error is for, and its
 * destination is the connection's other end, from where an answer would have come. The error itself
 * may come from anybody, as a router between the two ends sends it too (RFC 1812 section 4.3.2.4).
 * Quoted later fragments say nothing of a connection.
 */
final class QuotedPacket {
  /** RFC 792: the IP header and 8 bytes, which hold the ports or the identifier. */
  private static final int LEAST_QUOTED = 8;

  private QuotedPacket() {}

  /**
   * Sets the key of the quoted packet's connection.
   *
   * @return false if it cannot be said, or the quoted packet is not of the error's receiver
   */
  static boolean setKey(FlowColumns flows, Burst burst, int i) {
    MemorySegment memory = burst.memory;
    long ip = burst.ip(i);
    if (burst.family[i] == 4) {
      long quoted = ip + Ipv4Header.headerLength(memory, ip) + IcmpV4.LENGTH;
      return setKey4(flows, burst, i, quoted, ip + Ipv4Header.totalLength(memory, ip));
    }
    int offset = Ipv6Extensions.offset(Ipv6Extensions.walk(memory, ip));
    long quoted = ip + offset + IcmpV4.LENGTH;
    return setKey6(flows, burst, i, quoted, ip + Ipv6Header.totalLength(memory, ip));
  }

  private static boolean setKey4(FlowColumns flows, Burst burst, int i, long quoted, long end) {
    MemorySegment memory = burst.memory;
    int receiver = burst.destination4[i];
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
    int sender = Ipv4Header.destination(memory, quoted);
    PortForwarding behind = sender == burst.source4[i] ? burst.ingress : port4(burst, i, sender);
    int protocol = Ipv4Header.protocol(memory, quoted);
    long transport = quoted + headerLength;
    int query = query(memory, transport, protocol);
    if (behind == null || (protocol == IpProtocol.ICMP && query == 0)) {
      return false;
    }
    flows.set4(
        i,
        behind.zone(),
        burst.egress[i].zone(),
        sender,
        receiver,
        protocol,
        senderPort(memory, transport, protocol),
        receiverPort(memory, transport, protocol),
        query);
    return true;
  }

  private static boolean setKey6(FlowColumns flows, Burst burst, int i, long quoted, long end) {
    MemorySegment memory = burst.memory;
    long receiverHi = burst.destination6Hi[i];
    long receiverLo = burst.destination6Lo[i];
    if (end - quoted < Ipv6Header.LENGTH + LEAST_QUOTED
        || Ipv6Header.version(memory, quoted) != 6
        || Ipv6Header.sourceHi(memory, quoted) != receiverHi
        || Ipv6Header.sourceLo(memory, quoted) != receiverLo) {
      return false;
    }
    // What is quoted may be cut off anywhere.
    int available = (int) Math.min(end - quoted, Ipv6Header.totalLength(memory, quoted));
    long upper = Ipv6Extensions.walk(memory, quoted, available);
    if (Ipv6Extensions.fault(upper) != HeaderFault.NONE
        || Ipv6Extensions.fragmentOffset(upper) != 0
        || available - Ipv6Extensions.offset(upper) < LEAST_QUOTED) {
      return false;
    }
    long senderHi = Ipv6Header.destinationHi(memory, quoted);
    long senderLo = Ipv6Header.destinationLo(memory, quoted);
    boolean isAnswerer = senderHi == burst.source6Hi[i] && senderLo == burst.source6Lo[i];
    PortForwarding behind = isAnswerer ? burst.ingress : port6(burst, i, senderHi, senderLo);
    int protocol = Ipv6Extensions.protocol(upper);
    long transport = quoted + Ipv6Extensions.offset(upper);
    int query = query(memory, transport, protocol);
    if (behind == null || (protocol == IpProtocol.ICMPV6 && query == 0)) {
      return false;
    }
    flows.set6(
        i,
        behind.zone(),
        burst.egress[i].zone(),
        senderHi,
        senderLo,
        receiverHi,
        receiverLo,
        protocol,
        senderPort(memory, transport, protocol),
        receiverPort(memory, transport, protocol),
        query);
    return true;
  }

  /** The port that an address is behind where the error's receiver sends to, or null. */
  private static PortForwarding port4(Burst burst, int i, int address) {
    RouteTable routes = burst.destinationEntry[i].routeTable();
    VpcForwarding vpc = vpc(burst, routes.target(routes.v4().lookup(address)));
    return vpc == null ? null : port(burst, vpc.local().find(address));
  }

  private static PortForwarding port6(Burst burst, int i, long hi, long lo) {
    RouteTable routes = burst.destinationEntry[i].routeTable();
    VpcForwarding vpc = vpc(burst, routes.target(routes.v6().lookup(hi, lo)));
    return vpc == null ? null : port(burst, vpc.local().find(hi, lo));
  }

  private static VpcForwarding vpc(Burst burst, Target target) {
    return target == null ? null : burst.state.vpc(target.vpcIndex());
  }

  private static PortForwarding port(Burst burst, LocalEntry entry) {
    return entry == null ? null : burst.state.port(entry.port());
  }

  /** As the answer to it would say: the error stands for an answer. */
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
