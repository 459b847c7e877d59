package io.peerway.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void shouldNameTheProcessorAsTheKernelDoes() {
    String cpuinfo =
        "processor\t: 0\nmodel name\t: AMD EPYC 9R14\nprocessor\t: 1\nmodel name\t: x\n";
    assertThat(Machine.processor(cpuinfo)).isEqualTo("AMD EPYC 9R14");
  }

  @Test
  void shouldNameTheArchitectureWhereTheKernelNamesNoProcessor() {
    assertThat(Machine.processor("processor\t: 0\n")).isEqualTo(System.getProperty("os.arch"));
  }
}
