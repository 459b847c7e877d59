package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.HostNetworks;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.Ipv6Prefix;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.dataplane.wire.NeighborDiscovery;
import io.peerway.dataplane.wire.RouterAdvertisement;
import java.lang.foreign.MemorySegment;

/**
 * Advertises the router on the ports of VPCs that have IPv6 (RFC 4861 section 6.2): default router,
 * MAC address, MTU, the networks on the link, DNS servers and domains.
 *
 * <p>Behind a network interface's port addresses are assigned, and come from DHCP, as with EC2.
 * Behind a VPC's own port hosts may form addresses of one network themselves (RFC 4862).
 */
public final class RouterAdvertiser {
  /** RFC 4861 section 6.2.1, MinRtrAdvInterval for the default lifetime: 0.33 of 600 s. */
  static final long INTERVAL_NANOS = 200_000_000_000L;

  /** RFC 4861 section 10: MAX_INITIAL_RTR_ADVERT_INTERVAL, MAX_INITIAL_RTR_ADVERTISEMENTS. */
  static final long INITIAL_INTERVAL_NANOS = 16_000_000_000L;

  static final int INITIAL_ADVERTISEMENTS = 3;

  /** RFC 4861 section 10, MIN_DELAY_BETWEEN_RAS: between two to all nodes that were asked for. */
  static final long LEAST_DELAY_NANOS = 3_000_000_000L;

  private static final int LIFETIME_SECONDS = 1800;
  private static final int PREFIX_SECONDS = 3600;

  // RFC 4291 section 2.5.1: half of an address; EC2's subnets are /64s.
  private static final int INTERFACE_IDENTIFIER = 64;
  private static final int CURRENT_HOP_LIMIT = 64;

  private final Originator originator;

  // By port. The owner tells when a number was given to another VPC.
  private final String[] owner;
  private final int[] sent;
  private final long[] sentAt;

  /**
   * @param ports how many ports there can be
   */
  public RouterAdvertiser(Originator originator, int ports) {
    this.originator = originator;
    this.owner = new String[ports];
    this.sent = new int[ports];
    this.sentAt = new long[ports];
  }

  /** Advertises on every port on which it is time to. */
  public void tick(ForwardingState state, long now) {
    for (int number = 0; number < state.portLimit(); number++) {
      PortForwarding port = state.port(number);
      if (port == null || !state.vpc(port.vpcIndex()).hasIpv6()) {
        owner[number] = null;
      } else if (isNew(port) || now - sentAt[number] >= interval(number)) {
        advertiseToAll(port, state.vpc(port.vpcIndex()), now);
      }
    }
  }

  /**
   * Answers a router solicitation: to the host that asked, or to all nodes if it has no address yet
   * (RFC 4861 section 6.2.6).
   */
  void solicited(
      PortForwarding port, VpcForwarding vpc, long mac, long hostHi, long hostLo, long now) {
    if (!vpc.hasIpv6()) {
      return;
    }
    if (!Ipv6Address.isUnspecified(hostHi, hostLo)) {
      advertise(port, vpc, mac, hostHi, hostLo);
    } else if (isNew(port) || now - sentAt[port.number()] >= LEAST_DELAY_NANOS) {
      advertiseToAll(port, vpc, now);
    }
  }

  private boolean isNew(PortForwarding port) {
    return !port.owner().equals(owner[port.number()]);
  }

  private long interval(int number) {
    return sent[number] < INITIAL_ADVERTISEMENTS ? INITIAL_INTERVAL_NANOS : INTERVAL_NANOS;
  }

  private void advertiseToAll(PortForwarding port, VpcForwarding vpc, long now) {
    int number = port.number();
    sent[number] = isNew(port) ? 1 : Math.min(sent[number] + 1, INITIAL_ADVERTISEMENTS);
    owner[number] = port.owner();
    sentAt[number] = now;
    Ipv6Address all = Ipv6Address.ALL_NODES;
    advertise(port, vpc, MacAddress.ofIpv6Multicast(all.lo()), all.hi(), all.lo());
  }

  private static int flags(PortForwarding port, HostNetworks networks) {
    if (port.addresses() != null) {
      return RouterAdvertisement.MANAGED | RouterAdvertisement.OTHER_CONFIGURATION;
    }
    return networks.ipv6().isEmpty() ? 0 : RouterAdvertisement.OTHER_CONFIGURATION;
  }

  private static int addPrefixes(
      MemorySegment memory, long message, int length, PortForwarding port, HostNetworks networks) {
    int end = length;
    if (port.addresses() == null) {
      if (!networks.ipv6().isEmpty()) {
        Ipv6Prefix first = networks.ipv6().getFirst();
        Ipv6Prefix own = new Ipv6Prefix(first.hi(), 0, INTERFACE_IDENTIFIER);
        int flags = RouterAdvertisement.ON_LINK | RouterAdvertisement.AUTONOMOUS;
        end = addPrefix(memory, message, end, own, flags);
      }
      return end;
    }
    for (Ipv6Prefix network : networks.ipv6()) {
      boolean isSubnet = network.length() == INTERFACE_IDENTIFIER;
      if (isSubnet && port.addresses().ipv6().stream().anyMatch(network::contains)) {
        end = addPrefix(memory, message, end, network, RouterAdvertisement.ON_LINK);
      }
    }
    return end;
  }

  private static int addPrefix(
      MemorySegment memory, long message, int length, Ipv6Prefix prefix, int flags) {
    return RouterAdvertisement.addPrefix(
        memory, message, length, prefix, flags, PREFIX_SECONDS, PREFIX_SECONDS);
  }

  private void advertise(PortForwarding port, VpcForwarding vpc, long toMac, long toHi, long toLo) {
    MemorySegment memory = originator.memory();
    EthernetHeader.write(memory, Originator.FRAME, toMac, vpc.routerMac(), EtherType.IPV6);
    long message = Originator.PAYLOAD + Ipv6Header.LENGTH;
    HostNetworks networks = vpc.networks();
    int length =
        RouterAdvertisement.begin(
            memory, message, CURRENT_HOP_LIMIT, flags(port, networks), LIFETIME_SECONDS);
    length =
        RouterAdvertisement.addSourceLinkLayerAddress(memory, message, length, vpc.routerMac());
    length = RouterAdvertisement.addMtu(memory, message, length, port.mtu());
    length = addPrefixes(memory, message, length, port, networks);
    length =
        RouterAdvertisement.addDnsServers(
            memory, message, length, networks.options().dns6(), LIFETIME_SECONDS);
    length =
        RouterAdvertisement.addDomains(
            memory, message, length, networks.options().domains(), LIFETIME_SECONDS);
    Ipv6Header.write(
        memory,
        Originator.PAYLOAD,
        0,
        0,
        length,
        IpProtocol.ICMPV6,
        NeighborDiscovery.HOP_LIMIT,
        RouterLinkLocal.HI,
        RouterLinkLocal.LO,
        toHi,
        toLo);
    IcmpV6.updateChecksum(memory, message, length, Originator.PAYLOAD);
    originator.send(port.number(), EthernetHeader.LENGTH + Ipv6Header.LENGTH + length);
  }
}
