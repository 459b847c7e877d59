package io.peerway.control.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayGuardTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ReplayGuard guard = new ReplayGuard();

  private static String signature(long seed) {
    return "%016x%048x".formatted(new Random(seed).nextLong(), 0);
  }

  @Test
  void shouldTakeEachSignatureOnce() {
    Instant end = NOW.plusSeconds(900);

    assertThat(guard.take(signature(1), end, NOW)).isTrue();
    assertThat(guard.take(signature(2), end, NOW)).isTrue();
    assertThat(guard.take(signature(1), end, NOW)).isFalse();
    assertThat(guard.take(signature(1), end, end)).isFalse();
  }

  @Test
  void shouldRememberNoLongerThanASignatureIsValid() {
    for (int minute = 0; minute < 100; minute++) {
      Instant now = NOW.plus(Duration.ofMinutes(minute));
      assertThat(guard.take(signature(minute), now.plusSeconds(900), now)).isTrue();
    }

    assertThat(guard.minutes()).isLessThanOrEqualTo(16);
  }
}
