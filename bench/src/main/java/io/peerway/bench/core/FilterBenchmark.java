package io.peerway.bench.core;

import io.peerway.bench.workload.PeeredVpcs;
import io.peerway.bench.workload.RuleSets;
import io.peerway.bench.workload.Side;
import io.peerway.bench.workload.TcpPackets;
import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.flow.FlowTimeout;
import io.peerway.dataplane.flow.FlowTimeouts;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.Pipeline;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.linux.HugePages;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.wire.TcpHeader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The pipeline with security groups on both sides; an operation is a packet. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FilterBenchmark {
  /** What hosts send. */
  public enum Load {
    UNFILTERED("established connections, no security groups"),
    ESTABLISHED("established connections"),
    UNTRACKED("untracked connections: rules decide about each packet"),
    NEW("each packet opens another connection"),
    SYN_FLOOD("every other packet is to open another connection"),
    SYN_FLOOD_UNLIMITED("the same, and all of them are tracked"),
    SYN_FLOOD_WHEN_FULL("the same, and there is no room for any");

    private final String description;

    Load(String description) {
      this.description = description;
    }

    /** For people. */
    public String description() {
      return description;
    }

    private ForwardingState state(PeeredVpcs vpcs) {
      return switch (this) {
        case UNFILTERED -> vpcs.state(MTU);
        case UNTRACKED -> vpcs.state(MTU, RuleSets::untracked);
        default -> vpcs.state(MTU, RuleSets::tracked);
      };
    }

    /** One of how many packets opens a connection. */
    private int openingEvery() {
      return switch (this) {
        case NEW -> 1;
        case SYN_FLOOD, SYN_FLOOD_UNLIMITED, SYN_FLOOD_WHEN_FULL -> 2;
        default -> Integer.MAX_VALUE;
      };
    }

    private boolean mayBeRefused() {
      return this == SYN_FLOOD || this == SYN_FLOOD_WHEN_FULL;
    }

    /** Whether only as many connections are opened a second as the router tracks by itself. */
    private boolean isLimited() {
      return this == SYN_FLOOD;
    }
  }

  /** Packets in a burst. */
  public static final int BURST = 64;

  private static final int PORTS = 391;

  /** Connections that are established. */
  public static final int CONNECTIONS = PORTS * TcpPackets.COUNT;

  private static final int FIRST_PORT = 1024;
  private static final int FIRST_OTHER_PORT = FIRST_PORT + PORTS;
  private static final int OTHER_PORTS = 65_536 - FIRST_OTHER_PORT;
  private static final int MTU = 1500;
  private static final long PACKET_NANOS = 100;

  /** In which as many connections may be opened as there are pairs of hosts, and some more. */
  private static final long NANOS_TO_OPEN_A_PORT = 2_000_000;

  /** How long a connection is remembered that is opened and not answered. */
  private static final Duration OPENING = Duration.ofSeconds(1);

  /** So much later each of them comes that half a million of them are remembered. */
  private static final long OPENING_NANOS = OPENING.toNanos() / 500_000;

  /** A worker and its hosts. */
  @State(Scope.Thread)
  public static class Worker {
    /** What they send. */
    @Param public Load load;

    private final PeeredVpcs vpcs = new PeeredVpcs(PipelineBenchmark.ROUTES);
    private final WorkerCounters counters = new WorkerCounters(Side.values().length);
    private final NeighborTable neighbors = new NeighborTable(() -> {});
    private final TcpPackets requests = new TcpPackets(vpcs, Side.A);
    private final Burst burst = requests.burst();
    private ForwardingState state;
    private Pipeline pipeline;
    private int openingEvery;
    private int slot;
    private long random = 1;
    private long now = 1_000_000_000L;
    private long lastBurst;

    /** Establishes the connections. */
    @Setup(Level.Trial)
    public void setUp() {
      FlowTimeouts timeouts = FlowTimeouts.DEFAULTS.with(FlowTimeout.TCP_OPENING, OPENING);
      FlowLimits limits = FlowLimits.DEFAULTS.withTimeouts(timeouts);
      if (!load.isLimited()) {
        limits = limits.withNewPerSecond(FlowLimits.MAX_NEW_PER_SECOND);
      }
      ConnectionTracking tracking = ConnectionTracking.of(limits, HugePages::allocate);
      pipeline =
          new Pipeline(
              (port, memory, at, length) -> 0,
              neighbors,
              counters,
              TtlMode.DECREMENT,
              false,
              tracking);
      state = load.state(vpcs);
      TcpPackets answers = new TcpPackets(vpcs, Side.B);
      Burst answered = answers.burst();
      requests.resolve(neighbors, now);
      answers.resolve(neighbors, now);
      for (int port = FIRST_PORT; port < FIRST_OTHER_PORT; port++) {
        send(requests, burst, Side.A, port, TcpHeader.SYN);
        send(answers, answered, Side.B, port, TcpHeader.SYN | TcpHeader.ACK);
        send(requests, burst, Side.A, port, TcpHeader.ACK);
        now += NANOS_TO_OPEN_A_PORT;
      }
      openingEvery = load.openingEvery();
      lastBurst = System.nanoTime();
      if (load == Load.SYN_FLOOD_WHEN_FULL) {
        while (refused() < CONNECTIONS) {
          forward();
        }
      }
    }

    /** One packet of each pair of hosts. */
    private void send(TcpPackets packets, Burst by, Side from, int port, int flags) {
      for (int i = 0; i < TcpPackets.COUNT; i++) {
        packets.receive(by, i, i, port, flags);
      }
      by.count = TcpPackets.COUNT;
      packets.refresh();
      pipeline.process(by, from.port(), state, now);
    }

    /** Runs the next burst, as a port would hand it over. */
    void forward() {
      for (int i = 0; i < BURST; i++) {
        boolean opens = i % openingEvery == openingEvery - 1;
        int port = opens ? FIRST_OTHER_PORT + random(OTHER_PORTS) : FIRST_PORT + random(PORTS);
        requests.receive(burst, i, slot + i, port, opens ? TcpHeader.SYN : TcpHeader.ACK);
      }
      burst.count = BURST;
      advance();
      pipeline.process(burst, Side.A.port(), state, now);
      slot += BURST;
      if (slot == TcpPackets.COUNT) {
        slot = 0;
        requests.refresh();
      }
    }

    private void advance() {
      if (load.isLimited()) {
        long at = System.nanoTime();
        now += at - lastBurst;
        lastBurst = at;
      } else if (load != Load.SYN_FLOOD_WHEN_FULL) { // or there would be room again
        now += BURST * PACKET_NANOS + BURST / openingEvery * OPENING_NANOS;
      }
    }

    /** Knuth's MMIX generator: nothing that would take time itself. */
    private int random(int bound) {
      random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      return (int) (((random >>> 33) * bound) >>> 31);
    }

    private long refused() {
      return counters.drops(Side.A.port(), DropReason.FLOW_TABLE_FULL_EGRESS)
          + counters.drops(Side.A.port(), DropReason.FLOW_RATE_EGRESS);
    }

    /** Nothing is dropped but of the flood, and of the established connections nothing. */
    @TearDown(Level.Iteration)
    public void requireThatAllWereForwarded() {
      long received = counters.get(Side.A.port(), PortCounter.RECEIVED_PACKETS);
      long forwarded = counters.get(Side.A.port(), PortCounter.FORWARDED_PACKETS);
      if (forwarded + refused() != received
          || (load.mayBeRefused() ? 2 * refused() > received : refused() > 0)) {
        throw new IllegalStateException(
            "%s: of %d packets %d left, and %d were refused"
                .formatted(load, received, forwarded, refused()));
      }
    }
  }

  /** All of the pipeline. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void forward(Worker worker) {
    worker.forward();
  }
}
