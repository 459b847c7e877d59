package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.HostOptions;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.DhcpV6;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Gives hosts their IPv6 configuration (RFC 8415): behind a network interface's port the
 * interface's addresses; DNS, domains and time servers from the VPC's DHCP options. Behind a VPC's
 * own port hosts form their addresses themselves, from what the router advertises.
 */
public final class DhcpV6Server {
  /** As long as a lease of IPv4 holds. */
  static final int LIFETIME_SECONDS = DhcpV4Server.LEASE_SECONDS;

  // So many fit in a packet that every link takes, whatever else is in it.
  private static final int MOST_ADDRESSES = 20;
  private static final int MOST_ASSOCIATIONS = 4;
  private static final int HOP_LIMIT = 64;
  private static final int HEADERS = Ipv6Header.LENGTH + UdpHeader.LENGTH;

  private final Originator originator;

  public DhcpV6Server(Originator originator) {
    this.originator = originator;
  }

  /**
   * Whether a packet is a DHCP client's: UDP, directly after the IPv6 header, to all servers.
   *
   * @param ip offset of the IPv6 header, which was found sound
   */
  public static boolean isRequest(MemorySegment memory, long ip) {
    return Ipv6Header.nextHeader(memory, ip) == IpProtocol.UDP
        && Ipv6Header.destinationHi(memory, ip) == DhcpV6.ALL_SERVERS.hi()
        && Ipv6Header.destinationLo(memory, ip) == DhcpV6.ALL_SERVERS.lo()
        && Ipv6Header.payloadLength(memory, ip) >= UdpHeader.LENGTH
        && UdpHeader.destinationPort(memory, ip + Ipv6Header.LENGTH) == DhcpV6.SERVER_PORT;
  }

  /**
   * Handles a DHCP client's packet.
   *
   * @param ip offset of the IPv6 header, an Ethernet header before it
   * @return why it is dropped, or null if it was of use
   */
  public DropReason handle(
      MemorySegment memory, long ip, PortForwarding ingress, VpcForwarding vpc) {
    long udp = ip + Ipv6Header.LENGTH;
    long message = udp + UdpHeader.LENGTH;
    if (UdpHeader.check(memory, udp, Ipv6Header.payloadLength(memory, ip)) != HeaderFault.NONE
        || !Ipv6Address.isLinkLocal(Ipv6Header.sourceHi(memory, ip))) {
      return DropReason.DHCP_MALFORMED;
    }
    int length = UdpHeader.length(memory, udp) - UdpHeader.LENGTH;
    if (DhcpV6.check(memory, message, length) != HeaderFault.NONE) {
      return DropReason.DHCP_MALFORMED;
    }
    Request request = new Request(memory, ip, message, length, ingress, vpc);
    if (!vpc.hasIpv6() || !isForRouter(request)) {
      return DropReason.DHCP_NOT_FOR_ROUTER;
    }
    return answer(request);
  }

  /** A sound message, and where it came from. */
  private record Request(
      MemorySegment memory, long ip, long at, int length, PortForwarding port, VpcForwarding vpc) {
    long find(int option) {
      return DhcpV6.find(memory, at, DhcpV6.LENGTH, length, option);
    }

    boolean has(int option) {
      return find(option) >= 0;
    }
  }

  /** RFC 8415 section 16: which identifiers a message has to have. */
  private static boolean isForRouter(Request request) {
    long server = request.find(DhcpV6.SERVER_ID);
    boolean isOurs =
        server >= 0 && DhcpV6.isServerId(request.memory(), server, request.vpc().routerMac());
    boolean hasClient = request.has(DhcpV6.CLIENT_ID);
    return switch (DhcpV6.type(request.memory(), request.at())) {
      case DhcpV6.SOLICIT, DhcpV6.CONFIRM, DhcpV6.REBIND -> hasClient && server < 0;
      case DhcpV6.REQUEST, DhcpV6.RENEW, DhcpV6.RELEASE, DhcpV6.DECLINE -> hasClient && isOurs;
      case DhcpV6.INFORMATION_REQUEST -> server < 0 || isOurs;
      default -> false;
    };
  }

  private DropReason answer(Request request) {
    int type = DhcpV6.type(request.memory(), request.at());
    boolean isOnlyOffer = type == DhcpV6.SOLICIT && !request.has(DhcpV6.RAPID_COMMIT);
    MemorySegment memory = originator.memory();
    long at = Originator.PAYLOAD + HEADERS;
    int length =
        DhcpV6.begin(
            memory,
            at,
            request.memory(),
            request.at(),
            isOnlyOffer ? DhcpV6.ADVERTISE : DhcpV6.REPLY);
    if (request.has(DhcpV6.CLIENT_ID)) {
      length = DhcpV6.addCopy(memory, at, length, request.memory(), request.find(DhcpV6.CLIENT_ID));
    }
    length = DhcpV6.addServerId(memory, at, length, request.vpc().routerMac());
    if (type == DhcpV6.SOLICIT && !isOnlyOffer) {
      length = DhcpV6.addEmpty(memory, at, length, DhcpV6.RAPID_COMMIT);
    }
    length =
        switch (type) {
          case DhcpV6.CONFIRM ->
              DhcpV6.addStatus(
                  memory, at, length, isOnLink(request) ? DhcpV6.SUCCESS : DhcpV6.NOT_ON_LINK);
          case DhcpV6.RELEASE, DhcpV6.DECLINE ->
              DhcpV6.addStatus(memory, at, length, DhcpV6.SUCCESS);
          case DhcpV6.INFORMATION_REQUEST -> addOptions(at, length, request);
          default -> addOptions(at, addAssociations(at, length, request), request);
        };
    send(request, length);
    return null;
  }

  /** The first association gets all addresses; others, and those without any, are told so. */
  private int addAssociations(long at, int length, Request request) {
    List<Ipv6Address> addresses =
        request.port().addresses() == null ? List.of() : request.port().addresses().ipv6();
    int end = length;
    int from = DhcpV6.LENGTH;
    for (int i = 0; i < MOST_ASSOCIATIONS; i++) {
      long data =
          DhcpV6.find(
              request.memory(), request.at(), from, request.length(), DhcpV6.IDENTITY_ASSOCIATION);
      if (data < 0) {
        break;
      }
      end =
          DhcpV6.addAssociation(
              originator.memory(),
              at,
              end,
              Bytes.u32(request.memory(), data),
              i == 0 ? addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size())) : List.of(),
              LIFETIME_SECONDS,
              LIFETIME_SECONDS);
      from = (int) (data - request.at()) + DhcpV6.length(request.memory(), data);
    }
    return end;
  }

  /** Whether all addresses that a host says it has are of networks on its link. */
  private static boolean isOnLink(Request request) {
    long association = request.find(DhcpV6.IDENTITY_ASSOCIATION);
    if (association < 0) {
      return false;
    }
    int end = DhcpV6.length(request.memory(), association);
    int from = DhcpV6.ASSOCIATION_LENGTH;
    while (true) {
      long address = DhcpV6.find(request.memory(), association, from, end, DhcpV6.ADDRESS);
      if (address < 0) {
        return from > DhcpV6.ASSOCIATION_LENGTH;
      }
      long hi = Bytes.i64(request.memory(), address);
      long lo = Bytes.i64(request.memory(), address + 8);
      if (request.vpc().networks().ipv6().stream().noneMatch(n -> n.contains(hi, lo))) {
        return false;
      }
      from = (int) (address - association) + DhcpV6.length(request.memory(), address);
    }
  }

  private int addOptions(long at, int length, Request request) {
    MemorySegment memory = originator.memory();
    HostOptions options = request.vpc().networks().options();
    int end = DhcpV6.addAddresses(memory, at, length, DhcpV6.DNS_SERVERS, options.dns6());
    end = DhcpV6.addAddresses(memory, at, end, DhcpV6.NTP_SERVERS, options.ntp6());
    return DhcpV6.addDomains(memory, at, end, options.domains());
  }

  private void send(Request request, int length) {
    MemorySegment memory = originator.memory();
    EthernetHeader.write(
        memory,
        Originator.FRAME,
        EthernetHeader.source(request.memory(), request.ip() - EthernetHeader.LENGTH),
        request.vpc().routerMac(),
        EtherType.IPV6);
    int datagram = UdpHeader.LENGTH + length;
    Ipv6Header.write(
        memory,
        Originator.PAYLOAD,
        0,
        0,
        datagram,
        IpProtocol.UDP,
        HOP_LIMIT,
        RouterLinkLocal.HI,
        RouterLinkLocal.LO,
        Ipv6Header.sourceHi(request.memory(), request.ip()),
        Ipv6Header.sourceLo(request.memory(), request.ip()));
    long udp = Originator.PAYLOAD + Ipv6Header.LENGTH;
    UdpHeader.write(memory, udp, DhcpV6.SERVER_PORT, DhcpV6.CLIENT_PORT, datagram);
    UdpHeader.updateChecksum(
        memory,
        udp,
        datagram,
        Ipv6Header.pseudoHeader(memory, Originator.PAYLOAD, IpProtocol.UDP, datagram));
    originator.send(request.port().number(), EthernetHeader.LENGTH + HEADERS + length);
  }
}
