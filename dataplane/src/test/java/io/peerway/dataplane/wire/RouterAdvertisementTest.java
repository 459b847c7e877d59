package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6RouterAdvertisementPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV6NeighborDiscoveryMtuOption;
import org.pcap4j.packet.IpV6NeighborDiscoveryPrefixInformationOption;
import org.pcap4j.packet.IpV6NeighborDiscoverySourceLinkLayerAddressOption;
import org.pcap4j.packet.IpV6Packet;

class RouterAdvertisementTest {
  private static final Ipv6Address ROUTER = Ipv6Address.parse("fe80::1");
  private static final Ipv6Address ALL_NODES = Ipv6Address.ALL_NODES;
  private static final long MAC = MacAddress.parse("02:00:00:00:00:01");
  private static final Ipv6Prefix SUBNET = Ipv6Prefix.parse("2001:db8:1:2::/64");
  private static final Ipv6Prefix VPC = Ipv6Prefix.parse("2001:db8:1::/56");
  private static final int LENGTH = 16 + 8 + 8 + 32 + 32;
  private static final long MESSAGE = AT + Ipv6Header.LENGTH;

  private static MemorySegment advertisement() {
    MemorySegment mem = WireMemory.blank(Ipv6Header.LENGTH + LENGTH);
    int length = RouterAdvertisement.begin(mem, MESSAGE, 64, RouterAdvertisement.MANAGED, 1800);
    length = RouterAdvertisement.addSourceLinkLayerAddress(mem, MESSAGE, length, MAC);
    length = RouterAdvertisement.addMtu(mem, MESSAGE, length, 8500);
    length =
        RouterAdvertisement.addPrefix(
            mem,
            MESSAGE,
            length,
            SUBNET,
            RouterAdvertisement.ON_LINK | RouterAdvertisement.AUTONOMOUS,
            RouterAdvertisement.INFINITE,
            600);
    length = RouterAdvertisement.addPrefix(mem, MESSAGE, length, VPC, 0, 1200, 0);
    assertThat(length).isEqualTo(LENGTH);
    Ipv6Header.write(
        mem,
        AT,
        0,
        0,
        length,
        IpProtocol.ICMPV6,
        NeighborDiscovery.HOP_LIMIT,
        ROUTER.hi(),
        ROUTER.lo(),
        ALL_NODES.hi(),
        ALL_NODES.lo());
    IcmpV6.updateChecksum(mem, MESSAGE, length, AT);
    return mem;
  }

  private static IcmpV6RouterAdvertisementPacket.IcmpV6RouterAdvertisementHeader judged()
      throws IllegalRawDataException {
    byte[] bytes = WireMemory.bytes(advertisement());
    IcmpV6CommonPacket message =
        IpV6Packet.newPacket(bytes, 0, bytes.length).get(IcmpV6CommonPacket.class);
    assertThat(message.hasValidChecksum(Judge.v6(ROUTER), Judge.v6(ALL_NODES), false)).isTrue();
    return message.get(IcmpV6RouterAdvertisementPacket.class).getHeader();
  }

  @Test
  void shouldWriteFieldsThatPcap4jReads() throws IllegalRawDataException {
    IcmpV6RouterAdvertisementPacket.IcmpV6RouterAdvertisementHeader header = judged();

    assertThat(header.getCurHopLimitAsInt()).isEqualTo(64);
    assertThat(header.getManagedAddressConfigurationFlag()).isTrue();
    assertThat(header.getOtherConfigurationFlag()).isFalse();
    assertThat(header.getReserved()).isZero();
    assertThat(header.getRouterLifetimeAsInt()).isEqualTo(1800);
    assertThat(header.getReachableTime()).isZero();
    assertThat(header.getRetransTimer()).isZero();
    assertThat(header.getOptions()).hasSize(4);
  }

  @Test
  void shouldWriteAddressAndMtuThatPcap4jReads() throws IllegalRawDataException {
    IcmpV6RouterAdvertisementPacket.IcmpV6RouterAdvertisementHeader header = judged();

    assertThat(header.getOptions().get(0))
        .isInstanceOfSatisfying(
            IpV6NeighborDiscoverySourceLinkLayerAddressOption.class,
            option ->
                assertThat(option.getLinkLayerAddressAsMacAddress()).isEqualTo(Judge.mac(MAC)));
    assertThat(header.getOptions().get(1))
        .isInstanceOfSatisfying(
            IpV6NeighborDiscoveryMtuOption.class,
            option -> {
              assertThat(option.getReserved()).isZero();
              assertThat(option.getMtu()).isEqualTo(8500);
            });
  }

  @Test
  void shouldWritePrefixesThatPcap4jReads() throws IllegalRawDataException {
    IcmpV6RouterAdvertisementPacket.IcmpV6RouterAdvertisementHeader header = judged();

    assertThat(header.getOptions().get(2))
        .isInstanceOfSatisfying(
            IpV6NeighborDiscoveryPrefixInformationOption.class,
            option -> {
              assertThat(option.getPrefixLengthAsInt()).isEqualTo(64);
              assertThat(option.getOnLinkFlag()).isTrue();
              assertThat(option.getAddressConfigurationFlag()).isTrue();
              assertThat(option.getReserved1()).isZero();
              assertThat(option.getValidLifetimeAsLong()).isEqualTo(0xffff_ffffL);
              assertThat(option.getPreferredLifetime()).isEqualTo(600);
              assertThat(option.getReserved2()).isZero();
              assertThat(option.getPrefix()).isEqualTo(Judge.v6(SUBNET.first()));
            });
    assertThat(header.getOptions().get(3))
        .isInstanceOfSatisfying(
            IpV6NeighborDiscoveryPrefixInformationOption.class,
            option -> {
              assertThat(option.getPrefixLengthAsInt()).isEqualTo(56);
              assertThat(option.getOnLinkFlag()).isFalse();
              assertThat(option.getAddressConfigurationFlag()).isFalse();
              assertThat(option.getPrefix()).isEqualTo(Judge.v6(VPC.first()));
            });
  }
}
