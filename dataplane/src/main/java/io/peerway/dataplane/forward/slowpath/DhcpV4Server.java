package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.HostOptions;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.DhcpV4;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Gives hosts their IPv4 configuration (RFC 2131): address, mask, router, MTU, and the VPC's DHCP
 * options. The server is the VPC's router.
 */
public final class DhcpV4Server {
  /** What EC2 gives. RFC 2131 section 4.4.5: it is renewed after half, and 7/8, of this time. */
  static final int LEASE_SECONDS = 3600;

  private static final int TTL = 64;
  private static final int HEADERS = Ipv4Header.MIN_LENGTH + UdpHeader.LENGTH;
  private static final int LONGEST_PACKET = 1500; // what every Ethernet device takes

  private final Originator originator;
  private final AddressPool pool;

  public DhcpV4Server(Originator originator, NeighborTable neighbors) {
    this.originator = originator;
    this.pool = new AddressPool(neighbors);
  }

  /**
   * Whether a packet is a DHCP client's.
   *
   * @param ip offset of the IPv4 header, which was found sound
   */
  public static boolean isRequest(MemorySegment memory, long ip) {
    return Ipv4Header.protocol(memory, ip) == IpProtocol.UDP
        && !Ipv4Header.isFragment(memory, ip)
        && Ipv4Header.payloadLength(memory, ip) >= UdpHeader.LENGTH
        && UdpHeader.destinationPort(memory, ip + Ipv4Header.headerLength(memory, ip))
            == DhcpV4.SERVER_PORT;
  }

  /**
   * Handles a DHCP client's packet. Its checksum is not looked at: nothing between the client and
   * here damages packets, and with an offload it is not there yet.
   *
   * @param ip offset of the IPv4 header
   * @return why it is dropped, or null if it was of use
   */
  public DropReason handle(
      MemorySegment memory, long ip, PortForwarding ingress, VpcForwarding vpc, long now) {
    long udp = ip + Ipv4Header.headerLength(memory, ip);
    if (UdpHeader.check(memory, udp, Ipv4Header.payloadLength(memory, ip)) != HeaderFault.NONE) {
      return DropReason.DHCP_MALFORMED;
    }
    long message = udp + UdpHeader.LENGTH;
    int length = UdpHeader.length(memory, udp) - UdpHeader.LENGTH;
    if (DhcpV4.check(memory, message, length) != HeaderFault.NONE
        || !isHost(DhcpV4.hardwareAddress(memory, message), vpc)) {
      return DropReason.DHCP_MALFORMED;
    }
    int server = DhcpV4.address(memory, message, length, DhcpV4.SERVER_IDENTIFIER);
    if (server != 0 && !isRouter(server, vpc)) {
      return DropReason.DHCP_NOT_FOR_ROUTER;
    }
    return answer(new Request(memory, message, length, ingress, vpc, now));
  }

  private static boolean isHost(long mac, VpcForwarding vpc) {
    return !MacAddress.isMulticast(mac) && mac != vpc.routerMac() && mac != 0;
  }

  private static boolean isRouter(int address, VpcForwarding vpc) {
    LocalEntry entry = vpc.local().find(address);
    return entry != null && entry.isRouter();
  }

  /** A sound message, and where it came from. */
  private record Request(
      MemorySegment memory, long at, int length, PortForwarding port, VpcForwarding vpc, long now) {
    long mac() {
      return DhcpV4.hardwareAddress(memory, at);
    }

    int wanted() {
      int requested = DhcpV4.address(memory, at, length, DhcpV4.REQUESTED_ADDRESS);
      return requested != 0 ? requested : DhcpV4.clientAddress(memory, at);
    }
  }

  private DropReason answer(Request request) {
    int wanted = request.wanted();
    return switch (DhcpV4.type(request.memory(), request.at(), request.length())) {
      case DhcpV4.DISCOVER -> offer(request);
      case DhcpV4.REQUEST -> acknowledge(request);
      case DhcpV4.INFORM -> {
        reply(request, DhcpV4.ACK, 0);
        yield null;
      }
      case DhcpV4.RELEASE -> {
        pool.release(request.port(), wanted, request.mac());
        yield null;
      }
      case DhcpV4.DECLINE -> {
        if (request.port().addresses() == null
            && pool.mayHave(request.port(), request.vpc(), request.mac(), wanted)) {
          pool.avoid(request.port(), wanted, request.mac(), request.now());
        }
        yield null;
      }
      default -> DropReason.DHCP_NOT_FOR_ROUTER;
    };
  }

  private DropReason offer(Request request) {
    int address = pool.choose(request.port(), request.vpc(), request.mac(), request.wanted());
    if (address == 0) {
      return DropReason.DHCP_NO_ADDRESS;
    }
    reply(request, DhcpV4.OFFER, address);
    return null;
  }

  /** RFC 2131 section 4.3.2: a wrong address is refused at once, so that the client asks anew. */
  private DropReason acknowledge(Request request) {
    int wanted = request.wanted();
    if (wanted == 0) {
      return DropReason.DHCP_MALFORMED;
    }
    if (pool.mayHave(request.port(), request.vpc(), request.mac(), wanted)) {
      pool.take(request.port(), wanted, request.mac(), request.now());
      reply(request, DhcpV4.ACK, wanted);
    } else {
      reply(request, DhcpV4.NAK, 0);
    }
    return null;
  }

  private void reply(Request request, int type, int address) {
    int client = DhcpV4.clientAddress(request.memory(), request.at());
    Ipv4Prefix network = network(request, address != 0 ? address : client);
    if (network == null) {
      return; // a VPC has a block; without one there is nobody to answer for
    }
    int router = network.first() + 1;
    MemorySegment memory = originator.memory();
    long message = Originator.PAYLOAD + HEADERS;
    int most =
        Math.min(
                Math.min(LONGEST_PACKET, request.port().mtu()),
                DhcpV4.maximumMessageSize(request.memory(), request.at(), request.length()))
            - HEADERS;
    int length = DhcpV4.begin(memory, message, request.memory(), request.at(), type, address);
    length = number(message, length, most, DhcpV4.SERVER_IDENTIFIER, router);
    if (type != DhcpV4.NAK) {
      if (address != 0) {
        length = number(message, length, most, DhcpV4.LEASE_TIME, LEASE_SECONDS);
        length = number(message, length, most, DhcpV4.RENEWAL_TIME, LEASE_SECONDS / 2);
        length = number(message, length, most, DhcpV4.REBINDING_TIME, LEASE_SECONDS / 8 * 7);
      }
      length = addConfiguration(message, length, most, network, request);
    }
    length = DhcpV4.end(memory, message, length);
    send(request, type, address != 0 ? address : client, router, length);
  }

  private static Ipv4Prefix network(Request request, int address) {
    PortForwarding port = request.port();
    List<Ipv4Prefix> networks = request.vpc().networks().ipv4();
    return request
        .vpc()
        .networks()
        .of(port.addresses() == null ? address : port.addresses().ipv4())
        .orElse(networks.isEmpty() ? null : networks.getFirst());
  }

  private int addConfiguration(
      long message, int length, int most, Ipv4Prefix network, Request request) {
    MemorySegment memory = originator.memory();
    HostOptions options = request.vpc().networks().options();
    int at = length;
    at = number(message, at, most, DhcpV4.SUBNET_MASK, Ipv4Prefix.mask(network.length()));
    at = number(message, at, most, DhcpV4.ROUTERS, network.first() + 1);
    at =
        DhcpV4.add(
            memory, message, at, most, DhcpV4.INTERFACE_MTU, request.port().mtu(), Short.BYTES);
    at = DhcpV4.addAddresses(memory, message, at, most, DhcpV4.DNS_SERVERS, options.dns4());
    at = DhcpV4.addAddresses(memory, message, at, most, DhcpV4.NTP_SERVERS, options.ntp4());
    at =
        DhcpV4.addAddresses(
            memory, message, at, most, DhcpV4.NETBIOS_NAME_SERVERS, options.netbios4());
    if (options.netbiosNodeType() != 0) {
      at =
          DhcpV4.add(
              memory, message, at, most, DhcpV4.NETBIOS_NODE_TYPE, options.netbiosNodeType(), 1);
    }
    return DhcpV4.addText(memory, message, at, most, DhcpV4.DOMAIN_NAME, options.domainName());
  }

  private int number(long message, int length, int most, int code, int value) {
    return DhcpV4.add(originator.memory(), message, length, most, code, value, Integer.BYTES);
  }

  /** RFC 2131 section 4.1: to whom a reply goes. */
  private void send(Request request, int type, int address, int router, int length) {
    boolean isConfigured = DhcpV4.clientAddress(request.memory(), request.at()) != 0;
    boolean toAll =
        type == DhcpV4.NAK
            || (!isConfigured && DhcpV4.wantsBroadcast(request.memory(), request.at()));
    MemorySegment memory = originator.memory();
    EthernetHeader.write(
        memory,
        Originator.FRAME,
        toAll ? MacAddress.BROADCAST : request.mac(),
        request.vpc().routerMac(),
        EtherType.IPV4);
    Ipv4Header.write(
        memory,
        Originator.PAYLOAD,
        0,
        HEADERS + length,
        0,
        true,
        TTL,
        IpProtocol.UDP,
        router,
        toAll ? Ipv4Address.LIMITED_BROADCAST : address);
    long udp = Originator.PAYLOAD + Ipv4Header.MIN_LENGTH;
    int datagram = UdpHeader.LENGTH + length;
    UdpHeader.write(memory, udp, DhcpV4.SERVER_PORT, DhcpV4.CLIENT_PORT, datagram);
    UdpHeader.updateChecksum(
        memory,
        udp,
        datagram,
        Ipv4Header.pseudoHeader(memory, Originator.PAYLOAD, IpProtocol.UDP, datagram));
    originator.send(request.port().number(), EthernetHeader.LENGTH + HEADERS + length);
  }
}
