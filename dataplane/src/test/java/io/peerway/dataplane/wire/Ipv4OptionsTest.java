package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IpV4LooseSourceRouteOption;
import org.pcap4j.packet.IpV4NoOperationOption;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4RecordRouteOption;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.IpV4StrictSourceRouteOption;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;

class Ipv4OptionsTest {

  private static final IpV4Packet.IpV4Option LOOSE =
      new IpV4LooseSourceRouteOption.Builder()
          .pointer((byte) 4)
          .routeData(List.of(Judge.v4(0x0a010101), Judge.v4(0x0a020202)))
          .correctLengthAtBuild(true)
          .build();
  private static final IpV4Packet.IpV4Option STRICT =
      new IpV4StrictSourceRouteOption.Builder()
          .pointer((byte) 4)
          .routeData(List.of(Judge.v4(0x0a010101)))
          .correctLengthAtBuild(true)
          .build();
  private static final IpV4Packet.IpV4Option RECORD =
      new IpV4RecordRouteOption.Builder()
          .pointer((byte) 4)
          .routeData(List.of(Judge.v4(0)))
          .correctLengthAtBuild(true)
          .build();
  private static final IpV4Packet.IpV4Option NOTHING = IpV4NoOperationOption.getInstance();

  private static MemorySegment packetWith(IpV4Packet.IpV4Option... options) {
    byte[] packet =
        new IpV4Packet.Builder()
            .version(IpVersion.IPV4)
            .tos(IpV4Rfc791Tos.newInstance((byte) 0))
            .ttl((byte) 64)
            .protocol(IpNumber.ESP)
            .srcAddr(Judge.v4(0x0a010203))
            .dstAddr(Judge.v4(0x0a020304))
            .options(List.of(options))
            .payloadBuilder(Judge.data(8))
            .paddingAtBuild(true)
            .correctChecksumAtBuild(true)
            .correctLengthAtBuild(true)
            .build()
            .getRawData();
    MemorySegment mem = WireMemory.of(packet);
    assertThat(Ipv4Header.check(mem, AT, packet.length)).isEqualTo(HeaderFault.NONE);
    return mem;
  }

  /** A header whose options are exactly these bytes, a multiple of 4. */
  private static MemorySegment headerWith(int... options) {
    MemorySegment mem = WireMemory.blank(20 + options.length);
    Ipv4Header.write(mem, AT, 0, 20 + options.length, 0, false, 64, IpProtocol.UDP, 1, 2);
    Bytes.u8(mem, AT, 0x40 | (5 + options.length / 4));
    for (int i = 0; i < options.length; i++) {
      Bytes.u8(mem, AT + 20 + i, options[i]);
    }
    return mem;
  }

  @Test
  void shouldFindASourceRouteAmongOtherOptions() {
    assertThat(Ipv4Options.hasSourceRoute(packetWith(LOOSE), AT)).isTrue();
    assertThat(Ipv4Options.hasSourceRoute(packetWith(STRICT), AT)).isTrue();
    assertThat(Ipv4Options.hasSourceRoute(packetWith(NOTHING, RECORD, LOOSE), AT)).isTrue();
    assertThat(Ipv4Options.hasSourceRoute(packetWith(RECORD, NOTHING, NOTHING, STRICT), AT))
        .isTrue();
  }

  @Test
  void shouldFindNoSourceRouteWhereThereIsNone() {
    assertThat(Ipv4Options.hasSourceRoute(packetWith(), AT)).isFalse();
    assertThat(Ipv4Options.hasSourceRoute(packetWith(NOTHING, RECORD), AT)).isFalse();
    assertThat(Ipv4Options.hasSourceRoute(headerWith(0, 131, 3, 4), AT))
        .as("after the end of the list")
        .isFalse();
    assertThat(Ipv4Options.hasSourceRoute(headerWith(7, 4, 131, 3), AT))
        .as("inside another option")
        .isFalse();
  }

  @Test
  void shouldSayWhereAnOptionIs() {
    MemorySegment mem = packetWith(NOTHING, RECORD, LOOSE);

    assertThat(Ipv4Header.optionsLength(mem, AT)).isEqualTo(20);
    assertThat(Ipv4Options.check(mem, AT)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv4Options.find(mem, AT, Ipv4Options.RECORD_ROUTE)).isEqualTo(21);
    assertThat(Ipv4Options.find(mem, AT, Ipv4Options.LOOSE_SOURCE_ROUTE)).isEqualTo(28);
    assertThat(Ipv4Options.find(mem, AT, Ipv4Options.TIMESTAMP)).isEqualTo(Ipv4Options.NOT_FOUND);
  }

  @Test
  void shouldFindImpossibleLengths() {
    assertThat(Ipv4Options.check(headerWith(7, 0, 0, 0), AT)).isEqualTo(HeaderFault.BAD_OPTION);
    assertThat(Ipv4Options.check(headerWith(7, 1, 0, 0), AT)).isEqualTo(HeaderFault.BAD_OPTION);
    assertThat(Ipv4Options.check(headerWith(7, 5, 0, 0), AT)).isEqualTo(HeaderFault.BAD_OPTION);
    assertThat(Ipv4Options.check(headerWith(1, 1, 1, 7), AT)).isEqualTo(HeaderFault.BAD_OPTION);
    assertThat(Ipv4Options.check(headerWith(1, 1, 1, 1), AT)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv4Options.check(headerWith(7, 4, 0, 0), AT)).isEqualTo(HeaderFault.NONE);
    assertThat(Ipv4Options.check(headerWith(0, 7, 0, 0), AT)).isEqualTo(HeaderFault.NONE);
  }

  @Test
  void shouldFindWhatComesBeforeAFault() {
    assertThat(Ipv4Options.hasSourceRoute(headerWith(131, 3, 4, 7), AT)).isTrue();
    assertThat(Ipv4Options.hasSourceRoute(headerWith(7, 0, 131, 2), AT)).isFalse();
  }
}
