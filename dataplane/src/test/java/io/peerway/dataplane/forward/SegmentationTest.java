package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.icmp;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.rest;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.ECN;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.TCPV4;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.TCPV6;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.UDP_DATAGRAMS;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.partialChecksum;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.segments;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.withPartialChecksum;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Options;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.Offloads;
import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.forward.testkit.Segments;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to unfinished packets where the egress device, or the way, cannot take them. */
class SegmentationTest {
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final int ROUNDS = 150;

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final Random random = new Random(1500);

  private Sent superPacket(int version, boolean isTcp, int payload, int size, boolean df) {
    byte[] data = new byte[payload];
    random.nextBytes(data);
    PacketBuilder builder = peered.hostA(version).to(peered.hostB(version));
    builder.identification(random.nextInt(1 << 16)).trafficClass(random.nextInt(256));
    if (df) {
      builder.dontFragment();
    }
    byte[] frame = isTcp ? builder.tcp(40_000, 5201, data) : builder.udp(40_000, 53, data);
    int start = version == 4 ? 34 : 54;
    if (isTcp) {
      int[] flags = {0x10, 0x11, 0x18, 0x19, 0x90, 0x99, 0xd8};
      frame = with(frame, start + 13, flags[random.nextInt(flags.length)]);
      frame = with(frame, start + 4, 0xff, 0xff, 0xf0, random.nextInt(256)); // about to wrap
    }
    if (random.nextInt(3) == 0) {
      frame =
          version == 4
              ? withIpv4Options(frame, (byte) 1, (byte) 1, (byte) 1, (byte) 1)
              : withIpv6Extension(frame, 60, new byte[] {0, 0, 1, 4, 0, 0, 0, 0});
      start += version == 4 ? 4 : 8;
    }
    int checksum = isTcp ? TCP_CHECKSUM : UDP_CHECKSUM;
    int type = version == 4 ? TCPV4 : TCPV6;
    if (!isTcp) {
      type = UDP_DATAGRAMS;
    } else if (random.nextBoolean()) {
      type |= ECN;
    }
    return new Sent(
        0,
        withPartialChecksum(frame, start, checksum),
        segments(type, start + (isTcp ? 20 : 8), size, start, checksum));
  }

  /** What the packets would be if the device took them as they are, cut by the oracle. */
  private List<byte[]> expected(Sent packet) {
    int taken = lab.offloads;
    lab.offloads = Offloads.ALL;
    Sent whole = lab.receiveWithHeader(0, packet.virtioHeader(), packet.frame()).getFirst();
    lab.offloads = taken;
    return Segments.of(whole.virtioHeader(), whole.frame());
  }

  private List<Sent> send(Sent packet) {
    return lab.receiveWithHeader(0, packet.virtioHeader(), packet.frame());
  }

  @ParameterizedTest
  @CsvSource({"4, true", "6, true", "4, false", "6, false"})
  void shouldCutSuperPacketsThatTheDeviceDoesNotTake(int version, boolean isTcp) {
    int[] withoutThis = {
      Offloads.NONE,
      Offloads.CHECKSUM,
      Offloads.ALL & ~(isTcp ? Offloads.TCP4 | Offloads.TCP6 : Offloads.UDP4 | Offloads.UDP6)
    };
    for (int round = 0; round < ROUNDS; round++) {
      lab.offloads = withoutThis[round % withoutThis.length];
      int size = random.nextInt(1, 1400);
      int segments = random.nextInt(1, Math.min(40, 60_000 / size));
      int payload = Math.max(1, size * segments + random.nextInt(3) - 1);
      Sent packet = superPacket(version, isTcp, payload, size, random.nextBoolean());
      List<byte[]> expected = expected(packet);
      long before = lab.count(1, PortCounter.SENT_PACKETS);

      List<Sent> sent = send(packet);

      assertThat(sent).hasSameSizeAs(expected);
      for (int i = 0; i < sent.size(); i++) {
        assertThat(sent.get(i).virtioHeader()).containsOnly(0);
        assertThat(sent.get(i).frame()).isEqualTo(expected.get(i));
      }
      assertThatPacket(sent.getLast().frame());
      assertThat(lab.count(1, PortCounter.SENT_PACKETS)).isEqualTo(before + expected.size());
    }
    assertThat(lab.unaccounted(0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"4, true", "6, true", "4, false", "6, false"})
  void shouldCompleteAChecksumThatTheDeviceDoesNot(int version, boolean isTcp) {
    lab.offloads = Offloads.NONE;
    for (int round = 0; round < ROUNDS; round++) {
      Sent whole = superPacket(version, isTcp, random.nextInt(1, 1400), 1400, true);
      int start = ByteBuffer.wrap(whole.virtioHeader()).order(ByteOrder.nativeOrder()).getShort(6);
      byte[] header = partialChecksum(start, isTcp ? TCP_CHECKSUM : UDP_CHECKSUM);
      Sent packet = new Sent(0, whole.frame(), header);
      List<byte[]> expected = expected(packet);

      List<Sent> sent = send(packet);

      assertThat(sent).hasSize(1);
      assertThat(sent.getFirst().frame()).isEqualTo(expected.getFirst());
      assertThat(sent.getFirst().virtioHeader()[0] & 1).isZero();
    }
  }

  @Test
  void shouldLeaveToTheDeviceWhatItTakes() {
    lab.offloads = Offloads.CHECKSUM | Offloads.TCP4;

    assertThat(send(superPacket(4, true, 10_000, 1000, true))).hasSize(1);
    assertThat(send(superPacket(4, false, 10_000, 1000, true))).hasSize(10);
    assertThat(send(superPacket(6, true, 10_000, 1000, true))).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldFragmentEachSegmentThatIsTooLongAndMayBeFragmented(boolean isTcp) {
    peered.b.mtu = 1400;
    lab.publish();
    for (int round = 0; round < ROUNDS; round++) {
      int size = random.nextInt(1400, 4000);
      Sent packet = superPacket(4, isTcp, random.nextInt(size, 30_000), size, false);
      peered.b.mtu = 9001;
      lab.publish();
      List<byte[]> expected = expected(packet);
      peered.b.mtu = 1400;
      lab.publish();

      List<Sent> sent = send(packet);

      assertThat(sent).allMatch(fragment -> fragment.frame().length <= 14 + 1400);
      assertThat(reassembled(sent)).containsExactlyElementsOf(payloads(expected));
    }
  }

  /** IP payloads by identification, in the order in which they began. */
  private static List<List<Byte>> reassembled(List<Sent> fragments) {
    List<Integer> order = new ArrayList<>();
    Map<Integer, TreeMap<Integer, byte[]>> pieces = new TreeMap<>();
    for (Sent fragment : fragments) {
      ByteBuffer frame = ByteBuffer.wrap(fragment.frame());
      int identification = Short.toUnsignedInt(frame.getShort(18));
      if (!order.contains(identification)) {
        order.add(identification);
      }
      int offset = (frame.getShort(20) & 0x1fff) * 8;
      pieces
          .computeIfAbsent(identification, id -> new TreeMap<>())
          .put(offset, payload(fragment.frame()));
    }
    List<List<Byte>> payloads = new ArrayList<>();
    for (int identification : order) {
      List<Byte> payload = new ArrayList<>();
      pieces
          .get(identification)
          .forEach(
              (offset, piece) -> {
                assertThat(offset).isEqualTo(payload.size());
                payload.addAll(boxed(piece));
              });
      payloads.add(payload);
    }
    return payloads;
  }

  private static List<List<Byte>> payloads(List<byte[]> frames) {
    return frames.stream().map(frame -> boxed(payload(frame))).toList();
  }

  private static byte[] payload(byte[] frame) {
    return Arrays.copyOfRange(frame, 14 + (frame[14] & 0xf) * 4, frame.length);
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte b : bytes) {
      list.add(b);
    }
    return list;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldReportTheMtuOfAPeeringThatSegmentsExceed(int version) {
    peered.b.mtu = 9001;
    peered
        .a
        .noRoutes()
        .route("10.2.0.0/16", LabState.peering(peered.b, 8500))
        .route("2001:db8:b::/56", LabState.peering(peered.b, 8500));
    lab.publish();
    int headers = version == 4 ? 40 : 60;

    Sent fits = superPacket(version, true, 60_000, 8500 - headers - 8, true);
    assertThat(send(fits)).hasSize(1);
    List<Sent> answer = send(superPacket(version, true, 60_000, 8501 - headers, true));

    assertThat(lab.drops(0, DropReason.PACKET_TOO_BIG)).isOne();
    assertThat(answer).hasSize(1);
    assertThatPacket(answer.getFirst().frame(), version == 4 ? icmp(3, 4) : icmp(2, 0), rest(8500));
  }

  @Test
  void shouldDropASuperPacketWhoseSegmentsTheDeviceRefuses() {
    lab.offloads = Offloads.NONE;
    lab.egressResult = Egress.FULL;

    assertThat(send(superPacket(4, true, 3000, 1000, true))).isEmpty();

    assertThat(lab.drops(0, DropReason.DEVICE_FULL)).isOne();
    assertThat(lab.unaccounted(0)).isZero();
  }
}
