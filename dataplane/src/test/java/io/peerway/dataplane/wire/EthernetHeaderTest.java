package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;

class EthernetHeaderTest {

  @Property
  void shouldReadWhatPcap4jWrites(
      @ForAll @LongRange(max = MacAddress.BROADCAST) long destination,
      @ForAll @LongRange(max = MacAddress.BROADCAST) long source,
      @ForAll @IntRange(min = EtherType.LEAST, max = 0xffff) int type) {
    byte[] frame =
        new EthernetPacket.Builder()
            .dstAddr(Judge.mac(destination))
            .srcAddr(Judge.mac(source))
            .type(new org.pcap4j.packet.namednumber.EtherType((short) type, "any"))
            .payloadBuilder(Judge.data(46))
            .paddingAtBuild(true)
            .build()
            .getRawData();
    MemorySegment mem = WireMemory.of(frame);

    assertThat(EthernetHeader.check(mem, AT, frame.length)).isEqualTo(HeaderFault.NONE);
    assertThat(EthernetHeader.destination(mem, AT)).isEqualTo(destination);
    assertThat(EthernetHeader.source(mem, AT)).isEqualTo(source);
    assertThat(EthernetHeader.type(mem, AT)).isEqualTo(type);
  }

  @Property
  void shouldWriteWhatPcap4jReads(
      @ForAll @LongRange(max = MacAddress.BROADCAST) long destination,
      @ForAll @LongRange(max = MacAddress.BROADCAST) long source,
      @ForAll @IntRange(min = EtherType.LEAST, max = 0xffff) int type)
      throws IllegalRawDataException {
    MemorySegment mem = WireMemory.blank(EthernetHeader.LENGTH);

    EthernetHeader.write(mem, AT, destination, source, type);

    EthernetPacket.EthernetHeader header =
        EthernetPacket.newPacket(WireMemory.bytes(mem), 0, EthernetHeader.LENGTH).getHeader();
    assertThat(header.getDstAddr()).isEqualTo(Judge.mac(destination));
    assertThat(header.getSrcAddr()).isEqualTo(Judge.mac(source));
    assertThat(header.getType().value() & 0xffff).isEqualTo(type);
  }

  @Test
  void shouldTellGroupAddresses() {
    MemorySegment mem = WireMemory.blank(EthernetHeader.LENGTH);

    EthernetHeader.destination(mem, AT, MacAddress.parse("33:33:00:00:00:01"));
    assertThat(EthernetHeader.isMulticast(mem, AT)).isTrue();
    assertThat(EthernetHeader.isBroadcast(mem, AT)).isFalse();

    EthernetHeader.destination(mem, AT, MacAddress.BROADCAST);
    assertThat(EthernetHeader.isMulticast(mem, AT)).isTrue();
    assertThat(EthernetHeader.isBroadcast(mem, AT)).isTrue();

    EthernetHeader.destination(mem, AT, MacAddress.parse("02:ff:ff:ff:ff:ff"));
    assertThat(EthernetHeader.isMulticast(mem, AT)).isFalse();
    assertThat(EthernetHeader.isBroadcast(mem, AT)).isFalse();
  }

  @Test
  void shouldFindAShortFrameTruncated() {
    assertThat(EthernetHeader.check(WireMemory.blank(13), AT, 13)).isEqualTo(HeaderFault.TRUNCATED);
  }
}
