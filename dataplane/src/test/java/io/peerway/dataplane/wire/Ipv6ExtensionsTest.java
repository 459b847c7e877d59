package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IpV6ExtDestinationOptionsPacket;
import org.pcap4j.packet.IpV6ExtFragmentPacket;
import org.pcap4j.packet.IpV6ExtHopByHopOptionsPacket;
import org.pcap4j.packet.IpV6ExtRoutingPacket;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6PadNOption;
import org.pcap4j.packet.IpV6RoutingSourceRouteData;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpV6RoutingType;
import org.pcap4j.packet.namednumber.IpVersion;

class Ipv6ExtensionsTest {

  private static long walk(IpNumber nextHeader, Packet.Builder payload) {
    byte[] packet =
        new IpV6Packet.Builder()
            .version(IpVersion.IPV6)
            .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) 0))
            .flowLabel(IpV6SimpleFlowLabel.newInstance(0))
            .nextHeader(nextHeader)
            .hopLimit((byte) 64)
            .srcAddr(Judge.v6(1, 2))
            .dstAddr(Judge.v6(3, 4))
            .payloadBuilder(payload)
            .correctLengthAtBuild(true)
            .build()
            .getRawData();
    MemorySegment mem = WireMemory.of(packet);
    assertThat(Ipv6Header.check(mem, AT, packet.length)).isEqualTo(HeaderFault.NONE);
    return Ipv6Extensions.walk(mem, AT);
  }

  private static Packet.Builder hopByHop(IpNumber nextHeader, Packet.Builder payload) {
    return new IpV6ExtHopByHopOptionsPacket.Builder()
        .nextHeader(nextHeader)
        .hdrExtLen((byte) 1)
        .options(List.of(padding(14)))
        .payloadBuilder(payload);
  }

  private static Packet.Builder destinationOptions(IpNumber nextHeader, Packet.Builder payload) {
    return new IpV6ExtDestinationOptionsPacket.Builder()
        .nextHeader(nextHeader)
        .hdrExtLen((byte) 0)
        .options(List.of(padding(6)))
        .payloadBuilder(payload);
  }

  private static IpV6PadNOption padding(int length) {
    return new IpV6PadNOption.Builder()
        .data(new byte[length - 2])
        .correctLengthAtBuild(true)
        .build();
  }

  private static Packet.Builder sourceRoute(IpNumber nextHeader, Packet.Builder payload) {
    return new IpV6ExtRoutingPacket.Builder()
        .nextHeader(nextHeader)
        .routingType(IpV6RoutingType.SOURCE_ROUTE)
        .segmentsLeft((byte) 1)
        .data(new IpV6RoutingSourceRouteData(0, List.of(Judge.v6(5, 6))))
        .correctLengthAtBuild(true)
        .payloadBuilder(payload);
  }

  private static Packet.Builder fragment(
      IpNumber nextHeader, int offset, boolean more, Packet.Builder payload) {
    return new IpV6ExtFragmentPacket.Builder()
        .nextHeader(nextHeader)
        .fragmentOffset((short) (offset / 8))
        .m(more)
        .identification(0x12345678)
        .payloadBuilder(payload);
  }

  @Test
  void shouldFindTheUpperLayerWithoutExtensions() {
    long walked = walk(IpNumber.ESP, Judge.data(20));

    assertThat(Ipv6Extensions.fault(walked)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv6Extensions.protocol(walked)).isEqualTo(IpProtocol.ESP);
    assertThat(Ipv6Extensions.offset(walked)).isEqualTo(40);
    assertThat(Ipv6Extensions.isFragment(walked)).isFalse();
    assertThat(Ipv6Extensions.hasSourceRoute(walked)).isFalse();
  }

  @Test
  void shouldFindTheUpperLayerBehindAChain() {
    long walked =
        walk(
            IpNumber.IPV6_HOPOPT,
            hopByHop(
                IpNumber.IPV6_DST_OPTS,
                destinationOptions(
                    IpNumber.IPV6_ROUTE, sourceRoute(IpNumber.ESP, Judge.data(20)))));

    assertThat(Ipv6Extensions.fault(walked)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv6Extensions.protocol(walked)).isEqualTo(IpProtocol.ESP);
    assertThat(Ipv6Extensions.offset(walked)).isEqualTo(40 + 16 + 8 + 24);
    assertThat(Ipv6Extensions.hasSourceRoute(walked)).isTrue();
    assertThat(Ipv6Extensions.isFragment(walked)).isFalse();
  }

  @Test
  void shouldLookBehindTheHeaderOfAFirstFragment() {
    long walked =
        walk(
            IpNumber.IPV6_FRAG,
            fragment(
                IpNumber.IPV6_DST_OPTS, 0, true, destinationOptions(IpNumber.ESP, Judge.data(16))));

    assertThat(Ipv6Extensions.fault(walked)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv6Extensions.isFragment(walked)).isTrue();
    assertThat(Ipv6Extensions.moreFragments(walked)).isTrue();
    assertThat(Ipv6Extensions.fragmentOffset(walked)).isZero();
    assertThat(Ipv6Extensions.protocol(walked)).isEqualTo(IpProtocol.ESP);
    assertThat(Ipv6Extensions.offset(walked)).isEqualTo(40 + 8 + 8);
  }

  @Test
  void shouldNotReadHeadersInTheMiddleOfADatagram() {
    long walked =
        walk(IpNumber.IPV6_FRAG, fragment(IpNumber.IPV6_DST_OPTS, 65_528, false, Judge.data(4)));

    assertThat(Ipv6Extensions.fault(walked)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv6Extensions.isFragment(walked)).isTrue();
    assertThat(Ipv6Extensions.moreFragments(walked)).isFalse();
    assertThat(Ipv6Extensions.fragmentOffset(walked)).isEqualTo(65_528);
    assertThat(Ipv6Extensions.protocol(walked)).isEqualTo(IpProtocol.DESTINATION_OPTIONS);
    assertThat(Ipv6Extensions.offset(walked)).isEqualTo(48);
  }

  @Test
  void shouldTakeAnAtomicFragmentForAWholePacket() {
    long walked = walk(IpNumber.IPV6_FRAG, fragment(IpNumber.ESP, 0, false, Judge.data(4)));

    assertThat(Ipv6Extensions.isFragment(walked)).isFalse();
    assertThat(Ipv6Extensions.offset(walked)).isEqualTo(48);
  }

  /**
   * An IPv6 packet whose payload is this chain: pairs of next header and length field, each header
   * as long as it says.
   */
  private static MemorySegment chain(int first, int... pairs) {
    int length = 40;
    for (int i = 1; i < pairs.length; i += 2) {
      length += (pairs[i] + 1) * 8;
    }
    MemorySegment mem = WireMemory.blank(length);
    Bytes.zero(mem, AT, length);
    Ipv6Header.write(mem, AT, 0, 0, length - 40, first, 64, 1, 2, 3, 4);
    long at = AT + 40;
    for (int i = 0; i < pairs.length; i += 2) {
      Bytes.u8(mem, at, pairs[i]);
      Bytes.u8(mem, at + 1, pairs[i + 1]);
      Bytes.u8(mem, at + 2, 2); // were it a routing header: type 2, which is allowed
      at += (pairs[i + 1] + 1) * 8L;
    }
    return mem;
  }

  @Property
  void shouldAddUpTheLengthsOfAnyChain(
      @ForAll @Size(min = 1, max = Ipv6Extensions.MAX_HEADERS)
          List<@IntRange(max = 255) Integer> lengths) {
    int[] pairs = new int[lengths.size() * 2];
    int end = 40;
    for (int i = 0; i < lengths.size(); i++) {
      boolean last = i == lengths.size() - 1;
      int next = i % 2 == 0 ? IpProtocol.DESTINATION_OPTIONS : IpProtocol.ROUTING;
      pairs[2 * i] = last ? IpProtocol.TCP : next;
      pairs[2 * i + 1] = lengths.get(i);
      end += (lengths.get(i) + 1) * 8;
    }

    long walked = Ipv6Extensions.walk(chain(IpProtocol.ROUTING, pairs), AT);

    assertThat(Ipv6Extensions.fault(walked)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv6Extensions.protocol(walked)).isEqualTo(IpProtocol.TCP);
    assertThat(Ipv6Extensions.offset(walked)).isEqualTo(end);
    assertThat(Ipv6Extensions.hasSourceRoute(walked)).isFalse();
  }

  @Test
  void shouldFindAHeaderThatReachesPastThePacket() {
    MemorySegment mem = chain(IpProtocol.HOP_BY_HOP, IpProtocol.TCP, 1);

    Bytes.u8(mem, AT + 41, 2);
    expectFault(mem, HeaderFault.TRUNCATED, IpProtocol.HOP_BY_HOP, 40);

    Ipv6Header.payloadLength(mem, AT, 7);
    expectFault(mem, HeaderFault.TRUNCATED, IpProtocol.HOP_BY_HOP, 40);

    Ipv6Header.payloadLength(mem, AT, 0);
    expectFault(mem, HeaderFault.TRUNCATED, IpProtocol.HOP_BY_HOP, 40);
  }

  @Test
  void shouldFindAChainThatGoesOnTooLong() {
    int[] pairs = new int[2 * (Ipv6Extensions.MAX_HEADERS + 1)];
    for (int i = 0; i < pairs.length; i += 2) {
      pairs[i] = IpProtocol.DESTINATION_OPTIONS;
    }
    expectFault(
        chain(IpProtocol.DESTINATION_OPTIONS, pairs),
        HeaderFault.BAD_EXTENSION_CHAIN,
        IpProtocol.DESTINATION_OPTIONS,
        40 + 8 * Ipv6Extensions.MAX_HEADERS);
  }

  @Test
  void shouldFindHopByHopOptionsThatAreNotFirst() {
    expectFault(
        chain(IpProtocol.DESTINATION_OPTIONS, IpProtocol.HOP_BY_HOP, 0, IpProtocol.TCP, 0),
        HeaderFault.BAD_EXTENSION_CHAIN,
        IpProtocol.HOP_BY_HOP,
        48);
  }

  @Test
  void shouldFindASecondFragmentHeader() {
    MemorySegment mem = chain(IpProtocol.FRAGMENT, IpProtocol.FRAGMENT, 0, IpProtocol.TCP, 0);
    Bytes.u16(mem, AT + 42, 0);

    expectFault(mem, HeaderFault.BAD_EXTENSION_CHAIN, IpProtocol.FRAGMENT, 48);
  }

  private static void expectFault(MemorySegment mem, HeaderFault fault, int protocol, int offset) {
    long walked = Ipv6Extensions.walk(mem, AT);
    assertThat(Ipv6Extensions.fault(walked)).isEqualTo(fault);
    assertThat(Ipv6Extensions.protocol(walked)).isEqualTo(protocol);
    assertThat(Ipv6Extensions.offset(walked)).isEqualTo(offset);
  }
}
