package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.OffloadHeaders.DATA_VALID;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.NONE;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.header;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.partialChecksum;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.plain;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.withPartialChecksum;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Checksum;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.Offloads;
import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.forward.testkit.Segments;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of a flow leave joined, and the receiver gets exactly what it would get otherwise. */
class CoalescingTest {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ROUNDS = 400;

  private final PeeredLab joining = PeeredLab.coalescing();
  private final PeeredLab plain = new PeeredLab();
  private final Random random = new Random(64);

  private static int start(int version) {
    return version == 4 ? 34 : 54;
  }

  private PacketBuilder packet(int version) {
    return joining.hostA(version).to(joining.hostB(version)).dontFragment();
  }

  private byte[] udp(int version, int port, int size) {
    byte[] data = new byte[size];
    random.nextBytes(data);
    return packet(version).udp(port, 53, data);
  }

  private static Sent complete(byte[] frame) {
    return new Sent(0, frame, plain());
  }

  /** As a host's own kernel hands it over. */
  private static Sent partial(int version, byte[] frame, int checksumOffset) {
    return new Sent(
        0,
        withPartialChecksum(frame, start(version), checksumOffset),
        partialChecksum(start(version), checksumOffset));
  }

  private List<Sent> send(List<Sent> burst) {
    return joining.lab.receive(0, burst);
  }

  // ---- against the oracle ----

  @Test
  void shouldDeliverEveryFlowAsItWouldBeWithoutJoining() {
    int received = 0;
    int left = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<Sent> burst = randomBurst();
      List<Sent> joined = send(burst);
      List<Sent> single = plain.lab.receive(0, burst);

      assertThat(flows(joined)).as("round %d", round).isEqualTo(flows(single));
      received += single.size();
      left += joined.size();
    }
    assertThat(left).as("frames for %d packets", received).isLessThan(received / 2);
    assertThat(joining.lab.unaccounted(0)).isZero();
    assertThat(joining.lab.count(0, PortCounter.FORWARDED_PACKETS))
        .isEqualTo(plain.lab.count(0, PortCounter.FORWARDED_PACKETS));
  }

  /** The packets that arrive at the end, flow by flow, each as text. */
  private static Map<String, List<String>> flows(List<Sent> frames) {
    Map<String, List<String>> flows = new TreeMap<>();
    for (Sent sent : frames) {
      for (byte[] packet : Segments.of(sent.virtioHeader(), sent.frame())) {
        flows
            .computeIfAbsent(flow(packet), flow -> new ArrayList<>())
            .add(HexFormat.of().formatHex(withoutNeedlessIdentification(packet)));
      }
    }
    return flows;
  }

  /** All that is not TCP or UDP in whole packets counts as one flow with everybody's. */
  private static String flow(byte[] packet) {
    int version = packet[14] >> 4 & 0xf;
    int from = version == 4 ? 26 : 22;
    return HexFormat.of().formatHex(Arrays.copyOfRange(packet, from, start(version) + 4))
        + packet[version == 4 ? 23 : 20];
  }

  /** RFC 6864: of a packet that is never fragmented it says nothing. */
  private static byte[] withoutNeedlessIdentification(byte[] packet) {
    boolean isAtomic = packet[12] == 8 && (packet[20] & 0x40) != 0;
    return isAtomic ? withIpv4Checksum(with(packet, 18, 0, 0)) : packet;
  }

  /** Some flows that go on as flows do, with all that may come in between. */
  private List<Sent> randomBurst() {
    int flows = random.nextInt(1, 6);
    int[] protocol = new int[flows];
    int[] version = new int[flows];
    int[] size = new int[flows];
    int[] sequence = new int[flows];
    int[] identification = new int[flows];
    boolean[] dontFragment = new boolean[flows];
    for (int flow = 0; flow < flows; flow++) {
      protocol[flow] = random.nextBoolean() ? TCP : UDP;
      version[flow] = random.nextBoolean() ? 4 : 6;
      size[flow] = random.nextInt(1, random.nextBoolean() ? 30 : 1400);
      sequence[flow] = random.nextInt();
      identification[flow] = random.nextInt(1 << 16);
      dontFragment[flow] = random.nextBoolean();
    }
    List<Sent> burst = new ArrayList<>();
    for (int i = random.nextInt(1, Burst.CAPACITY + 1); i > 0; i--) {
      int flow = random.nextInt(flows);
      int length = random.nextInt(20) == 0 ? random.nextInt(1, 1400) : size[flow];
      byte[] data = new byte[length];
      random.nextBytes(data);
      PacketBuilder packet = joining.hostA(version[flow]).to(joining.hostB(version[flow]));
      packet.identification(identification[flow]++ & 0xffff);
      if (dontFragment[flow]) {
        packet.dontFragment();
      }
      disturb(packet);
      boolean isTcp = protocol[flow] == TCP;
      int start = start(version[flow]);
      byte[] frame = isTcp ? packet.tcp(1000 + flow, 80, data) : packet.udp(1000 + flow, 80, data);
      if (isTcp) {
        frame = withTcp(frame, start, sequence[flow]);
        sequence[flow] += random.nextInt(30) == 0 ? 1 : length;
      }
      burst.add(withOffload(frame, version[flow], isTcp ? 16 : 6));
    }
    return burst;
  }

  private void disturb(PacketBuilder packet) {
    switch (random.nextInt(60)) {
      case 0 -> packet.trafficClass(3); // congestion experienced
      case 1 -> packet.ttl(17);
      case 2 -> packet.identification(random.nextInt(1 << 16));
      default -> {}
    }
  }

  private byte[] withTcp(byte[] frame, int start, int sequence) {
    int flags =
        switch (random.nextInt(40)) {
          case 0 -> 0x11; // FIN
          case 1, 2 -> 0x18; // PSH
          case 3 -> 0x90; // CWR
          case 4 -> 0x50; // ECE
          default -> 0x10;
        };
    byte[] numbered =
        with(frame, start + 4, sequence >> 24, sequence >> 16, sequence >> 8, sequence);
    byte[] flagged = with(numbered, start + 13, flags);
    byte[] windowed = random.nextInt(40) == 0 ? with(flagged, start + 14, 7) : flagged;
    byte[] acked = random.nextInt(40) == 0 ? with(windowed, start + 11, 7) : windowed;
    return Segments.withChecksum(acked, start, 16);
  }

  private Sent withOffload(byte[] frame, int version, int checksumOffset) {
    return switch (random.nextInt(30)) {
      case 0 -> complete(with(frame, frame.length - 1, frame[frame.length - 1] ^ 1)); // damaged
      case 1 -> complete(with(frame, start(version) + 6, 0, 0)); // UDP without checksum
      case 2 -> new Sent(0, frame, header(DATA_VALID, NONE, 0, 0, 0, 0));
      case 3, 4, 5, 6, 7 -> partial(version, frame, checksumOffset);
      default -> complete(frame);
    };
  }

  // ---- one rule at a time ----

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldJoinDatagramsOfOneFlow(int version) {
    List<Sent> burst = IntStream.range(0, 10).mapToObj(i -> complete(udp(version, 1, 18))).toList();
    long before = joining.lab.count(1, PortCounter.SENT_PACKETS);

    List<Sent> sent = send(burst);

    assertThat(sent).hasSize(1);
    assertThat(ByteBuffer.wrap(sent.getFirst().virtioHeader()).get(1)).isEqualTo((byte) 5);
    assertThat(sent.getFirst().frame()).hasSize(start(version) + 8 + 10 * 18);
    assertThat(joining.lab.count(0, PortCounter.FORWARDED_PACKETS)).isEqualTo(10);
    assertThat(joining.lab.count(1, PortCounter.SENT_PACKETS)).isEqualTo(before + 1);
  }

  @Test
  void shouldJoinWithinEachOfManyFlowsThatTakeTurns() {
    List<Sent> burst =
        IntStream.range(0, 256).mapToObj(i -> complete(udp(4, 1000 + i % 64, 18))).toList();

    assertThat(send(burst)).hasSizeBetween(64, 80); // some share a place in the table
  }

  @Test
  void shouldJoinNoMoreThanTheReceiverTakes() {
    List<Sent> small = IntStream.range(0, 256).mapToObj(i -> complete(udp(4, 1, 18))).toList();
    assertThat(send(small)).hasSize(4);

    List<Sent> large = IntStream.range(0, 256).mapToObj(i -> complete(udp(4, 1, 1400))).toList();
    assertThat(send(large)).allMatch(frame -> frame.frame().length <= 14 + 65_535);
  }

  @Test
  void shouldLeaveADatagramWithAWrongChecksumAloneSoThatTheReceiverFindsIt() {
    byte[] damaged = with(udp(4, 1, 18), 45, 0x55);

    List<Sent> sent = send(List.of(complete(damaged), complete(udp(4, 1, 18)), complete(damaged)));

    assertThat(sent).hasSize(3);
    assertThat(Arrays.copyOfRange(sent.getLast().frame(), 34, damaged.length))
        .isEqualTo(Arrays.copyOfRange(damaged, 34, damaged.length));
  }

  @Test
  void shouldLeaveADatagramWithoutChecksumWithout() {
    byte[] bare = with(udp(4, 1, 18), 40, 0, 0);

    assertThat(send(List.of(complete(bare), complete(bare)))).hasSize(2);
  }

  @Test
  void shouldNotMoveACongestionMark() {
    byte[] data = new byte[18];
    byte[] marked = packet(4).trafficClass(3).udp(1, 53, data);
    byte[] unmarked = packet(4).trafficClass(2).udp(1, 53, data);

    assertThat(send(List.of(complete(unmarked), complete(marked), complete(unmarked)))).hasSize(3);
  }

  @Test
  void shouldNotLetAFragmentBeOvertaken() {
    byte[] fragment = joining.hostA.to(joining.hostB).fragment(0, true).udp(1, 53, new byte[24]);

    List<Sent> sent =
        send(List.of(complete(udp(4, 1, 18)), complete(fragment), complete(udp(4, 1, 18))));

    assertThat(sent).hasSize(3);
  }

  @Test
  void shouldNotJoinForADeviceThatDoesNotTakeSuperPackets() {
    joining.lab.offloads = Offloads.ALL & ~Offloads.UDP4;

    assertThat(send(List.of(complete(udp(4, 1, 18)), complete(udp(4, 1, 18))))).hasSize(2);
  }

  @Test
  void shouldDropAllThatLeaveTogetherWhenTheDeviceRefuses() {
    joining.lab.egressResult = Egress.FULL;

    send(IntStream.range(0, 10).mapToObj(i -> complete(udp(4, 1, 18))).toList());

    assertThat(joining.lab.drops(0, DropReason.DEVICE_FULL)).isEqualTo(10);
    assertThat(joining.lab.unaccounted(0)).isZero();
  }
}
