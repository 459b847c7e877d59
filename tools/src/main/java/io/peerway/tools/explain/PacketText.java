package io.peerway.tools.explain;

import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.wire.IpProtocol;

/** A packet in a line. */
final class PacketText {

  private PacketText() {}

  static String of(SyntheticPacket packet) {
    boolean hasPorts = packet.protocol() == IpProtocol.TCP || packet.protocol() == IpProtocol.UDP;
    return "%s %s -> %s, %d bytes, %s %d"
        .formatted(
            protocol(packet),
            hasPorts ? endpoint(packet.source(), packet.sourcePort()) : packet.source(),
            hasPorts
                ? endpoint(packet.destination(), packet.destinationPort())
                : packet.destination(),
            packet.size(),
            packet.isIpv6() ? "hop limit" : "TTL",
            packet.ttl());
  }

  private static String endpoint(String address, int port) {
    return address.indexOf(':') < 0 ? address + ":" + port : "[" + address + "]:" + port;
  }

  private static String protocol(SyntheticPacket packet) {
    String echo = packet.isReply() ? " echo reply" : " echo request";
    return switch (packet.protocol()) {
      case IpProtocol.TCP -> packet.isReply() ? "TCP SYN-ACK" : "TCP SYN";
      case IpProtocol.UDP -> "UDP";
      case IpProtocol.ICMP -> packet.isIpv6() ? "protocol 1" : "ICMP" + echo;
      case IpProtocol.ICMPV6 -> packet.isIpv6() ? "ICMPv6" + echo : "protocol 58";
      default -> "protocol " + packet.protocol();
    };
  }
}
