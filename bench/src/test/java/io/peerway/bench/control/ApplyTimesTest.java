package io.peerway.bench.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApplyTimesTest {
  private static ApplyTimes times(int fast, int slow) {
    return ApplyTimes.of(
        """
        # TYPE peerway_apply_seconds histogram
        peerway_apply_seconds_bucket{le="1.0E-4"} %d
        peerway_apply_seconds_bucket{le="0.001"} %d
        peerway_apply_seconds_bucket{le="+Inf"} %d
        peerway_apply_seconds_count %d
        """
            .formatted(fast, fast, fast + slow, fast + slow));
  }

  @Test
  void shouldTellQuantilesOfWhatCameSince() {
    ApplyTimes since = times(100, 10).since(times(1, 9));

    assertThat(since.count()).isEqualTo(100);
    assertThat(since.quantile(0.5)).isEqualTo(0.0001);
    assertThat(since.quantile(0.99)).isEqualTo(0.0001);
    assertThat(since.quantile(0.999)).isInfinite();
    assertThat(since.withinMillisecond()).isEqualTo(0.99);
  }
}
