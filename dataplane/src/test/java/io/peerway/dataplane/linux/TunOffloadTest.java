package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TunOffloadTest {

  @Test
  void shouldHaveTheKernelsBits() {
    assertThat(TunOffload.bits(EnumSet.allOf(TunOffload.class))).isEqualTo(0x6f);
    assertThat(TunOffload.bits(Set.of(TunOffload.CHECKSUM, TunOffload.TSO6))).isEqualTo(0x05);
    assertThat(TunOffload.bits(Set.of())).isZero();
  }

  @Test
  void shouldAskForLessAndLessUntilItAsksForNothing() {
    assertThat(TunOffload.PREFERENCES)
        .isSortedAccordingTo((more, less) -> more.containsAll(less) ? -1 : 1)
        .last()
        .isEqualTo(Set.of());
  }
}
