package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.explain.Explainer;
import io.peerway.dataplane.explain.Filtering;
import io.peerway.dataplane.explain.Frame;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.Verdict;
import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.LabState.Interface;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.forward.testkit.DnsFrames;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.DnsMessage;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random packets through random states, each explained first and then forwarded: what was foreseen
 * is what happens, to the byte.
 */
class ExplainAgreesTest {
  private static final int PACKETS = 40_000;
  private static final int HEADROOM = 64;
  private static final int INTERFACE_PORT = RandomConfig.VPCS; // of an interface of the first VPC
  private static final int PORTS = INTERFACE_PORT + 2; // one that no state knows
  private static final String INTERFACE = "10.1.1.20";

  // Another seed: -Dpeerway.fuzz.seed=…
  private final long seed = Long.getLong("peerway.fuzz.seed", 20_260_102L);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final LabState lab = new LabState();
  private final RandomConfig config = new RandomConfig(lab, random.split());
  private final RandomTraffic traffic = new RandomTraffic(random.split());
  private final NeighborTable neighbors = new NeighborTable(() -> {});
  private final List<String> sent = new ArrayList<>();
  private final Burst burst = new Burst(Arena.ofAuto().allocate(65_536 + 4 * HEADROOM, HEADROOM));
  private final long[] verdicts = new long[Verdict.values().length];
  private final boolean[] reasons = new boolean[DropReason.count()];
  private final Set<FilterBasis> bases = EnumSet.noneOf(FilterBasis.class);
  private final Set<String> delivered = new TreeSet<>();

  private ForwardingState state = lab.build();
  private long now;

  @Test
  void shouldForeseeVerdictReasonAndBytesOfEveryPacket() {
    for (TtlMode ttlMode : TtlMode.values()) {
      ConnectionTracking tracking = ConnectionTracking.of(FlowLimits.DEFAULTS.withCapacity(10_000));
      Explainer explainer = new Explainer(PORTS, ttlMode, tracking);
      Pipeline pipeline =
          new Pipeline(this::send, neighbors, new WorkerCounters(PORTS), ttlMode, false, tracking);
      for (int i = 0; i < PACKETS; i++) {
        now += random.nextLong(50_000_000L);
        if (i % 50 == 0) {
          config.change();
          changeFilters();
          changeInterface();
          changeDns();
          state = lab.build();
        }
        if (i % 20 == 0) {
          answerSomething(pipeline);
        }
        explainAndForward(explainer, pipeline, i);
      }
    }
    assertThat(verdicts).as("packets by verdict").doesNotContain(0);
    assertThat(delivered)
        .containsExactly("IPv4", "IPv6", "cut into fragments", "fragment", "super-packet");
    assertThat(bases)
        .as("on what groups let packets pass")
        .contains(
            FilterBasis.NO_GROUPS,
            FilterBasis.RULES,
            FilterBasis.NEW_CONNECTION,
            FilterBasis.CONNECTION,
            FilterBasis.FRAGMENT);
    assertThat(
            Stream.of(DropReason.values())
                .filter(why -> why.stage() != Stage.OUTPUT && !reasons[why.ordinal()]))
        .as("reasons that never occurred")
        .isSubsetOf(
            DropReason.ARP_NOT_FOR_ROUTER, // rare
            DropReason.SOURCE_ROUTED, // rare
            DropReason.ND_SPOOFED, // rare
            DropReason.DHCP_NO_ADDRESS, // rare
            DropReason.TRANSPORT_TRUNCATED, // rare
            DropReason.DNS_TOO_OFTEN, // which takes a flood
            DropReason.FLOW_TABLE_FULL_EGRESS,
            DropReason.FLOW_TABLE_FULL_INGRESS,
            DropReason.FLOW_RATE_EGRESS, // these too
            DropReason.FLOW_RATE_INGRESS,
            DropReason.NEIGHBOR_QUEUE_FULL,
            DropReason.NEIGHBOR_UNRESOLVED);
  }

  private void changeFilters() {
    LabState.Vpc vpc = lab.vpcs.get(random.nextInt(RandomConfig.VPCS));
    vpc.security = null;
    vpc.acl = null;
    if (random.nextInt(4) == 0) {
      vpc.security("sg-" + vpc.id, someRules(), someRules());
    }
    if (random.nextInt(4) == 0) {
      vpc.acl(someEntries(), someEntries());
    }
  }

  /** An interface that takes what is not its own, or not, and has routes lead to it. */
  private void changeInterface() {
    LabState.Vpc vpc = lab.vpcs.getFirst();
    vpc.interfaces.clear();
    vpc.interfaces.add(
        new Interface(
            INTERFACE_PORT,
            "eni-1",
            Ipv4Prefix.parse(INTERFACE + "/32"),
            Ipv6Prefix.parse("2001:db8:1:1::20/128"),
            random.nextBoolean()));
    Target target = Target.networkInterface("eni-1", vpc.index, Ipv4Address.parse(INTERFACE));
    Stream.concat(Stream.of(vpc), vpc.subnets.stream())
        .filter(
            network -> network.routes4.stream().noneMatch(route -> route.target().equals(target)))
        .forEach(network -> network.route("192.0.2.0/24", target));
  }

  private void changeDns() {
    LabState.Vpc vpc = lab.vpcs.get(random.nextInt(RandomConfig.VPCS));
    vpc.dns =
        random.nextBoolean()
            ? null
            : new DnsZone(
                Ipv4Address.parse(server(vpc.index)), "lab", vpc.blocks4, Map.of(), Map.of());
  }

  private static String server(int vpc) {
    return RandomConfig.host4(vpc, 0, 2);
  }

  /** A DNS query, or half of one, for the server that a VPC may have. */
  private byte[] query(int vpc) {
    byte[] question = DnsFrames.question("ip-10-1-1-13.lab", DnsMessage.A);
    int length = random.nextBoolean() ? question.length : random.nextInt(question.length);
    return Host.of(lab.vpcs.get(vpc), 1, RandomConfig.host4(vpc, 1, 10))
        .to(server(vpc))
        .udp(40_000, DnsMessage.PORT, Arrays.copyOf(question, length));
  }

  private List<SecurityRule> someRules() {
    return random.nextBoolean() ? List.of() : List.of(new SecurityRule("sgr-1", some(), peers()));
  }

  private List<AclRule> someEntries() {
    return List.of(
        new AclRule(100, random.nextBoolean(), some(), peers()),
        new AclRule(200, true, Traffic.all(), peers()));
  }

  private Traffic some() {
    return random.nextBoolean() ? Traffic.all() : Traffic.udp(1, 2);
  }

  private static Peers peers() {
    return Peers.of(List.of(Ipv4Prefix.ALL), List.of(Ipv6Prefix.ALL));
  }

  private void explainAndForward(Explainer explainer, Pipeline pipeline, int number) {
    int port = random.nextInt(PORTS);
    traffic.next(port % RandomConfig.VPCS);
    byte[] frame = Arrays.copyOf(traffic.frame.array(), traffic.length);
    if (port < RandomConfig.VPCS && random.nextInt(50) == 0) {
      frame = query(port);
      Arrays.fill(traffic.offload, (byte) 0);
    }
    Journey foreseen = explainer.explain(state, neighbors, port, traffic.offload, frame, now);
    assertThat(sent).as("frames that explaining has sent").isEmpty();
    run(pipeline, port, traffic.offload, frame);
    String packet =
        "seed %d, packet %d, port %d: %s"
            .formatted(seed, number, port, HexFormat.of().formatHex(frame));
    DropReason why = burst.verdict[0] == Burst.DROPPED ? DropReason.of(burst.reason[0]) : null;
    assertThat(foreseen.reason()).as(packet).isEqualTo(why);
    assertThat(foreseen.verdict().ordinal() + 1).as(packet).isEqualTo(burst.verdict[0]);
    assertThat(Stream.concat(foreseen.answers().stream(), foreseen.output().stream()))
        .as(packet)
        .map(ExplainAgreesTest::text)
        .isEqualTo(sent);
    assertThat(foreseen.output().isEmpty())
        .as(packet)
        .isEqualTo(foreseen.verdict() != Verdict.DELIVERED);
    if (foreseen.egressFilter() != null && foreseen.reached(Stage.INGRESS_FILTER)) {
      Filtering filter = foreseen.egressFilter();
      boolean byRule =
          filter.basis() == FilterBasis.RULES || filter.basis() == FilterBasis.NEW_CONNECTION;
      bases.add(filter.basis());
      assertThat(byRule && filter.rule() == null).as("let out by no rule: " + packet).isFalse();
      assertThat(filter.basis() == FilterBasis.NO_GROUPS && !filter.groups().isEmpty())
          .as("let out on no basis: " + packet)
          .isFalse();
    }
    if (why == DropReason.SECURITY_GROUP_INGRESS) {
      assertThat(foreseen.ingressFilter().rule()).as(packet).isNull();
    }
    if (why != null) {
      reasons[why.ordinal()] = true;
      assertThat(foreseen.responsible()).as(packet).isNotNull();
    }
    if (foreseen.verdict() == Verdict.DELIVERED) {
      noteDelivered(foreseen, frame);
    }
    verdicts[foreseen.verdict().ordinal()]++;
    sent.clear();
    pipeline.forgetPort(port); // a full queue is not foreseen
    sent.clear();
  }

  private void noteDelivered(Journey journey, byte[] frame) {
    delivered.add("IPv" + journey.family());
    if (journey.output().size() > 1) {
      delivered.add("cut into fragments");
    }
    if (traffic.offload[1] != 0) {
      delivered.add("super-packet");
    }
    if (journey.family() == 4 && ((frame[20] & 0x3f) | frame[21]) != 0) {
      delivered.add("fragment");
    }
  }

  private void run(Pipeline pipeline, int port, byte[] offload, byte[] frame) {
    MemorySegment memory = burst.memory;
    burst.at[0] = HEADROOM;
    burst.length[0] = frame.length;
    burst.count = 1;
    MemorySegment.copy(
        offload, 0, memory, ValueLayout.JAVA_BYTE, HEADROOM - offload.length, offload.length);
    MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, HEADROOM, frame.length);
    pipeline.process(burst, port, state, now);
  }

  /** A host shows its MAC address, so that some neighbours are known. */
  private void answerSomething(Pipeline pipeline) {
    int vpc = random.nextInt(RandomConfig.VPCS);
    long mac = RandomTraffic.mac(vpc, 1);
    String host = RandomConfig.host4(vpc, random.nextInt(4), random.nextInt(10, 14));
    String router = Ipv4Address.format(lab.vpcs.get(vpc).blocks4.getFirst().address() + 1);
    run(pipeline, vpc, new byte[10], NeighborFrames.arpRequest(mac, host, router));
    String host6 = RandomConfig.host6(vpc, random.nextInt(4), random.nextInt(10, 14));
    run(pipeline, vpc, new byte[10], NeighborFrames.neighborSolicitation(mac, host6, "fe80::1"));
    sent.clear();
  }

  private int send(int port, MemorySegment memory, long at, int length) {
    sent.add(
        text(
            new Frame(
                port,
                memory.asSlice(at - Burst.HEADROOM, Burst.HEADROOM).toArray(ValueLayout.JAVA_BYTE),
                memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE))));
    return Egress.SENT;
  }

  private static String text(Frame frame) {
    return frame.port()
        + " "
        + HexFormat.of().formatHex(frame.offload())
        + " "
        + HexFormat.of().formatHex(frame.bytes());
  }
}
