package io.peerway.bench.forward.measure;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.NativePrograms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Two hosts with a router between them. */
public final class HostPair {
  private static final int FLOWS = 64;
  private static final double MICRO = 1e-3;

  /** What {@code iperf3 -O} leaves out, but processor time contains. */
  private static final int OMITTED_SECONDS = 1;

  private static final int SECONDS_TO_WARM_UP = 3;
  private static final double SETTLING_SECONDS = 0.5;
  private static final Duration ROUND_TRIPS_TO_SETTLE = Duration.ofMillis(500);

  private static final int SECONDS_TO_SPEED_UP = 8;

  private final Lab lab;
  private final NativePrograms programs;
  private final List<String> devices;
  private final List<Long> routerPids;
  private final long launched;
  private long reachable;

  /**
   * @param devices of the hosts, A's and B's
   * @param routerPids processes whose processor time is the router's
   * @param launched when the router was, by {@link System#nanoTime}
   */
  public HostPair(
      Lab lab,
      NativePrograms programs,
      List<String> devices,
      List<Long> routerPids,
      long launched) {
    this.lab = lab;
    this.programs = programs;
    this.devices = List.copyOf(devices);
    this.routerPids = List.copyOf(routerPids);
    this.launched = launched;
  }

  /** Waits until packets pass in both directions; nothing else can be measured before. */
  public void awaitReachable(Duration limit) {
    try (RoundTrip roundTrip = RoundTrip.open(lab)) {
      roundTrip.awaitReachable(limit);
      reachable = System.nanoTime();
    }
  }

  /**
   * Lets a router that was just launched do what will be measured, for the time that a JVM takes to
   * compile it.
   */
  public void warmUp() throws InterruptedException {
    for (Metric metric : List.of(Metric.PPS64, Metric.TCP1)) {
      if (metric.whyMissing().isEmpty()) {
        measure(metric, SECONDS_TO_WARM_UP);
      }
    }
  }

  /**
   * Measures for some seconds, after some time to settle.
   *
   * @throws io.peerway.bench.lab.LabException when it did not come about
   */
  public Outcome measure(Metric metric, int seconds) throws InterruptedException {
    return switch (metric) {
      case START -> start();
      case TCP1 -> tcp(Figure.TCP1, seconds, List.of());
      case TCP4 -> tcp(Figure.TCP4, seconds, List.of("-P", "4"));
      case BIDIR -> tcp(Figure.BIDIR, seconds, List.of("--bidir"));
      case PPS -> packets(Figure.PPS, seconds, 1);
      case PPS64 -> packets(Figure.PPS64, seconds, FLOWS);
      case RTT -> roundTrips(seconds);
    };
  }

  private Outcome start() throws InterruptedException {
    List<SpeedUp.Sample> samples =
        SpeedUp.watch(lab, programs, devices, launched, SECONDS_TO_SPEED_UP, FLOWS);
    return Outcome.ofLatency(
        Map.of(
            Figure.FIRST_PACKET,
            TimeUnit.NANOSECONDS.toMillis(reachable - launched) + 0.0,
            Figure.FULL_SPEED,
            SpeedUp.fullSpeedAfter(samples) * 1e3),
        Map.of());
  }

  private Outcome tcp(Figure figure, int seconds, List<String> options) {
    CpuUse before = CpuUse.now(routerPids);
    double gigabits = TcpThroughput.measure(lab, seconds, options);
    CpuUse used = CpuUse.now(routerPids).since(before);
    return Outcome.ofRate(
        figure, gigabits, used.per(gigabits * (seconds + OMITTED_SECONDS)), Map.of());
  }

  private Outcome packets(Figure figure, int seconds, int flows) {
    PacketRate.measure(lab, programs, devices, SETTLING_SECONDS, flows);
    CpuUse before = CpuUse.now(routerPids);
    PacketRate rate = PacketRate.measure(lab, programs, devices, seconds, flows);
    CpuUse used = CpuUse.now(routerPids).since(before);
    return Outcome.ofRate(
        figure,
        rate.delivered(),
        used.per(rate.delivered() * seconds),
        Map.of("offered_mpps", rate.offered(), "ingress_mpps", rate.ingress()));
  }

  private Outcome roundTrips(int seconds) {
    try (RoundTrip roundTrip = RoundTrip.open(lab)) {
      roundTrip.measure(ROUND_TRIPS_TO_SETTLE);
      Histogram nanos = roundTrip.measure(Duration.ofSeconds(seconds));
      return Outcome.ofLatency(
          Map.of(
              Figure.RTT50,
              nanos.getValueAtPercentile(50) * MICRO,
              Figure.RTT99,
              nanos.getValueAtPercentile(99) * MICRO),
          Map.of(
              "p99.9_us",
              nanos.getValueAtPercentile(99.9) * MICRO,
              "count",
              (double) nanos.getTotalCount()));
    }
  }
}
