package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.forward.slowpath.DnsNames.Known;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.DnsMessage;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;

/**
 * Amazon's DNS server in a VPC (RFC 1035): says which addresses the VPC's names have, and the names
 * of its addresses. Asks nobody else: a name that is not the VPC's is refused.
 *
 * <p>A negative answer has no SOA record, so nobody remembers it (RFC 2308 section 2.1.1, type 4).
 */
public final class DnsServer {
  /** EC2's own: DNS queries that a network interface may send in a second. */
  static final int PER_SECOND = 1024;

  private static final int TTL_SECONDS = 60; // EC2's own
  private static final int HOPS = 64;

  private final Originator originator;
  private final PortRateLimits limits;

  /**
   * @param ports how many ports there can be
   */
  public DnsServer(Originator originator, int ports) {
    this.originator = originator;
    this.limits = new PortRateLimits(PER_SECOND, PER_SECOND, ports);
  }

  /**
   * Whether a packet is one to the VPC's DNS server.
   *
   * @param ip offset of the IPv4 header, which was found sound
   */
  static boolean isFor4(MemorySegment memory, long ip, VpcForwarding vpc) {
    int destination = Ipv4Header.destination(memory, ip);
    return vpc.dns() != null
        && (destination == vpc.dns().server4() || destination == DnsZone.SERVER4)
        && Ipv4Header.protocol(memory, ip) == IpProtocol.UDP
        && !Ipv4Header.isFragment(memory, ip)
        && Ipv4Header.payloadLength(memory, ip) >= UdpHeader.LENGTH
        && isForPort(memory, ip + Ipv4Header.headerLength(memory, ip));
  }

  /** As {@link #isFor4}: UDP directly after the IPv6 header. */
  static boolean isFor6(MemorySegment memory, long ip, VpcForwarding vpc) {
    return vpc.dns() != null
        && Ipv6Header.destinationHi(memory, ip) == DnsZone.SERVER6.hi()
        && Ipv6Header.destinationLo(memory, ip) == DnsZone.SERVER6.lo()
        && Ipv6Header.nextHeader(memory, ip) == IpProtocol.UDP
        && Ipv6Header.payloadLength(memory, ip) >= UdpHeader.LENGTH
        && isForPort(memory, ip + Ipv6Header.LENGTH);
  }

  private static boolean isForPort(MemorySegment memory, long udp) {
    return UdpHeader.destinationPort(memory, udp) == DnsMessage.PORT;
  }

  /**
   * Handles a packet that {@link #isFor4 is for the server}. Its checksum is not looked at, as with
   * DHCP.
   *
   * @return why it is dropped, or null if it was answered
   */
  DropReason handle4(
      MemorySegment memory, long ip, PortForwarding ingress, VpcForwarding vpc, long now) {
    long udp = ip + Ipv4Header.headerLength(memory, ip);
    long answer = Originator.PAYLOAD + Ipv4Header.MIN_LENGTH + UdpHeader.LENGTH;
    int available = Ipv4Header.payloadLength(memory, ip);
    DropReason why = dropped(memory, udp, available, ingress, now);
    if (why != null) {
      return why;
    }
    int datagram = UdpHeader.LENGTH + answer(memory, udp, answer, vpc.dns());
    int server = Ipv4Header.destination(memory, ip);
    int client = Ipv4Header.source(memory, ip);
    MemorySegment out = originator.memory();
    Ipv4Header.write(
        out,
        Originator.PAYLOAD,
        0,
        Ipv4Header.MIN_LENGTH + datagram,
        0,
        true,
        HOPS,
        IpProtocol.UDP,
        server,
        client);
    long pseudo = Ipv4Header.pseudoHeader(out, Originator.PAYLOAD, IpProtocol.UDP, datagram);
    finish(memory, udp, answer - UdpHeader.LENGTH, datagram, pseudo);
    send(memory, ip, EtherType.IPV4, Ipv4Header.MIN_LENGTH + datagram, ingress, vpc);
    return null;
  }

  /** As {@link #handle4}. */
  DropReason handle6(
      MemorySegment memory, long ip, PortForwarding ingress, VpcForwarding vpc, long now) {
    long udp = ip + Ipv6Header.LENGTH;
    long answer = Originator.PAYLOAD + Ipv6Header.LENGTH + UdpHeader.LENGTH;
    int available = Ipv6Header.payloadLength(memory, ip);
    DropReason why = dropped(memory, udp, available, ingress, now);
    if (why != null) {
      return why;
    }
    int datagram = UdpHeader.LENGTH + answer(memory, udp, answer, vpc.dns());
    long clientHi = Ipv6Header.sourceHi(memory, ip);
    long clientLo = Ipv6Header.sourceLo(memory, ip);
    MemorySegment out = originator.memory();
    Ipv6Header.write(
        out,
        Originator.PAYLOAD,
        0,
        0,
        datagram,
        IpProtocol.UDP,
        HOPS,
        DnsZone.SERVER6.hi(),
        DnsZone.SERVER6.lo(),
        clientHi,
        clientLo);
    long pseudo = Ipv6Header.pseudoHeader(out, Originator.PAYLOAD, IpProtocol.UDP, datagram);
    finish(memory, udp, answer - UdpHeader.LENGTH, datagram, pseudo);
    send(memory, ip, EtherType.IPV6, Ipv6Header.LENGTH + datagram, ingress, vpc);
    return null;
  }

  private DropReason dropped(
      MemorySegment memory, long udp, int available, PortForwarding ingress, long now) {
    if (UdpHeader.check(memory, udp, available) != HeaderFault.NONE
        || DnsMessage.check(memory, udp + UdpHeader.LENGTH, messageLength(memory, udp))
            != HeaderFault.NONE) {
      return DropReason.DNS_MALFORMED;
    }
    return limits.take(ingress, now) ? null : DropReason.DNS_TOO_OFTEN;
  }

  private static int messageLength(MemorySegment memory, long udp) {
    return UdpHeader.length(memory, udp) - UdpHeader.LENGTH;
  }

  /** Writes the answer to a sound query; returns its length. */
  private int answer(MemorySegment memory, long udp, long to, DnsZone zone) {
    long query = udp + UdpHeader.LENGTH;
    MemorySegment out = originator.memory();
    int question = DnsMessage.questionLength(memory, query, messageLength(memory, udp));
    if (question < 0) {
      return DnsMessage.begin(out, to, memory, query, 0, DnsMessage.FORMAT_ERROR);
    }
    if (!DnsMessage.isStandardQuery(memory, query)) {
      return DnsMessage.begin(out, to, memory, query, question, DnsMessage.NOT_IMPLEMENTED);
    }
    if (!DnsMessage.isInternet(memory, query, question)) {
      return DnsMessage.begin(out, to, memory, query, question, DnsMessage.REFUSED);
    }
    int type = DnsMessage.type(memory, query, question);
    Known known = DnsNames.find(zone, DnsMessage.name(memory, query, question));
    int length = DnsMessage.begin(out, to, memory, query, question, code(known));
    return switch (known) {
      case Known.Host(var addresses) -> {
        if (type == DnsMessage.A || type == DnsMessage.ANY) {
          length = DnsMessage.addAddress(out, to, length, TTL_SECONDS, addresses.ipv4());
        }
        if (type == DnsMessage.AAAA || type == DnsMessage.ANY) {
          for (Ipv6Address address : addresses.ipv6()) {
            length = DnsMessage.addAddress(out, to, length, TTL_SECONDS, address);
          }
        }
        yield length;
      }
      case Known.Address(var name) ->
          type == DnsMessage.PTR || type == DnsMessage.ANY
              ? DnsMessage.addPointer(out, to, length, TTL_SECONDS, name)
              : length;
      default -> length;
    };
  }

  private static int code(Known known) {
    return switch (known) {
      case Known.Host _, Known.Address _, Known.Domain _ -> DnsMessage.NO_ERROR;
      case Known.Nobody _ -> DnsMessage.NAME_ERROR;
      case Known.Foreign _ -> DnsMessage.REFUSED;
    };
  }

  private void finish(MemorySegment query, long udp, long to, int datagram, long pseudoHeader) {
    int client = UdpHeader.sourcePort(query, udp);
    UdpHeader.write(originator.memory(), to, DnsMessage.PORT, client, datagram);
    UdpHeader.updateChecksum(originator.memory(), to, datagram, pseudoHeader);
  }

  private void send(
      MemorySegment query,
      long ip,
      int etherType,
      int length,
      PortForwarding ingress,
      VpcForwarding vpc) {
    EthernetHeader.write(
        originator.memory(),
        Originator.FRAME,
        EthernetHeader.source(query, ip - EthernetHeader.LENGTH),
        vpc.routerMac(),
        etherType);
    originator.send(ingress.number(), EthernetHeader.LENGTH + length);
  }
}
