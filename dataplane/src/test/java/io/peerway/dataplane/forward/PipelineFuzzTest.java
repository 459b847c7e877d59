package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Oracle.Address;
import io.peerway.dataplane.forward.Oracle.Decision;
import io.peerway.dataplane.forward.RandomTraffic.Plain;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.forward.testkit.PacketChecks;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A million frames, sound, damaged and random, through labs that change all the while: nothing
 * throws, every packet gets one verdict and is counted once, and a packet leaves only by the port
 * that the oracle names.
 */
class PipelineFuzzTest {
  private static final int PACKETS = 1_000_000;
  private static final int MOST_IN_BURST = 128;
  private static final int SLOT = 65_536 + 256;
  private static final int HEADROOM = 64;
  private static final int PORTS = RandomConfig.VPCS + 1; // one that no state knows

  // Another seed: -Dpeerway.fuzz.seed=…
  private final long seed = Long.getLong("peerway.fuzz.seed", 20_260_101L);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final LabState lab = new LabState();
  private final RandomConfig config = new RandomConfig(lab, random.split());
  private final RandomTraffic traffic = new RandomTraffic(random.split());
  private final Oracle oracle = new Oracle(lab);
  private final WorkerCounters counters = new WorkerCounters(PORTS);
  private final NeighborTable neighbors = new NeighborTable(() -> {});
  private final Burst burst =
      new Burst(Arena.ofAuto().allocate((long) MOST_IN_BURST * SLOT, HEADROOM));
  private final Plain[] plain = new Plain[MOST_IN_BURST];
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final long[] verdicts = new long[Burst.DROPPED + 1];

  private TtlMode ttlMode = TtlMode.DECREMENT;
  private Pipeline pipeline;
  private ForwardingState state = lab.build();
  private long now;
  private int ingress; // of the burst that is being processed
  private int judged;

  /** A host's answer to a question of the router, on its way. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Answer(int port, byte[] frame) {}

  @Test
  void shouldDecideEveryPacketOnceAndAsTheOracleSays() {
    int packets = 0;
    try {
      while (packets < PACKETS) {
        if (packets % (PACKETS / 4) < MOST_IN_BURST) {
          startAnew();
        }
        changeSomething();
        packets += receiveBurst();
        assertEverythingIsAccountedFor();
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed %d, after %d packets".formatted(seed, packets), e);
    }
    assertThat(verdicts[Burst.FORWARDED]).as("forwarded").isGreaterThan(PACKETS / 20);
    assertThat(verdicts[Burst.CONSUMED]).as("consumed").isGreaterThan(PACKETS / 100);
    assertThat(verdicts[Burst.HELD]).as("held").isGreaterThan(PACKETS / 1000);
    assertThat(DropReason.values())
        .filteredOn(why -> !isOfOtherLabs(why))
        .as("reasons that occurred")
        .allMatch(this::hasOccurred);
    assertThat(judged).as("frames that pcap4j judged").isGreaterThan(1000);
  }

  /** This one has no filters, no DNS servers, and no interfaces that routes lead to. */
  private static boolean isOfOtherLabs(DropReason why) {
    return switch (why) {
      case DNS_MALFORMED, DNS_TOO_OFTEN, DESTINATION_CHECK -> true;
      default -> why.stage() == Stage.EGRESS_FILTER || why.stage() == Stage.INGRESS_FILTER;
    };
  }

  private boolean hasOccurred(DropReason why) {
    return IntStream.range(0, PORTS).anyMatch(port -> counters.drops(port, why) > 0);
  }

  private void startAnew() {
    ttlMode = ttlMode == TtlMode.DECREMENT ? TtlMode.TRANSPARENT : TtlMode.DECREMENT;
    for (int port = 0; port < PORTS; port++) {
      if (pipeline != null) {
        pipeline.forgetPort(port);
      }
      neighbors.removePort(port);
    }
    pipeline = new Pipeline(this::send, neighbors, counters, ttlMode);
  }

  private void changeSomething() {
    now += random.nextLong(100_000_000L);
    switch (random.nextInt(40)) {
      case 0, 1, 2 -> {
        config.change();
        state = lab.build();
      }
      case 3 -> pipeline.tick(state, now);
      case 4 -> pipeline.advertise(state, now);
      case 5 -> pipeline.releaseHeld(state, now);
      case 6 -> pipeline.forgetPort(random.nextInt(PORTS));
      case 7 -> now += random.nextLong(60_000_000_000L);
      default -> {}
    }
  }

  private int receiveBurst() {
    ingress = answers.isEmpty() ? random.nextInt(PORTS) : answers.getFirst().port();
    int count = random.nextInt(1, MOST_IN_BURST);
    for (int i = 0; i < count; i++) {
      burst.at[i] = (long) i * SLOT + HEADROOM;
      traffic.next(ingress % RandomConfig.VPCS);
      plain[i] = traffic.plain;
      put(i, traffic.offload, traffic.frame.array(), traffic.length);
      if (!answers.isEmpty() && answers.getFirst().port() == ingress) {
        byte[] answer = answers.removeFirst().frame();
        plain[i] = null;
        put(i, new byte[10], answer, answer.length);
      }
    }
    burst.count = count;
    pipeline.process(burst, ingress, state, now);
    for (int i = 0; i < count; i++) {
      checkVerdict(i);
    }
    return count;
  }

  private void put(int i, byte[] offload, byte[] frame, int length) {
    burst.length[i] = length;
    MemorySegment.copy(
        offload, 0, burst.memory, ValueLayout.JAVA_BYTE, burst.at[i] - 10, offload.length);
    MemorySegment.copy(frame, 0, burst.memory, ValueLayout.JAVA_BYTE, burst.at[i], length);
  }

  private void checkVerdict(int i) {
    verdicts[burst.verdict[i]]++;
    DropReason why = burst.verdict[i] == Burst.DROPPED ? DropReason.of(burst.reason[i]) : null;
    if (burst.verdict[i] == Burst.IN_PIPELINE) {
      throw new AssertionError("no verdict on " + hex(i));
    }
    if (plain[i] == null) {
      return;
    }
    Decision expected = expected(plain[i]);
    boolean asExpected =
        switch (burst.verdict[i]) {
          case Burst.DROPPED ->
              why == expected.drop() || (expected.drop() == null && isOfTheMoment(why));
          case Burst.HELD -> expected.drop() == null;
          case Burst.FORWARDED ->
              expected.drop() == null && burst.egress[i].number() == expected.port();
          default -> false;
        };
    if (!asExpected) {
      throw new AssertionError(
          "%s: expected %s, but the verdict is %d %s: %s"
              .formatted(plain[i], expected, burst.verdict[i], why, hex(i)));
    }
  }

  private String hex(int i) {
    byte[] frame =
        burst
            .memory
            .asSlice(burst.at[i] - 10, burst.length[i] + 10L)
            .toArray(ValueLayout.JAVA_BYTE);
    return HexFormat.of().formatHex(frame);
  }

  /** What may prevent a packet from leaving that does not depend on the packet. */
  private static boolean isOfTheMoment(DropReason why) {
    return switch (why) {
      case NEIGHBOR_QUEUE_FULL, RING_FULL, DEVICE_FULL, DEVICE_DOWN, DEVICE_ERROR -> true;
      default -> false;
    };
  }

  private Decision expected(Plain packet) {
    if (ingress >= RandomConfig.VPCS) {
      return Decision.drop(DropReason.NO_VPC);
    }
    Decision decision = oracle.decide(ingress, packet.source(), packet.destination());
    if (decision.drop() != null) {
      return decision;
    }
    if (packet.ttl() <= (ttlMode == TtlMode.DECREMENT ? 1 : 0)) {
      return Decision.drop(DropReason.TTL_EXCEEDED);
    }
    boolean tooBig = packet.ipLength() > decision.mtu();
    return tooBig && (packet.isIpv6() || packet.dontFragment())
        ? Decision.drop(DropReason.PACKET_TOO_BIG)
        : decision;
  }

  private void assertEverythingIsAccountedFor() {
    for (int port = 0; port < PORTS; port++) {
      long unaccounted =
          counters.get(port, PortCounter.RECEIVED_PACKETS)
              - counters.get(port, PortCounter.FORWARDED_PACKETS)
              - counters.get(port, PortCounter.CONSUMED_PACKETS)
              - counters.get(port, PortCounter.HELD_PACKETS)
              - counters.drops(port);
      if (unaccounted != 0) {
        throw new AssertionError("%d packets lost at port %d".formatted(unaccounted, port));
      }
    }
  }

  /** Where frames leave; a device now and then does not take one. */
  private int send(int port, MemorySegment memory, long at, int length) {
    byte[] frame = memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    checkLeaving(port, frame, memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at - 10));
    return random.nextInt(100) == 0 ? random.nextInt(1, 5) : Egress.SENT;
  }

  private void checkLeaving(int port, byte[] bytes, short offload) {
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    assertThat(lab.vpcs.get(port).exists && lab.vpcs.get(port).hasPort).isTrue();
    long sourceMac = (frame.getShort(6) & 0xffffL) << 32 | (frame.getInt(8) & 0xffff_ffffL);
    assertThat(sourceMac).isEqualTo(LabState.routerMac(port));
    Address source;
    Address destination;
    switch (frame.getShort(12) & 0xffff) {
      case 0x0806 -> {
        answer(port, frame);
        return;
      }
      case 0x0800 -> {
        source = Address.of4(frame.getInt(26));
        destination = Address.of4(frame.getInt(30));
      }
      case 0x86dd -> {
        source = Address.of6(frame.getLong(22), frame.getLong(30));
        destination = Address.of6(frame.getLong(38), frame.getLong(46));
      }
      default -> throw new AssertionError("a frame left that is neither ARP nor IP");
    }
    if (mayLeave(port, source, destination)) {
      return;
    }
    if (isOfRouter(port, source)) {
      judge(bytes, offload);
      answer(port, frame);
    } else {
      throw new AssertionError(
          "left by port %d: %s".formatted(port, HexFormat.of().formatHex(bytes)));
    }
  }

  private boolean isOfRouter(int port, Address source) {
    boolean linkLocal = source.isIpv6() && source.hi() == 0xfe80L << 48 && source.lo() == 1;
    return linkLocal || Oracle.isRouter(lab.vpcs.get(port), source);
  }

  /** Whether there is a VPC from which such a packet leaves by this port: most often the last. */
  private boolean mayLeave(int port, Address source, Address destination) {
    if (leaves(ingress, port, source, destination)) {
      return true;
    }
    for (int from = 0; from < RandomConfig.VPCS; from++) {
      if (leaves(from, port, source, destination)) {
        return true;
      }
    }
    return false;
  }

  private boolean leaves(int from, int port, Address source, Address destination) {
    if (from >= RandomConfig.VPCS) {
      return false;
    }
    Decision decision = oracle.decide(from, source, destination);
    return decision.drop() == null && decision.port() == port;
  }

  private void judge(byte[] frame, short offload) {
    assertThat(offload).as("offload of a frame that the router has made").isZero();
    if (random.nextInt(16) == 0 && !quotesOtherThanUdp(frame)) {
      PacketChecks.assertThatPacket(frame);
      judged++;
    }
  }

  /** pcap4j looks into what an error quotes, and does not forgive what it finds. */
  private static boolean quotesOtherThanUdp(byte[] frame) {
    boolean isIpv6 = (frame[14] & 0xf0) == 0x60;
    int icmp = isIpv6 ? 54 : 34;
    boolean isError = isIpv6 ? frame[20] == 58 && frame[icmp] >= 0 : frame[icmp] != 0;
    int quotedProtocol = icmp + 8 + (isIpv6 ? 6 : 9);
    return isError && frame[quotedProtocol] != 17;
  }

  /** Hosts answer most questions, sooner or later. */
  private void answer(int port, ByteBuffer frame) {
    boolean isArpRequest = frame.getShort(12) == 0x0806 && frame.getShort(20) == 1;
    boolean isSolicitation =
        frame.getShort(12) != 0x0806 && frame.get(20) == 58 && (frame.get(54) & 0xff) == 135;
    if (random.nextInt(3) == 0 || answers.size() > 1000) {
      return;
    }
    long router = LabState.routerMac(port);
    if (isArpRequest) {
      String target = Ipv4Address.format(frame.getInt(38));
      String sender = Ipv4Address.format(frame.getInt(28));
      long mac = RandomTraffic.mac(port, frame.get(41) & 0xff);
      answers.add(new Answer(port, NeighborFrames.arpReply(mac, target, router, sender)));
    } else if (isSolicitation) {
      String target = Ipv6Address.format(frame.getLong(62), frame.getLong(70));
      long mac = RandomTraffic.mac(port, frame.get(77) & 0xff);
      answers.add(
          new Answer(port, NeighborFrames.neighborAdvertisement(mac, target, router, "fe80::1")));
    }
  }
}
