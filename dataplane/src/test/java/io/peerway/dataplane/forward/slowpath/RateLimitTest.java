package io.peerway.dataplane.forward.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token bucket whose clock may start anywhere. */
class RateLimitTest {
  private static final long MILLISECOND = 1_000_000L;

  private static int take(RateLimit limit, long now, int times) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      taken += limit.take(now) ? 1 : 0;
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE - 500, -1, 123_456_789L})
  void shouldAllowABurstAndThenItsRate(long start) {
    RateLimit limit = new RateLimit(1000, 10);

    assertThat(take(limit, start, 100)).as("at once").isEqualTo(10);
    assertThat(take(limit, start + MILLISECOND - 1, 100)).as("too early").isZero();
    assertThat(take(limit, start + MILLISECOND, 100)).as("a millisecond later").isEqualTo(1);
    assertThat(take(limit, start + 5 * MILLISECOND, 100)).isEqualTo(4);
    assertThat(take(limit, start + 3_600_000 * MILLISECOND, 100)).as("long after").isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 333_333, 700_000, 999_999, 1_500_000})
  void shouldKeepItsRateHoweverOftenItIsAsked(long step) {
    RateLimit limit = new RateLimit(1000, 1);
    int taken = 0;
    long end = step * 2000;
    for (long now = 0; now < end; now += step) {
      taken += limit.take(now) ? 1 : 0;
    }

    assertThat(taken)
        .isBetween((int) Math.min(2000, end / MILLISECOND) - 1, (int) (end / MILLISECOND) + 1);
  }
}
