package io.peerway.bench.forward.measure;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.NativePrograms;
import io.peerway.bench.lab.Subprocess;
import io.peerway.bench.report.Samples;
import io.peerway.bench.workload.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a router that was just launched gets faster, seen at the device of the receiver. */
final class SpeedUp {
  private static final double SAMPLE_SECONDS = 0.05;
  private static final Duration TIME_TO_END = Duration.ofSeconds(30);

  /** Samples over which a rate is taken: shorter, the processor's other work would show. */
  private static final int WINDOW = 5;

  /** The part of the steady rate that counts as full speed: less than it varies by. */
  private static final double NEARLY_FULL = 0.9;

  /**
   * A moment.
   *
   * @param seconds since the router was launched
   * @param datagrams that had come until then
   */
  record Sample(double seconds, double datagrams) {}

  private SpeedUp() {}

  /**
   * Sends more small packets than the router can take.
   *
   * @param launched when the router was launched, in nanoseconds of the system's clock
   * @param devices of the hosts, A's and B's
   */
  static List<Sample> watch(
      Lab lab,
      NativePrograms programs,
      List<String> devices,
      long launched,
      double seconds,
      int flows)
      throws InterruptedException {
    String device = devices.get(Side.B.ordinal());
    DeviceCount before = DeviceCount.of(lab, Side.B, device);
    List<Sample> samples = new ArrayList<>();
    try (Subprocess sender = PacketRate.blast(lab, programs, devices, seconds, flows)) {
      for (int i = 0; i < seconds / SAMPLE_SECONDS; i++) {
        Thread.sleep((long) (SAMPLE_SECONDS * 1000));
        double datagrams = DeviceCount.of(lab, Side.B, device).datagramsSince(before);
        samples.add(new Sample((System.nanoTime() - launched) * 1e-9, datagrams));
      }
      sender.awaitEnd(TIME_TO_END);
    }
    return samples;
  }

  /** Seconds after the launch at which the rate first was what it is in the end. */
  static double fullSpeedAfter(List<Sample> samples) {
    List<Double> rates = new ArrayList<>();
    for (int i = WINDOW; i < samples.size(); i++) {
      rates.add(rate(samples.get(i - WINDOW), samples.get(i)));
    }
    double full = Samples.of(rates.subList(rates.size() / 2, rates.size())).median();
    int first = 0;
    while (rates.get(first) < NEARLY_FULL * full) {
      first++;
    }
    return samples.get(first + WINDOW).seconds();
  }

  private static double rate(Sample from, Sample to) {
    return (to.datagrams - from.datagrams) / (to.seconds - from.seconds);
  }
}
