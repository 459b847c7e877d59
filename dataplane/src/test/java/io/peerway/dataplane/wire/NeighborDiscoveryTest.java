package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket.IpV6NeighborDiscoveryOption;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.IcmpV6RouterSolicitationPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV6NeighborDiscoverySourceLinkLayerAddressOption;
import org.pcap4j.packet.IpV6NeighborDiscoveryTargetLinkLayerAddressOption;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.namednumber.IcmpV6Code;
import org.pcap4j.packet.namednumber.IcmpV6Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;

class NeighborDiscoveryTest {
  private static final long MESSAGE = AT + Ipv6Header.LENGTH;
  private static final long MAC = MacAddress.parse("02:00:00:00:00:0d");
  private static final Ipv6Address HOST = Ipv6Address.parse("2001:db8:1::d");
  private static final Ipv6Address ROUTER = Ipv6Address.parse("2001:db8:1::1");
  private static final Ipv6Address GROUP = Ipv6Address.parse("ff02::1");

  private static final IpV6NeighborDiscoveryOption SOURCE_MAC =
      new IpV6NeighborDiscoverySourceLinkLayerAddressOption.Builder()
          .linkLayerAddress(Judge.mac(MAC).getAddress())
          .correctLengthAtBuild(true)
          .build();
  private static final IpV6NeighborDiscoveryOption TARGET_MAC =
      new IpV6NeighborDiscoveryTargetLinkLayerAddressOption.Builder()
          .linkLayerAddress(Judge.mac(MAC).getAddress())
          .correctLengthAtBuild(true)
          .build();

  private static MemorySegment packet(
      Ipv6Address source, Ipv6Address destination, IcmpV6Type type, Packet.Builder message) {
    return WireMemory.of(
        new IpV6Packet.Builder()
            .version(IpVersion.IPV6)
            .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) 0))
            .flowLabel(IpV6SimpleFlowLabel.newInstance(0))
            .nextHeader(IpNumber.ICMPV6)
            .hopLimit((byte) 255)
            .srcAddr(Judge.v6(source))
            .dstAddr(Judge.v6(destination))
            .payloadBuilder(
                new IcmpV6CommonPacket.Builder()
                    .type(type)
                    .code(IcmpV6Code.NO_CODE)
                    .srcAddr(Judge.v6(source))
                    .dstAddr(Judge.v6(destination))
                    .payloadBuilder(message)
                    .correctChecksumAtBuild(true))
            .correctLengthAtBuild(true)
            .build()
            .getRawData());
  }

  private static MemorySegment solicitation(
      Ipv6Address source,
      Ipv6Address destination,
      Ipv6Address target,
      IpV6NeighborDiscoveryOption... options) {
    return packet(
        source,
        destination,
        IcmpV6Type.NEIGHBOR_SOLICITATION,
        new IcmpV6NeighborSolicitationPacket.Builder()
            .targetAddress(Judge.v6(target))
            .options(List.of(options)));
  }

  private static MemorySegment advertisement(
      Ipv6Address destination, Ipv6Address target, boolean solicited) {
    return packet(
        HOST,
        destination,
        IcmpV6Type.NEIGHBOR_ADVERTISEMENT,
        new IcmpV6NeighborAdvertisementPacket.Builder()
            .routerFlag(false)
            .solicitedFlag(solicited)
            .overrideFlag(true)
            .targetAddress(Judge.v6(target))
            .options(List.of(TARGET_MAC)));
  }

  private static MemorySegment routerSolicitation(
      Ipv6Address source, IpV6NeighborDiscoveryOption... options) {
    return packet(
        source,
        Ipv6Address.ALL_ROUTERS,
        IcmpV6Type.ROUTER_SOLICITATION,
        new IcmpV6RouterSolicitationPacket.Builder().options(List.of(options)));
  }

  private static HeaderFault check(MemorySegment mem) {
    return NeighborDiscovery.check(mem, MESSAGE, Ipv6Header.payloadLength(mem, AT), AT);
  }

  private static long linkLayerAddress(MemorySegment mem, int option) {
    return NeighborDiscovery.linkLayerAddress(
        mem, MESSAGE, Ipv6Header.payloadLength(mem, AT), option);
  }

  @Test
  void shouldReadASolicitationThatPcap4jWrites() {
    MemorySegment mem = solicitation(HOST, ROUTER.solicitedNode(), ROUTER, SOURCE_MAC);

    assertThat(check(mem)).isEqualTo(HeaderFault.NONE);
    assertThat(IcmpV6.type(mem, MESSAGE)).isEqualTo(NeighborDiscovery.NEIGHBOR_SOLICITATION);
    assertThat(NeighborDiscovery.targetHi(mem, MESSAGE)).isEqualTo(ROUTER.hi());
    assertThat(NeighborDiscovery.targetLo(mem, MESSAGE)).isEqualTo(ROUTER.lo());
    assertThat(linkLayerAddress(mem, NeighborDiscovery.SOURCE_LINK_LAYER_ADDRESS)).isEqualTo(MAC);
    assertThat(linkLayerAddress(mem, NeighborDiscovery.TARGET_LINK_LAYER_ADDRESS))
        .isEqualTo(NeighborDiscovery.NO_ADDRESS);
  }

  @Test
  void shouldReadAnAdvertisementThatPcap4jWrites() {
    MemorySegment mem = advertisement(ROUTER, HOST, true);

    assertThat(check(mem)).isEqualTo(HeaderFault.NONE);
    assertThat(NeighborDiscovery.isRouter(mem, MESSAGE)).isFalse();
    assertThat(NeighborDiscovery.isSolicited(mem, MESSAGE)).isTrue();
    assertThat(NeighborDiscovery.isOverride(mem, MESSAGE)).isTrue();
    assertThat(NeighborDiscovery.targetLo(mem, MESSAGE)).isEqualTo(HOST.lo());
    assertThat(linkLayerAddress(mem, NeighborDiscovery.TARGET_LINK_LAYER_ADDRESS)).isEqualTo(MAC);
  }

  @Test
  void shouldReadARouterSolicitationThatPcap4jWrites() {
    MemorySegment withAddress = routerSolicitation(HOST, SOURCE_MAC);
    MemorySegment without = routerSolicitation(Ipv6Address.UNSPECIFIED);

    assertThat(check(withAddress)).isEqualTo(HeaderFault.NONE);
    assertThat(linkLayerAddress(withAddress, NeighborDiscovery.SOURCE_LINK_LAYER_ADDRESS))
        .isEqualTo(MAC);
    assertThat(check(without)).isEqualTo(HeaderFault.NONE);
    assertThat(linkLayerAddress(without, NeighborDiscovery.SOURCE_LINK_LAYER_ADDRESS))
        .isEqualTo(NeighborDiscovery.NO_ADDRESS);
  }

  /** Room for a message from the router to the host, its IPv6 header written. */
  private static MemorySegment fromRouter() {
    MemorySegment mem = WireMemory.blank(Ipv6Header.LENGTH + NeighborDiscovery.WRITTEN_LENGTH);
    Ipv6Header.write(
        mem,
        AT,
        0,
        0,
        NeighborDiscovery.WRITTEN_LENGTH,
        IpProtocol.ICMPV6,
        NeighborDiscovery.HOP_LIMIT,
        ROUTER.hi(),
        ROUTER.lo(),
        HOST.hi(),
        HOST.lo());
    return mem;
  }

  private static IcmpV6CommonPacket judged(MemorySegment mem) throws IllegalRawDataException {
    byte[] bytes = WireMemory.bytes(mem);
    IcmpV6CommonPacket message =
        IpV6Packet.newPacket(bytes, 0, bytes.length).get(IcmpV6CommonPacket.class);
    assertThat(message.hasValidChecksum(Judge.v6(ROUTER), Judge.v6(HOST), false)).isTrue();
    return message;
  }

  @Test
  void shouldWriteASolicitationThatPcap4jReads() throws IllegalRawDataException {
    MemorySegment mem = fromRouter();

    NeighborDiscovery.writeSolicitation(mem, MESSAGE, AT, HOST.hi(), HOST.lo(), MAC);

    assertThat(check(mem)).isEqualTo(HeaderFault.NONE);
    IcmpV6NeighborSolicitationPacket.IcmpV6NeighborSolicitationHeader header =
        judged(mem).get(IcmpV6NeighborSolicitationPacket.class).getHeader();
    assertThat(header.getTargetAddress()).isEqualTo(Judge.v6(HOST));
    assertThat(header.getReserved()).isZero();
    assertThat(header.getOptions()).containsExactly(SOURCE_MAC);
  }

  @Test
  void shouldWriteAnAdvertisementThatPcap4jReads() throws IllegalRawDataException {
    MemorySegment mem = fromRouter();

    NeighborDiscovery.writeAdvertisement(
        mem,
        MESSAGE,
        AT,
        NeighborDiscovery.ROUTER | NeighborDiscovery.SOLICITED,
        ROUTER.hi(),
        ROUTER.lo(),
        MAC);

    assertThat(check(mem)).isEqualTo(HeaderFault.NONE);
    IcmpV6NeighborAdvertisementPacket.IcmpV6NeighborAdvertisementHeader header =
        judged(mem).get(IcmpV6NeighborAdvertisementPacket.class).getHeader();
    assertThat(header.getRouterFlag()).isTrue();
    assertThat(header.getSolicitedFlag()).isTrue();
    assertThat(header.getOverrideFlag()).isFalse();
    assertThat(header.getReserved()).isZero();
    assertThat(header.getTargetAddress()).isEqualTo(Judge.v6(ROUTER));
    assertThat(header.getOptions()).containsExactly(TARGET_MAC);
  }

  @Test
  void shouldRefuseWhatWasForwarded() {
    MemorySegment mem = solicitation(HOST, ROUTER, ROUTER, SOURCE_MAC);
    Ipv6Header.hopLimit(mem, AT, 254);

    assertThat(check(mem)).isEqualTo(HeaderFault.BAD_HOP_LIMIT);
  }

  @Test
  void shouldRefuseADamagedMessage() {
    MemorySegment mem = solicitation(HOST, ROUTER, ROUTER, SOURCE_MAC);
    Bytes.u8(mem, MESSAGE + 20, 0xee);

    assertThat(check(mem)).isEqualTo(HeaderFault.BAD_CHECKSUM);
  }

  @Test
  void shouldRefuseAShortMessage() {
    MemorySegment mem = solicitation(HOST, ROUTER, ROUTER);

    assertThat(NeighborDiscovery.check(mem, MESSAGE, 23, AT)).isEqualTo(HeaderFault.TRUNCATED);
    assertThat(NeighborDiscovery.check(mem, MESSAGE, 7, AT)).isEqualTo(HeaderFault.TRUNCATED);
  }

  @Test
  void shouldRefuseOtherTypesAndCodes() {
    MemorySegment mem = solicitation(HOST, ROUTER, ROUTER);

    Bytes.u8(mem, MESSAGE + IcmpV6.CODE_OFFSET, 1);
    assertThat(check(mem)).isEqualTo(HeaderFault.BAD_CODE);
    Bytes.u8(mem, MESSAGE + IcmpV6.CODE_OFFSET, 0);
    Bytes.u8(mem, MESSAGE, IcmpV6.ECHO_REQUEST);
    assertThat(check(mem)).isEqualTo(HeaderFault.BAD_TYPE);
    Bytes.u8(mem, MESSAGE, NeighborDiscovery.ROUTER_ADVERTISEMENT);
    assertThat(check(mem)).isEqualTo(HeaderFault.BAD_TYPE);
  }

  @Test
  void shouldRefuseAGroupAsTarget() {
    assertThat(check(solicitation(HOST, ROUTER, GROUP))).isEqualTo(HeaderFault.BAD_ADDRESS);
    assertThat(check(advertisement(ROUTER, GROUP, true))).isEqualTo(HeaderFault.BAD_ADDRESS);
  }

  @Test
  void shouldTakeDuplicateAddressDetectionOnlyAsTheRfcWritesIt() {
    Ipv6Address nobody = Ipv6Address.UNSPECIFIED;

    assertThat(check(solicitation(nobody, HOST.solicitedNode(), HOST))).isEqualTo(HeaderFault.NONE);
    assertThat(check(solicitation(nobody, HOST, HOST))).isEqualTo(HeaderFault.BAD_ADDRESS);
    assertThat(check(solicitation(nobody, HOST.solicitedNode(), HOST, SOURCE_MAC)))
        .isEqualTo(HeaderFault.BAD_OPTION);
    assertThat(check(routerSolicitation(nobody, SOURCE_MAC))).isEqualTo(HeaderFault.BAD_OPTION);
  }

  @Test
  void shouldRefuseASolicitedAdvertisementToAGroup() {
    assertThat(check(advertisement(GROUP, HOST, true))).isEqualTo(HeaderFault.BAD_ADDRESS);
    assertThat(check(advertisement(GROUP, HOST, false))).isEqualTo(HeaderFault.NONE);
  }

  @Test
  void shouldRefuseOptionsWithImpossibleLengths() {
    MemorySegment mem = solicitation(HOST, ROUTER, ROUTER, SOURCE_MAC);

    Bytes.u8(mem, MESSAGE + 25, 0);
    assertThat(check(mem)).isEqualTo(HeaderFault.BAD_OPTION);
    Bytes.u8(mem, MESSAGE + 25, 2);
    assertThat(check(mem)).isEqualTo(HeaderFault.BAD_OPTION);
    Bytes.u8(mem, MESSAGE + 25, 1);
    assertThat(NeighborDiscovery.check(mem, MESSAGE, 31, AT))
        .as("part of an option")
        .isEqualTo(HeaderFault.BAD_OPTION);
  }

  @Test
  void shouldRefuseAFloodOfOptions() {
    IpV6NeighborDiscoveryOption[] sixteen = new IpV6NeighborDiscoveryOption[16];
    IpV6NeighborDiscoveryOption[] seventeen = new IpV6NeighborDiscoveryOption[17];
    Arrays.fill(sixteen, SOURCE_MAC);
    Arrays.fill(seventeen, SOURCE_MAC);

    assertThat(check(solicitation(HOST, ROUTER, ROUTER, sixteen))).isEqualTo(HeaderFault.NONE);
    assertThat(check(solicitation(HOST, ROUTER, ROUTER, seventeen)))
        .isEqualTo(HeaderFault.BAD_OPTION);
  }
}
