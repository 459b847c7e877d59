package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.icmp;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.neighborSolicitation;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.quoting;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.BROADCAST;
import static io.peerway.dataplane.forward.testkit.PacketChecks.arpRequest;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ip;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static io.peerway.dataplane.forward.testkit.PacketChecks.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.forward.slowpath.HeldPackets;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.forward.testkit.OffloadHeaders;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.state.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to packets while their next host is being asked for, and in time. */
class NeighborResolutionTest {
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;

  private Host stranger(int version) {
    return Host.of(peered.b, 200, version == 4 ? "10.2.7.7" : "2001:db8:b:7::7");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldAskThreeTimesASecondApartAndThenReportTheHostUnreachable(int version) {
    Host a = peered.hostA(version);
    byte[] frame = a.to(stranger(version)).udp(1, 2, new byte[20]);

    assertThat(lab.receive(0, frame)).as("first question").hasSize(1);
    assertThat(lab.advance(999 * MILLISECOND)).isEmpty();
    assertThat(lab.advance(MILLISECOND)).as("second question").hasSize(1);
    assertThat(lab.advance(SECOND)).as("third question").hasSize(1);
    assertThat(lab.advance(999 * MILLISECOND)).isEmpty();
    List<Sent> error = lab.advance(MILLISECOND);

    assertThat(error).hasSize(1);
    assertThat(error.getFirst().port()).isEqualTo(0);
    assertThatPacket(
        error.getFirst().frame(),
        ethernet(src(a.routerMac()), dst(a.mac())),
        ip(src(PeeredLab.routerA(version)), dst(a.address())),
        version == 4 ? icmp(3, 1) : icmp(1, 3),
        quoting(frame));
    assertThat(lab.drops(0, DropReason.NEIGHBOR_UNRESOLVED)).isOne();
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isZero();
    assertThat(lab.unaccounted(0)).isZero();
    assertThat(lab.pipeline.isHolding()).isFalse();
  }

  @Test
  void shouldStartToAskAfreshAfterGivingUp() {
    byte[] frame = peered.hostA.to(stranger(4)).udp(1, 2);
    lab.receive(0, frame);
    for (int second = 0; second < 3; second++) {
      lab.advance(SECOND);
    }
    assertThat(lab.drops(0, DropReason.NEIGHBOR_UNRESOLVED)).isOne();

    List<Sent> question = lab.receive(0, frame);

    assertThatPacket(
        question.getFirst().frame(), arpRequest(stranger(4).routerMac(), "10.2.0.1", "10.2.7.7"));
    assertThat(lab.receive(1, Lab.answer(stranger(4), "10.2.0.1"))).hasSize(1);
  }

  @Test
  void shouldAskOnceHoweverManyPacketsWait() {
    byte[] frame = peered.hostA.to(stranger(4)).udp(1, 2);

    assertThat(lab.receive(0, frame, frame, frame, frame)).hasSize(1);
  }

  @Test
  void shouldHoldSuperPacketsWithTheirOffloadHeader() {
    byte[] frame = peered.hostA.to(stranger(4)).tcp(1, 2, new byte[60_000]);
    byte[] header = OffloadHeaders.segments(OffloadHeaders.TCPV4, 54, 1448, 34, 16);
    lab.receiveWithHeader(0, header, frame);

    Sent released = lab.forward(1, Lab.answer(stranger(4), "10.2.0.1"));

    assertThat(released.virtioHeader()).isEqualTo(header);
    assertThat(released.frame()).hasSameSizeAs(frame).endsWith(new byte[60_000]);
  }

  @Test
  void shouldKeepTheNewestPacketsForAHostInTheirOrder() {
    int most = HeldPackets.MOST_PER_NEIGHBOR;
    for (int i = 0; i < most + 4; i++) {
      lab.receive(0, peered.hostA.to(stranger(4)).udp(1, 100 + i));
    }
    assertThat(lab.drops(0, DropReason.NEIGHBOR_QUEUE_FULL)).isEqualTo(4);
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isEqualTo(most);

    List<Sent> released = lab.receive(1, Lab.answer(stranger(4), "10.2.0.1"));

    assertThat(released).hasSize(most);
    for (int i = 0; i < most; i++) {
      assertThatPacket(released.get(i).frame(), udp(1, 104 + i));
    }
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldLeaveRoomForOthersWhenAHostScans() {
    lab.receive(0, scan(peered.hostA, 200));

    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isEqualTo(HeldPackets.MOST_PER_INGRESS);
    assertThat(lab.drops(0, DropReason.NEIGHBOR_QUEUE_FULL))
        .isEqualTo(200 - HeldPackets.MOST_PER_INGRESS);
    lab.receive(1, peered.hostB.to("10.1.9.9").udp(1, 2));
    assertThat(lab.count(1, PortCounter.HELD_PACKETS)).isOne();
    assertThat(lab.unaccounted(0)).isZero();
  }

  private static byte[][] scan(Host from, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> from.to("10.2.64." + (i + 2)).udp(1, 2))
        .toArray(byte[][]::new);
  }

  @Test
  void shouldHoldNoMoreThanItHasRoomForInAll() {
    List<Vpc> scanners = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Vpc scanner = lab.config.vpc("vpc-" + i, "10.%d.0.0/16".formatted(10 + i));
      scanner.route("10.2.0.0/16", LabState.peering(peered.b));
      scanners.add(scanner);
    }
    lab.publish();

    for (Vpc scanner : scanners) {
      lab.receive(
          scanner.index, scan(Host.of(scanner, 1, "10.%d.1.1".formatted(8 + scanner.index)), 100));
    }

    long held =
        scanners.stream().mapToLong(v -> lab.count(v.index, PortCounter.HELD_PACKETS)).sum();
    assertThat(held).isEqualTo(HeldPackets.CAPACITY);
    assertThat(scanners).allSatisfy(v -> assertThat(lab.unaccounted(v.index)).isZero());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldAskAKnownHostAgainAfter30SecondsAndForwardMeanwhile(int version) {
    Host a = peered.hostA(version);
    Host b = peered.hostB(version);
    byte[] frame = a.to(b).udp(1, 2);

    lab.now += 30 * SECOND;
    assertThat(lab.receive(0, frame)).as("within 30 s").hasSize(1);
    lab.now += MILLISECOND;
    List<Sent> sent = lab.receive(0, frame, frame);

    assertThat(sent).as("one question, two packets").hasSize(3);
    assertThatPacket(
        sent.getFirst().frame(),
        ethernet(dst(b.mac())),
        version == 4
            ? arpRequest(b.routerMac(), PeeredLab.ROUTER_B, b.address())
            : neighborSolicitation(b.address(), b.routerMac()));

    lab.receive(1, Lab.answer(b, PeeredLab.routerB(version)));
    lab.now += 20 * SECOND;
    assertThat(lab.receive(0, frame)).as("after its answer").hasSize(1);
  }

  @Test
  void shouldForgetAKnownHostThatStaysSilentAndResolveItAnew() {
    byte[] frame = peered.hostA.to(peered.hostB).udp(1, 2);
    lab.now += 31 * SECOND;
    for (int probe = 0; probe < 3; probe++) {
      assertThat(lab.receive(0, frame)).as("probe %d", probe).hasSize(2);
      lab.now += SECOND;
    }

    List<Sent> sent = lab.receive(0, frame);

    assertThat(sent).hasSize(1);
    assertThatPacket(sent.getFirst().frame(), ethernet(dst(BROADCAST)));
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isOne();
    assertThat(lab.receive(1, Lab.answer(peered.hostB, PeeredLab.ROUTER_B))).hasSize(1);
  }

  @Test
  void shouldDecideHeldPacketsByTheStateOfTheirRelease() {
    lab.receive(0, peered.hostA.to(stranger(4)).udp(1, 2));
    peered.a.noRoutes().route("10.2.0.0/16", Target.blackhole("pcx-to-vpc-b"));
    lab.publish();

    assertThat(lab.receive(1, Lab.answer(stranger(4), "10.2.0.1"))).isEmpty();

    assertThat(lab.drops(0, DropReason.BLACKHOLE_ROUTE)).isOne();
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isZero();
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldGiveUpHeldPacketsWhenThePortOfTheirHostIsGone() {
    lab.receive(0, peered.hostA.to(stranger(4)).udp(1, 2));
    peered.b.exists = false;
    lab.publish();

    lab.advance(1);

    assertThat(lab.drops(0, DropReason.NEIGHBOR_UNRESOLVED)).isOne();
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldDropHeldPacketsWhoseOwnPortIsGone() {
    lab.receive(0, peered.hostA.to(stranger(4)).udp(1, 2));
    peered.a.exists = false;
    lab.publish();

    assertThat(lab.receive(1, Lab.answer(stranger(4), "10.2.0.1"))).isEmpty();

    assertThat(lab.drops(0, DropReason.NO_VPC)).isOne();
    assertThat(lab.unaccounted(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldDropWhatIsHeldFromOrForAPortThatIsClosed(int closed) {
    lab.receive(0, peered.hostA.to(stranger(4)).udp(1, 2));

    lab.pipeline.forgetPort(closed);

    assertThat(lab.drops(0, DropReason.PORT_GONE)).isOne();
    assertThat(lab.unaccounted(0)).isZero();
    assertThat(lab.receive(1, Lab.answer(stranger(4), "10.2.0.1"))).isEmpty();
  }

  @Test
  void shouldHoldAPacketAgainThatMustGoToAnotherHostByNow() {
    // Held for B's port; at its release the address is behind the port of another VPC.
    lab.receive(0, peered.hostA.to(stranger(4)).udp(1, 2));
    Vpc c = lab.config.vpc("vpc-c", "10.2.0.0/16");
    peered.a.noRoutes().route("10.2.0.0/16", LabState.peering(c));
    lab.publish();

    List<Sent> question = lab.receive(1, Lab.answer(stranger(4), "10.2.0.1"));

    assertThat(question).extracting(Sent::port).containsExactly(2);
    assertThat(lab.count(0, PortCounter.HELD_PACKETS)).isOne();
    Host same = Host.of(c, 7, stranger(4).address());
    assertThatPacket(
        lab.forward(2, Lab.answer(same, "10.2.0.1")).frame(), ethernet(dst(same.mac())), udp(1, 2));
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldReleaseWhatWaitsInOneWorkerWhenAnotherHearsTheAnswerAndKeepTheOrder() {
    List<Lab> workers = new ArrayList<>();
    NeighborTable shared =
        new NeighborTable(() -> workers.forEach(w -> w.pipeline.releaseHeld(w.state, w.now)));
    for (int i = 0; i < 2; i++) {
      Lab worker = new Lab(TtlMode.DECREMENT, shared);
      workers.add(worker);
      worker.state = lab.state;
    }
    byte[] frame = peered.hostA.to(stranger(4)).udp(1, 2);

    assertThat(workers.get(0).receive(0, frame)).as("asks").hasSize(1);
    assertThat(workers.get(1).receive(0, frame)).as("need not ask again").isEmpty();
    workers.get(1).receive(1, Lab.answer(stranger(4), "10.2.0.1"));

    for (Lab worker : workers) {
      assertThat(worker.count(0, PortCounter.FORWARDED_PACKETS)).isOne();
      assertThat(worker.pipeline.isHolding()).isFalse();
    }
  }

  @Test
  void shouldSendHeldPacketsBeforeNewOnesThoughAnotherWorkerHeardTheAnswer() {
    NeighborTable shared = new NeighborTable(() -> {}); // the wake-up is still on its way
    Lab waiting = new Lab(TtlMode.DECREMENT, shared);
    Lab other = new Lab(TtlMode.DECREMENT, shared);
    waiting.state = lab.state;
    other.state = lab.state;
    waiting.receive(0, peered.hostA.to(stranger(4)).udp(1, 1));
    other.receive(1, Lab.answer(stranger(4), "10.2.0.1"));

    List<Sent> sent = waiting.receive(0, peered.hostA.to(stranger(4)).udp(1, 2));

    assertThat(sent).hasSize(2);
    assertThatPacket(sent.get(0).frame(), udp(1, 1));
    assertThatPacket(sent.get(1).frame(), udp(1, 2));
  }
}
