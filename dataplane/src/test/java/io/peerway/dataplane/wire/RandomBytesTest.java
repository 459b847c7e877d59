package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * After {@code check} has answered NONE no accessor may fail, whatever the bytes: the memory ends
 * where the packet ends. Each test also asserts that its bytes come as far as they should, or it
 * would prove nothing.
 */
class RandomBytesTest {
  private static final int PACKETS = 20_000;

  private final Random random = new Random(7);
  private final Set<HeaderFault> seen = EnumSet.noneOf(HeaderFault.class);

  /** A packet of random bytes, of which small values and all ones are likelier than others. */
  private byte[] bytes(int maxLength) {
    byte[] bytes = new byte[random.nextInt(maxLength + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          switch (random.nextInt(8)) {
            case 0, 1 -> 0;
            case 2, 3 -> (byte) random.nextInt(16);
            case 4 -> (byte) 0xff;
            default -> (byte) random.nextInt(256);
          };
    }
    return bytes;
  }

  private boolean passes(HeaderFault fault) {
    seen.add(fault);
    return fault == HeaderFault.NONE;
  }

  private static void patch(byte[] bytes, int offset, int... values) {
    for (int i = 0; i < values.length && offset + i < bytes.length; i++) {
      bytes[offset + i] = (byte) values[i];
    }
  }

  @Test
  void shouldNeverFailOnDns() {
    MemorySegment answer = WireMemory.of(new byte[DnsMessage.LONGEST]);
    int passed = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(80);
      patch(bytes, 2, random.nextInt(4) == 0 ? 0x80 : 0);
      patch(bytes, 4, 0, random.nextInt(4) > 0 ? 1 : 2);
      MemorySegment mem = WireMemory.of(bytes);
      if (!passes(DnsMessage.check(mem, AT, bytes.length))) {
        continue;
      }
      int question = DnsMessage.questionLength(mem, AT, bytes.length);
      if (question >= 0) {
        assertThat(question).isBetween(5, bytes.length - DnsMessage.LENGTH);
        assertThat(DnsMessage.name(mem, AT, question)).matches("[!-~]*");
        DnsMessage.type(mem, AT, question);
        DnsMessage.isInternet(mem, AT, question);
        passed++;
      }
      DnsMessage.begin(answer, AT, mem, AT, Math.max(0, question), DnsMessage.REFUSED);
    }
    assertThat(passed).isGreaterThan(PACKETS / 50);
    assertThat(seen)
        .containsExactlyInAnyOrder(HeaderFault.NONE, HeaderFault.TRUNCATED, HeaderFault.BAD_TYPE);
  }

  @Test
  void shouldNeverFailOnIpv4() {
    int passed = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(80);
      patch(bytes, 0, 0x44 + random.nextInt(12), 0, 0, random.nextInt(90));
      MemorySegment mem = WireMemory.of(bytes);
      if (bytes.length >= 60 && random.nextInt(8) > 0) {
        Ipv4Header.updateChecksum(mem, AT);
      }
      if (passes(Ipv4Header.check(mem, AT, bytes.length))) {
        assertThat(Ipv4Header.totalLength(mem, AT)).isBetween(20, bytes.length);
        assertThat(Ipv4Header.payloadLength(mem, AT)).isBetween(0, bytes.length - 20);
        assertThat(Ipv4Header.optionsLength(mem, AT)).isBetween(0, 40);
        passes(Ipv4Options.check(mem, AT));
        int found = Ipv4Options.find(mem, AT, random.nextInt(256));
        assertThat(found).isLessThan(Ipv4Header.headerLength(mem, AT));
        Ipv4Header.destination(mem, AT);
        Ipv4Options.hasSourceRoute(mem, AT);
        Ipv4Header.decrementTtl(mem, AT);
        passed++;
      }
    }
    assertThat(passed).isGreaterThan(PACKETS / 50);
    assertThat(seen)
        .containsExactlyInAnyOrder(
            HeaderFault.NONE,
            HeaderFault.TRUNCATED,
            HeaderFault.BAD_HEADER_LENGTH,
            HeaderFault.BAD_TOTAL_LENGTH,
            HeaderFault.BAD_CHECKSUM,
            HeaderFault.BAD_OPTION);
  }

  @Test
  void shouldNeverFailOnIpv6AndItsExtensions() {
    int[] headers = {
      IpProtocol.HOP_BY_HOP,
      IpProtocol.ROUTING,
      IpProtocol.FRAGMENT,
      IpProtocol.DESTINATION_OPTIONS,
      IpProtocol.TCP
    };
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(160);
      patch(bytes, 0, 0x60);
      patch(bytes, 4, 0, random.nextInt(130), headers[random.nextInt(headers.length)]);
      for (int at = 40; at < bytes.length; at += 8) {
        patch(bytes, at, headers[random.nextInt(headers.length)], random.nextInt(2), 0, 0);
      }
      MemorySegment mem = WireMemory.of(bytes);
      if (passes(Ipv6Header.check(mem, AT, bytes.length))) {
        assertThat(Ipv6Header.totalLength(mem, AT)).isBetween(40, bytes.length);
        long walked = Ipv6Extensions.walk(mem, AT);
        passes(Ipv6Extensions.fault(walked));
        assertThat(Ipv6Extensions.offset(walked)).isBetween(40, Ipv6Header.totalLength(mem, AT));
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            HeaderFault.NONE, HeaderFault.TRUNCATED, HeaderFault.BAD_EXTENSION_CHAIN);
  }

  @Test
  void shouldNeverFailOnNeighborDiscovery() {
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(200);
      patch(bytes, 0, 0x60);
      patch(bytes, 4, 0, Math.max(0, bytes.length - 40), IpProtocol.ICMPV6, 255);
      patch(bytes, 40, 132 + random.nextInt(5), random.nextInt(20) / 19);
      for (int at = 64; at < bytes.length; at += 8) {
        patch(bytes, at, random.nextInt(4), random.nextInt(16) > 0 ? 1 : random.nextInt(256));
      }
      MemorySegment mem = WireMemory.of(bytes);
      if (Ipv6Header.check(mem, AT, bytes.length) == HeaderFault.NONE) {
        long message = AT + Ipv6Header.LENGTH;
        int length = Ipv6Header.payloadLength(mem, AT) & ~(random.nextInt(4) > 0 ? 7 : 0);
        if (length >= IcmpV6.LENGTH && random.nextInt(8) > 0) {
          IcmpV6.updateChecksum(mem, message, length, AT);
        }
        if (passes(NeighborDiscovery.check(mem, message, length, AT))) {
          NeighborDiscovery.linkLayerAddress(mem, message, length, 1);
          NeighborDiscovery.linkLayerAddress(mem, message, length, 2);
          if (IcmpV6.type(mem, message) != NeighborDiscovery.ROUTER_SOLICITATION) {
            NeighborDiscovery.targetLo(mem, message);
          }
        }
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            HeaderFault.NONE,
            HeaderFault.TRUNCATED,
            HeaderFault.BAD_TYPE,
            HeaderFault.BAD_CODE,
            HeaderFault.BAD_ADDRESS,
            HeaderFault.BAD_OPTION,
            HeaderFault.BAD_CHECKSUM);
  }

  @Test
  void shouldNeverFailOnTransportHeaders() {
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(70);
      MemorySegment mem = WireMemory.of(bytes);
      if (passes(TcpHeader.check(mem, AT, bytes.length))) {
        assertThat(TcpHeader.headerLength(mem, AT)).isBetween(20, bytes.length);
        TcpHeader.urgentPointer(mem, AT);
      }
      if (passes(UdpHeader.check(mem, AT, bytes.length))) {
        assertThat(UdpHeader.length(mem, AT)).isBetween(8, bytes.length);
      }
      if (passes(IcmpV4.check(mem, AT, bytes.length))) {
        IcmpV4.sequence(mem, AT);
      }
    }
    assertThat(seen)
        .contains(
            HeaderFault.NONE,
            HeaderFault.TRUNCATED,
            HeaderFault.BAD_HEADER_LENGTH,
            HeaderFault.BAD_TOTAL_LENGTH,
            HeaderFault.BAD_CHECKSUM);
  }

  @Test
  void shouldNeverFailOnArpAndEthernet() {
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(40);
      patch(bytes, 0, 0, 1, 8, 0, 6, random.nextInt(20) > 0 ? 4 : 16, 0, random.nextInt(4));
      MemorySegment mem = WireMemory.of(bytes);
      if (passes(ArpPacket.check(mem, AT, bytes.length))) {
        assertThat(ArpPacket.operation(mem, AT)).isBetween(1, 2);
        ArpPacket.targetAddress(mem, AT);
      }
      if (passes(EthernetHeader.check(mem, AT, bytes.length))) {
        EthernetHeader.type(mem, AT);
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            HeaderFault.NONE, HeaderFault.TRUNCATED, HeaderFault.BAD_TYPE, HeaderFault.BAD_ADDRESS);
  }

  @Test
  void shouldNeverFailOnOffload() {
    int completed = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(120);
      patch(bytes, 0, random.nextInt(4), random.nextInt(6), random.nextInt(100), 0);
      patch(bytes, 6, random.nextInt(100), 0, random.nextInt(30), 0);
      MemorySegment mem = WireMemory.of(bytes);
      if (passes(VirtioNetHeader.check(mem, AT, bytes.length))
          && VirtioNetHeader.needsChecksum(mem, AT)) {
        VirtioNetHeader.completeChecksum(mem, AT, bytes.length - VirtioNetHeader.LENGTH);
        completed++;
      }
    }
    assertThat(completed).isGreaterThan(PACKETS / 50);
    assertThat(seen)
        .containsExactlyInAnyOrder(
            HeaderFault.NONE, HeaderFault.TRUNCATED, HeaderFault.BAD_OFFLOAD);
  }

  @Test
  void shouldNeverFailOnDhcpV4() {
    int passed = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(DhcpV4.LENGTH + 40);
      patch(bytes, 0, 1, 1, 6);
      patch(bytes, 24, 0, 0, 0, 0);
      patch(bytes, 236, 0x63, 0x82, 0x53, 0x63, 53, 1);
      MemorySegment mem = WireMemory.of(bytes);
      if (passes(DhcpV4.check(mem, AT, bytes.length))) {
        DhcpV4.address(mem, AT, bytes.length, random.nextInt(256));
        assertThat(DhcpV4.type(mem, AT, bytes.length)).isPositive();
        assertThat(DhcpV4.maximumMessageSize(mem, AT, bytes.length))
            .isGreaterThanOrEqualTo(DhcpV4.LEAST_MESSAGE_SIZE);
        DhcpV4.hardwareAddress(mem, AT);
        passed++;
      }
    }
    assertThat(passed).isGreaterThan(PACKETS / 100);
    assertThat(seen)
        .containsExactlyInAnyOrder(
            HeaderFault.NONE, HeaderFault.TRUNCATED, HeaderFault.BAD_TYPE, HeaderFault.BAD_OPTION);
  }

  @Test
  void shouldNeverFailOnDhcpV6() {
    int passed = 0;
    for (int i = 0; i < PACKETS; i++) {
      byte[] bytes = bytes(60);
      int length = random.nextInt(40);
      patch(bytes, 4, 0, random.nextInt(6), 0, length);
      patch(bytes, 8 + length, 0, 1, 0, bytes.length - 12 - length);
      MemorySegment mem = WireMemory.of(bytes);
      if (passes(DhcpV6.check(mem, AT, bytes.length))) {
        long association =
            DhcpV6.find(mem, AT, DhcpV6.LENGTH, bytes.length, DhcpV6.IDENTITY_ASSOCIATION);
        if (association >= 0) {
          int end = DhcpV6.length(mem, association);
          long address =
              DhcpV6.find(mem, association, DhcpV6.ASSOCIATION_LENGTH, end, DhcpV6.ADDRESS);
          assertThat(address < 0 || Bytes.i64(mem, address + 16) != 1).isTrue();
        }
        long server = DhcpV6.find(mem, AT, DhcpV6.LENGTH, bytes.length, DhcpV6.SERVER_ID);
        assertThat(server >= 0 && DhcpV6.isServerId(mem, server, 1)).isFalse();
        passed++;
      }
    }
    assertThat(passed).isGreaterThan(PACKETS / 100);
    assertThat(seen)
        .containsExactlyInAnyOrder(HeaderFault.NONE, HeaderFault.TRUNCATED, HeaderFault.BAD_OPTION);
  }
}
