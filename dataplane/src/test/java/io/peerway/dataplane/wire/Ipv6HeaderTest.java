package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;

class Ipv6HeaderTest {

  @Property
  void shouldReadWhatPcap4jWrites(
      @ForAll byte trafficClass,
      @ForAll @IntRange(max = 0xf_ffff) int flowLabel,
      @ForAll byte hopLimit,
      @ForAll long sourceHi,
      @ForAll long sourceLo,
      @ForAll long destinationHi,
      @ForAll long destinationLo,
      @ForAll @IntRange(max = 64) int dataLength) {
    byte[] packet =
        new IpV6Packet.Builder()
            .version(IpVersion.IPV6)
            .trafficClass(IpV6SimpleTrafficClass.newInstance(trafficClass))
            .flowLabel(IpV6SimpleFlowLabel.newInstance(flowLabel))
            .nextHeader(IpNumber.ESP)
            .hopLimit(hopLimit)
            .srcAddr(Judge.v6(sourceHi, sourceLo))
            .dstAddr(Judge.v6(destinationHi, destinationLo))
            .payloadBuilder(Judge.data(dataLength))
            .correctLengthAtBuild(true)
            .build()
            .getRawData();
    MemorySegment mem = WireMemory.of(packet);

    assertThat(Ipv6Header.check(mem, AT, packet.length)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv6Header.version(mem, AT)).isEqualTo(6);
    assertThat(Ipv6Header.trafficClass(mem, AT)).isEqualTo(trafficClass & 0xff);
    assertThat(Ipv6Header.flowLabel(mem, AT)).isEqualTo(flowLabel);
    assertThat(Ipv6Header.payloadLength(mem, AT)).isEqualTo(dataLength);
    assertThat(Ipv6Header.totalLength(mem, AT)).isEqualTo(packet.length);
    assertThat(Ipv6Header.nextHeader(mem, AT)).isEqualTo(IpProtocol.ESP);
    assertThat(Ipv6Header.hopLimit(mem, AT)).isEqualTo(hopLimit & 0xff);
    assertThat(Ipv6Header.sourceHi(mem, AT)).isEqualTo(sourceHi);
    assertThat(Ipv6Header.sourceLo(mem, AT)).isEqualTo(sourceLo);
    assertThat(Ipv6Header.destinationHi(mem, AT)).isEqualTo(destinationHi);
    assertThat(Ipv6Header.destinationLo(mem, AT)).isEqualTo(destinationLo);
  }

  @Property
  void shouldWriteWhatPcap4jReads(
      @ForAll @IntRange(max = 255) int trafficClass,
      @ForAll @IntRange(max = 0xf_ffff) int flowLabel,
      @ForAll @IntRange(max = 255) int hopLimit,
      @ForAll long sourceHi,
      @ForAll long sourceLo,
      @ForAll long destinationHi,
      @ForAll long destinationLo)
      throws IllegalRawDataException {
    MemorySegment mem = WireMemory.blank(48);

    Ipv6Header.write(
        mem,
        AT,
        trafficClass,
        flowLabel,
        8,
        IpProtocol.ESP,
        hopLimit,
        sourceHi,
        sourceLo,
        destinationHi,
        destinationLo);

    IpV6Packet.IpV6Header header = IpV6Packet.newPacket(WireMemory.bytes(mem), 0, 48).getHeader();
    assertThat(header.getVersion()).isEqualTo(IpVersion.IPV6);
    assertThat(header.getTrafficClass().value() & 0xff).isEqualTo(trafficClass);
    assertThat(header.getFlowLabel().value()).isEqualTo(flowLabel);
    assertThat(header.getPayloadLengthAsInt()).isEqualTo(8);
    assertThat(header.getNextHeader()).isEqualTo(IpNumber.ESP);
    assertThat(header.getHopLimitAsInt()).isEqualTo(hopLimit);
    assertThat(header.getSrcAddr()).isEqualTo(Judge.v6(sourceHi, sourceLo));
    assertThat(header.getDstAddr()).isEqualTo(Judge.v6(destinationHi, destinationLo));
  }

  @Test
  void shouldNameEachFault() {
    MemorySegment mem = WireMemory.blank(50);
    Ipv6Header.write(mem, AT, 0, 0, 10, IpProtocol.UDP, 64, 1, 2, 3, 4);

    assertThat(Ipv6Header.check(mem, AT, 50)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv6Header.check(mem, AT, 49)).isEqualTo(HeaderFault.TRUNCATED);
    assertThat(Ipv6Header.check(mem, AT, 39)).isEqualTo(HeaderFault.TRUNCATED);
    Bytes.u8(mem, AT, 0x45);
    assertThat(Ipv6Header.check(mem, AT, 50)).isEqualTo(HeaderFault.BAD_VERSION);
  }

  @Test
  void shouldTakeWhatFollowsThePayloadForPadding() {
    MemorySegment mem = WireMemory.blank(50);
    Ipv6Header.write(mem, AT, 0, 0, 4, IpProtocol.NO_NEXT_HEADER, 64, 1, 2, 3, 4);

    assertThat(Ipv6Header.check(mem, AT, 50)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv6Header.totalLength(mem, AT)).isEqualTo(44);
  }
}
