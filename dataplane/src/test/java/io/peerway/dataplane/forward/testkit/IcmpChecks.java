package io.peerway.dataplane.forward.testkit;

import static io.peerway.dataplane.forward.testkit.PacketChecks.layer;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.testkit.PacketChecks.LayerCheck;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket.IpV6NeighborDiscoveryOption;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.IcmpV6RouterAdvertisementPacket;
import org.pcap4j.packet.IpV6NeighborDiscoveryMtuOption;
import org.pcap4j.packet.IpV6NeighborDiscoverySourceLinkLayerAddressOption;
import org.pcap4j.packet.IpV6NeighborDiscoveryTargetLinkLayerAddressOption;

/** What an ICMP or ICMPv6 message must be. */
public final class IcmpChecks {
  private static final int ICMP_HEADER = 8;

  private IcmpChecks() {}

  /** The message is of this type and code, whatever the IP version. */
  public static LayerCheck icmp(int type, int code) {
    return packet -> {
      byte[] message = message(packet);
      assertThat(message[0] & 0xff).as("ICMP type").isEqualTo(type);
      assertThat(message[1] & 0xff).as("ICMP code").isEqualTo(code);
    };
  }

  public static LayerCheck echoRequest(int identifier, int sequence, byte... data) {
    return packet -> echo(packet, isIpv6(packet) ? 128 : 8, identifier, sequence, data);
  }

  public static LayerCheck echoReply(int identifier, int sequence, byte... data) {
    return packet -> echo(packet, isIpv6(packet) ? 129 : 0, identifier, sequence, data);
  }

  private static void echo(
      EthernetPacket packet, int type, int identifier, int sequence, byte[] data) {
    icmp(type, 0).check(packet);
    ByteBuffer message = ByteBuffer.wrap(message(packet));
    assertThat(message.getShort(4) & 0xffff).as("identifier").isEqualTo(identifier);
    assertThat(message.getShort(6) & 0xffff).as("sequence").isEqualTo(sequence);
    assertThat(Arrays.copyOfRange(message.array(), ICMP_HEADER, message.capacity()))
        .as("echo data")
        .isEqualTo(data);
  }

  /** The four bytes after the checksum: an MTU, a pointer, or 0. */
  public static LayerCheck rest(int value) {
    return packet ->
        assertThat(ByteBuffer.wrap(message(packet)).getInt(4)).as("rest").isEqualTo(value);
  }

  /** The error quotes the IP packet in this frame, as much of it as fits (576 or 1280 bytes). */
  public static LayerCheck quoting(byte[] frame) {
    return packet -> {
      byte[] message = message(packet);
      int room = isIpv6(packet) ? 1280 - 40 - ICMP_HEADER : 576 - 20 - ICMP_HEADER;
      byte[] original = Arrays.copyOfRange(frame, 14, Math.min(frame.length, 14 + room));
      assertThat(Arrays.copyOfRange(message, ICMP_HEADER, message.length))
          .as("quoted packet")
          .isEqualTo(original);
    };
  }

  private static boolean isIpv6(EthernetPacket packet) {
    return packet.contains(IcmpV6CommonPacket.class);
  }

  private static byte[] message(EthernetPacket packet) {
    return isIpv6(packet)
        ? packet.get(IcmpV6CommonPacket.class).getRawData()
        : layer(packet, IcmpV4CommonPacket.class).getRawData();
  }

  public static LayerCheck neighborSolicitation(String target, long mac) {
    return packet -> {
      var header = layer(packet, IcmpV6NeighborSolicitationPacket.class).getHeader();
      assertThat(header.getTargetAddress()).isEqualTo(Pcap4jAddresses.ipv6(target));
      assertThat(header.getOptions()).singleElement().satisfies(o -> sourceMac(o, mac));
    };
  }

  /** With the router and override flags set. */
  public static LayerCheck neighborAdvertisement(String target, long mac, boolean solicited) {
    return packet -> {
      var header = layer(packet, IcmpV6NeighborAdvertisementPacket.class).getHeader();
      assertThat(header.getTargetAddress()).isEqualTo(Pcap4jAddresses.ipv6(target));
      assertThat(header.getRouterFlag()).as("router").isTrue();
      assertThat(header.getOverrideFlag()).as("override").isTrue();
      assertThat(header.getSolicitedFlag()).as("solicited").isEqualTo(solicited);
      assertThat(header.getOptions())
          .singleElement()
          .isInstanceOfSatisfying(
              IpV6NeighborDiscoveryTargetLinkLayerAddressOption.class,
              o -> assertMac(o.getLinkLayerAddress(), mac));
    };
  }

  public static LayerCheck routerAdvertisement(long mac, int lifetimeSeconds, int mtu) {
    return packet -> {
      var header = layer(packet, IcmpV6RouterAdvertisementPacket.class).getHeader();
      assertThat(header.getRouterLifetimeAsInt()).as("lifetime").isEqualTo(lifetimeSeconds);
      assertThat(header.getCurHopLimitAsInt()).as("hop limit for hosts").isEqualTo(64);
      assertThat(header.getOptions())
          .satisfiesExactly(
              o -> sourceMac(o, mac),
              o ->
                  assertThat(o)
                      .isInstanceOfSatisfying(
                          IpV6NeighborDiscoveryMtuOption.class,
                          m -> assertThat(m.getMtuAsLong()).isEqualTo(mtu)));
    };
  }

  private static void sourceMac(IpV6NeighborDiscoveryOption option, long mac) {
    assertThat(option)
        .isInstanceOfSatisfying(
            IpV6NeighborDiscoverySourceLinkLayerAddressOption.class,
            o -> assertMac(o.getLinkLayerAddress(), mac));
  }

  private static void assertMac(byte[] address, long mac) {
    assertThat(address).as("MAC address").isEqualTo(Pcap4jAddresses.mac(mac).getAddress());
  }
}
