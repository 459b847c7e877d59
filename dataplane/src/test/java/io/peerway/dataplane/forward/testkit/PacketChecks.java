package io.peerway.dataplane.forward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.EthernetPacket.EthernetHeader;
import org.pcap4j.packet.FragmentedPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IllegalPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpPacket.IpHeader;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Packet.IpV4Header;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6Packet.IpV6Header;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.namednumber.ArpOperation;

/**
 * What a frame must be, layer by layer: {@code assertThatPacket(frame, ethernet(dst(mac)),
 * ipv4(ttl(63), dst("10.2.1.139")), udp(1000, 53))}.
 *
 * <p>Whatever is asked, every frame must be sound: pcap4j must be able to parse it, and each length
 * and checksum in it must be right.
 */
public final class PacketChecks {
  private PacketChecks() {}

  /** What is asked of one layer. */
  @FunctionalInterface
  public interface LayerCheck {
    void check(EthernetPacket packet);
  }

  /** What is asked of one field of the Ethernet header. */
  @FunctionalInterface
  public interface EthernetField {
    void check(EthernetHeader header);
  }

  /** What is asked of one field of the IP header. */
  @FunctionalInterface
  public interface IpField {
    void check(IpHeader header);
  }

  public static void assertThatPacket(byte[] frame, LayerCheck... layers) {
    EthernetPacket packet = parse(frame);
    assertSound(packet, frame.length);
    for (LayerCheck layer : layers) {
      layer.check(packet);
    }
  }

  /** Also for frames that are not sound, because a receiver is to complete them. */
  public static EthernetPacket parse(byte[] frame) {
    try {
      return EthernetPacket.newPacket(frame, 0, frame.length);
    } catch (IllegalRawDataException e) {
      return fail("pcap4j cannot parse " + Arrays.toString(frame), e);
    }
  }

  private static void assertSound(EthernetPacket packet, int length) {
    Packet payload = packet.getPayload();
    assertThat(payload).as("payload of the frame").isNotNull().isNotInstanceOf(IllegalPacket.class);
    if (payload instanceof IpV4Packet ip) {
      IpV4Header header = ip.getHeader();
      assertThat(header.hasValidChecksum(false)).as("IPv4 header checksum").isTrue();
      assertThat(header.getTotalLengthAsInt()).as("IPv4 total length").isEqualTo(length - 14);
      assertUpperLayerSound(ip.getPayload(), header);
    } else if (payload instanceof IpV6Packet ip) {
      IpV6Header header = ip.getHeader();
      assertThat(header.getPayloadLengthAsInt()).as("payload length").isEqualTo(length - 54);
      assertUpperLayerSound(ip.getPayload(), header);
    } else {
      assertThat(payload).isInstanceOf(ArpPacket.class);
    }
  }

  private static void assertUpperLayerSound(Packet payload, IpHeader ip) {
    switch (payload) {
      case UdpPacket udp -> {
        assertThat(udp.hasValidChecksum(ip.getSrcAddr(), ip.getDstAddr(), false))
            .as("UDP checksum")
            .isTrue();
        assertThat(udp.getHeader().getLengthAsInt()).as("UDP length").isEqualTo(udp.length());
      }
      case TcpPacket tcp ->
          assertThat(tcp.hasValidChecksum(ip.getSrcAddr(), ip.getDstAddr(), false))
              .as("TCP checksum")
              .isTrue();
      case IcmpV4CommonPacket icmp ->
          assertThat(icmp.hasValidChecksum(false)).as("ICMP checksum").isTrue();
      case IcmpV6CommonPacket icmp -> {
        IpV6Header header = (IpV6Header) ip;
        assertThat(icmp.hasValidChecksum(header.getSrcAddr(), header.getDstAddr(), false))
            .as("ICMPv6 checksum")
            .isTrue();
      }
      case IllegalPacket illegal -> fail("illegal upper layer: " + illegal);
      case null, default -> {} // any other protocol, and fragments, are just bytes
    }
  }

  /** The one layer of a type that the packet must have. */
  static <P extends Packet> P layer(EthernetPacket packet, Class<P> type) {
    P layer = packet.get(type);
    assertThat(layer).as("%s in%n%s", type.getSimpleName(), packet).isNotNull();
    return layer;
  }

  public static LayerCheck ethernet(EthernetField... fields) {
    return packet -> {
      for (EthernetField field : fields) {
        field.check(packet.getHeader());
      }
    };
  }

  public static LayerCheck ipv4(IpField... fields) {
    return ip(IpV4Packet.class, fields);
  }

  public static LayerCheck ipv6(IpField... fields) {
    return ip(IpV6Packet.class, fields);
  }

  /** Either version. */
  public static LayerCheck ip(IpField... fields) {
    return ip(IpPacket.class, fields);
  }

  private static LayerCheck ip(Class<? extends IpPacket> version, IpField... fields) {
    return packet -> {
      IpHeader header = layer(packet, version).getHeader();
      for (IpField field : fields) {
        field.check(header);
      }
    };
  }

  public static EthernetField src(long mac) {
    return h -> assertThat(h.getSrcAddr()).as("source MAC").isEqualTo(Pcap4jAddresses.mac(mac));
  }

  public static EthernetField dst(long mac) {
    return h ->
        assertThat(h.getDstAddr()).as("destination MAC").isEqualTo(Pcap4jAddresses.mac(mac));
  }

  public static IpField src(String address) {
    return h -> assertThat(h.getSrcAddr()).as("source").isEqualTo(Pcap4jAddresses.ip(address));
  }

  public static IpField dst(String address) {
    return h -> assertThat(h.getDstAddr()).as("destination").isEqualTo(Pcap4jAddresses.ip(address));
  }

  /** TTL, or hop limit. */
  public static IpField ttl(int value) {
    return h -> {
      int ttl = h instanceof IpV4Header v4 ? v4.getTtlAsInt() : ((IpV6Header) h).getHopLimitAsInt();
      assertThat(ttl).as("TTL").isEqualTo(value);
    };
  }

  /** DSCP and ECN. */
  public static IpField trafficClass(int value) {
    return h -> {
      byte trafficClass =
          h instanceof IpV4Header v4
              ? v4.getTos().value()
              : ((IpV6Header) h).getTrafficClass().value();
      assertThat(trafficClass & 0xff).as("traffic class").isEqualTo(value);
    };
  }

  public static IpField dontFragment(boolean value) {
    return h ->
        assertThat(((IpV4Header) h).getDontFragmentFlag()).as("don't fragment").isEqualTo(value);
  }

  public static IpField identification(int value) {
    return h ->
        assertThat(((IpV4Header) h).getIdentificationAsInt()).as("identification").isEqualTo(value);
  }

  /** The offset in bytes. */
  public static IpField fragment(int offset, boolean more) {
    return h -> {
      IpV4Header header = (IpV4Header) h;
      assertThat(header.getFragmentOffset() * 8).as("fragment offset").isEqualTo(offset);
      assertThat(header.getMoreFragmentFlag()).as("more fragments").isEqualTo(more);
    };
  }

  public static LayerCheck udp(int sourcePort, int destinationPort) {
    return packet -> {
      UdpPacket.UdpHeader header = layer(packet, UdpPacket.class).getHeader();
      assertThat(header.getSrcPort().valueAsInt()).as("source port").isEqualTo(sourcePort);
      assertThat(header.getDstPort().valueAsInt())
          .as("destination port")
          .isEqualTo(destinationPort);
    };
  }

  /** The bytes after the transport header, or those of a fragment. */
  public static LayerCheck payload(byte... bytes) {
    return packet -> {
      Packet transport = packet.getPayload().getPayload();
      Packet data = transport instanceof FragmentedPacket ? transport : transport.getPayload();
      assertThat(data == null ? new byte[0] : data.getRawData()).as("payload").isEqualTo(bytes);
    };
  }

  public static LayerCheck arpRequest(long mac, String sender, String target) {
    return arp(ArpOperation.REQUEST, mac, sender, 0, target);
  }

  public static LayerCheck arpReply(long mac, String sender, long targetMac, String target) {
    return arp(ArpOperation.REPLY, mac, sender, targetMac, target);
  }

  private static LayerCheck arp(
      ArpOperation operation, long mac, String sender, long targetMac, String target) {
    return packet -> {
      ArpPacket.ArpHeader header = layer(packet, ArpPacket.class).getHeader();
      assertThat(header.getOperation()).isEqualTo(operation);
      assertThat(header.getSrcHardwareAddr()).isEqualTo(Pcap4jAddresses.mac(mac));
      assertThat(header.getSrcProtocolAddr()).isEqualTo(Pcap4jAddresses.ip(sender));
      assertThat(header.getDstHardwareAddr()).isEqualTo(Pcap4jAddresses.mac(targetMac));
      assertThat(header.getDstProtocolAddr()).isEqualTo(Pcap4jAddresses.ip(target));
    };
  }
}
