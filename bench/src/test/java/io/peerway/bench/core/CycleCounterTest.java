package io.peerway.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CycleCounterTest {
  @Test
  void shouldTellACountFromNone() {
    assertThat(CycleCounter.isCounted("1234567,,cycles,612345,100.00,,\n")).isTrue();
    assertThat(CycleCounter.isCounted("<not supported>,,cycles,0,100.00,,\n")).isFalse();
    assertThat(CycleCounter.isCounted("")).isFalse();
  }
}
