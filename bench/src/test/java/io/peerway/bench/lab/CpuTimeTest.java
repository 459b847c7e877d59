package io.peerway.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTimeTest {
  @Test
  void shouldCountAllButIdleTimeOfTheMachine() {
    String stat = "cpu  100 20 300 4000 50 6 70 8 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
    assertThat(CpuTime.ofMachine(stat)).isEqualTo((100 + 20 + 300 + 6 + 70) / 100.0);
  }

  @Test
  void shouldFindTheTimesOfAProcessBehindANameWithBlanksAndParentheses() {
    String stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 500 0 0 0 150 25 0 0 20 0 9 0 100 0 0";
    assertThat(CpuTime.ofProcess(stat)).isEqualTo(1.75);
  }

  @Test
  void shouldCountNothingForAProcessThatEnded() {
    assertThat(CpuTime.ofProcesses(List.of(Long.MAX_VALUE))).isZero();
  }

  @Test
  void shouldSeeOwnWork() {
    assertThat(CpuTime.ofProcesses(List.of(ProcessHandle.current().pid()))).isPositive();
    assertThat(CpuTime.ofMachine()).isPositive();
  }
}
