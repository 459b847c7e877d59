package io.peerway.tools.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeeringRateTest {

  private static MeteringReport report(
      String peering, String from, String distance, long packets, long bytes) {
    return new MeteringReport(
        peering, from, "us-east-1", "vpc-to", "us-east-1", distance, packets, bytes);
  }

  @Test
  void shouldAddDistancesUpAndShowTheBusiestFirst() {
    List<MeteringReport> before =
        List.of(
            report("pcx-1", "vpc-a", "same_zone", 10, 1000),
            report("pcx-1", "vpc-b", "same_zone", 10, 1000),
            report("pcx-2", "vpc-a", "same_zone", 7, 700));
    List<MeteringReport> now =
        List.of(
            report("pcx-1", "vpc-a", "same_zone", 14, 1500),
            report("pcx-1", "vpc-a", "other_zone", 2, 100),
            report("pcx-1", "vpc-b", "same_zone", 110, 21_000),
            report("pcx-2", "vpc-a", "same_zone", 7, 700));

    assertThat(PeeringRate.between(before, now, 2))
        .containsExactly(
            new PeeringRate("pcx-1", "vpc-b", "vpc-to", 50, 80_000),
            new PeeringRate("pcx-1", "vpc-a", "vpc-to", 3, 2400));
  }
}
