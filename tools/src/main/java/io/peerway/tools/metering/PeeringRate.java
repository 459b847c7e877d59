package io.peerway.tools.metering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a peering connection carries in one direction.
 *
 * @param peering {@code pcx-…}
 * @param fromVpc the VPC that sends
 * @param toVpc the VPC that gets it
 * @param packets IP packets a second
 * @param bits a second
 */
public record PeeringRate(
    String peering, String fromVpc, String toVpc, double packets, double bits) {

  private static final int BITS = 8;

  private record Direction(String peering, String fromVpc) {
    static Direction of(MeteringReport report) {
      return new Direction(report.peering(), report.fromVpc());
    }
  }

  /** The rates of those that carried something between two readings, the busiest first. */
  public static List<PeeringRate> between(
      List<MeteringReport> before, List<MeteringReport> now, double seconds) {
    Map<Direction, PeeringRate> sums = new HashMap<>();
    now.forEach(one -> sums.merge(Direction.of(one), rate(one, 1 / seconds), PeeringRate::plus));
    before.forEach(
        one ->
            sums.computeIfPresent(
                Direction.of(one), (key, sum) -> sum.plus(rate(one, -1 / seconds))));
    List<PeeringRate> rates = new ArrayList<>(sums.values());
    rates.removeIf(rate -> rate.packets < 0.5 / seconds);
    rates.sort(Comparator.comparingDouble(PeeringRate::packets).reversed());
    return rates;
  }

  private static PeeringRate rate(MeteringReport report, double factor) {
    return new PeeringRate(
        report.peering(),
        report.fromVpc(),
        report.toVpc(),
        report.packets() * factor,
        report.bytes() * BITS * factor);
  }

  private PeeringRate plus(PeeringRate other) {
    return new PeeringRate(peering, fromVpc, toVpc, packets + other.packets, bits + other.bits);
  }
}
