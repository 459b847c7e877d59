package io.peerway.dataplane.forward.testkit;

import java.util.List;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV6CommonPacket.IpV6NeighborDiscoveryOption;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.IcmpV6RouterSolicitationPacket;
import org.pcap4j.packet.IpV6NeighborDiscoverySourceLinkLayerAddressOption;
import org.pcap4j.packet.IpV6NeighborDiscoveryTargetLinkLayerAddressOption;
import org.pcap4j.packet.namednumber.ArpHardwareType;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IcmpV6Type;

/** What hosts send to find each other and the router: ARP and IPv6 neighbour discovery. */
public final class NeighborFrames {
  public static final long BROADCAST = 0xffff_ffff_ffffL;

  /** Where a MAC address is left out. */
  public static final long NO_OPTION = -1;

  private static final long ALL_ROUTERS_MAC = 0x3333_0000_0002L;

  private NeighborFrames() {}

  public static byte[] arpRequest(long mac, String sender, String target) {
    return arp(ArpOperation.REQUEST, mac, sender, BROADCAST, 0, target);
  }

  public static byte[] arpReply(long mac, String sender, long toMac, String to) {
    return arp(ArpOperation.REPLY, mac, sender, toMac, toMac, to);
  }

  private static byte[] arp(
      ArpOperation operation,
      long mac,
      String sender,
      long frameTo,
      long targetMac,
      String target) {
    return new EthernetPacket.Builder()
        .srcAddr(Pcap4jAddresses.mac(mac))
        .dstAddr(Pcap4jAddresses.mac(frameTo))
        .type(EtherType.ARP)
        .payloadBuilder(
            new ArpPacket.Builder()
                .hardwareType(ArpHardwareType.ETHERNET)
                .protocolType(EtherType.IPV4)
                .hardwareAddrLength((byte) 6)
                .protocolAddrLength((byte) 4)
                .operation(operation)
                .srcHardwareAddr(Pcap4jAddresses.mac(mac))
                .srcProtocolAddr(Pcap4jAddresses.ip(sender))
                .dstHardwareAddr(Pcap4jAddresses.mac(targetMac))
                .dstProtocolAddr(Pcap4jAddresses.ip(target)))
        .paddingAtBuild(true)
        .build()
        .getRawData();
  }

  /** To the solicited-node group of the target, with the sender's MAC address. */
  public static byte[] neighborSolicitation(long mac, String sender, String target) {
    return neighborSolicitation(mac, sender, solicitedNode(target), target, mac);
  }

  /**
   * To any destination.
   *
   * @param option the MAC address in the source link-layer address option, or {@link #NO_OPTION}
   */
  public static byte[] neighborSolicitation(
      long mac, String sender, String destination, String target, long option) {
    return new PacketBuilder(mac, groupMac(destination), sender, destination)
        .ttl(255)
        .icmp6Message(
            IcmpV6Type.NEIGHBOR_SOLICITATION,
            new IcmpV6NeighborSolicitationPacket.Builder()
                .targetAddress(Pcap4jAddresses.ipv6(target))
                .options(source(option)));
  }

  /** Whether somebody has the address already (RFC 4862 section 5.4.2). */
  public static byte[] duplicateAddressDetection(long mac, String target) {
    return neighborSolicitation(mac, "::", solicitedNode(target), target, NO_OPTION);
  }

  /** The answer to a solicitation from the router. */
  public static byte[] neighborAdvertisement(long mac, String target, long toMac, String to) {
    return neighborAdvertisement(mac, target, toMac, to, true, true, mac);
  }

  /**
   * With any flags.
   *
   * @param option the MAC address in the target link-layer address option, or {@link #NO_OPTION}
   */
  public static byte[] neighborAdvertisement(
      long mac,
      String target,
      long toMac,
      String to,
      boolean solicited,
      boolean override,
      long option) {
    List<IpV6NeighborDiscoveryOption> options =
        option == NO_OPTION
            ? List.of()
            : List.of(
                new IpV6NeighborDiscoveryTargetLinkLayerAddressOption.Builder()
                    .linkLayerAddress(Pcap4jAddresses.mac(option).getAddress())
                    .correctLengthAtBuild(true)
                    .build());
    return new PacketBuilder(mac, toMac, target, to)
        .ttl(255)
        .icmp6Message(
            IcmpV6Type.NEIGHBOR_ADVERTISEMENT,
            new IcmpV6NeighborAdvertisementPacket.Builder()
                .solicitedFlag(solicited)
                .overrideFlag(override)
                .targetAddress(Pcap4jAddresses.ipv6(target))
                .options(options));
  }

  /**
   * To all routers, with the sender's MAC address if it has an IP address.
   *
   * @param sender {@code ::} while the host has no address
   */
  public static byte[] routerSolicitation(long mac, String sender) {
    return new PacketBuilder(mac, ALL_ROUTERS_MAC, sender, "ff02::2")
        .ttl(255)
        .icmp6Message(
            IcmpV6Type.ROUTER_SOLICITATION,
            new IcmpV6RouterSolicitationPacket.Builder()
                .options(source(sender.equals("::") ? NO_OPTION : mac)));
  }

  private static List<IpV6NeighborDiscoveryOption> source(long mac) {
    return mac == NO_OPTION
        ? List.of()
        : List.of(
            new IpV6NeighborDiscoverySourceLinkLayerAddressOption.Builder()
                .linkLayerAddress(Pcap4jAddresses.mac(mac).getAddress())
                .correctLengthAtBuild(true)
                .build());
  }

  /** RFC 4291 section 2.7.1. */
  public static String solicitedNode(String address) {
    byte[] bytes = Pcap4jAddresses.ipv6(address).getAddress();
    return "ff02::1:ff%02x:%02x%02x".formatted(bytes[13], bytes[14], bytes[15]);
  }

  /** RFC 2464 section 7. */
  public static long groupMac(String group) {
    byte[] bytes = Pcap4jAddresses.ipv6(group).getAddress();
    long low = 0;
    for (int i = 12; i < 16; i++) {
      low = low << 8 | (bytes[i] & 0xff);
    }
    return 0x3333_0000_0000L | low;
  }
}
