package io.peerway.bench.forward.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketRateTest {
  @Test
  void shouldReadWhatSenderAndReceiverPrinted() {
    PacketRate rate = PacketRate.of("3000000 2.000000", "ready\n1000000 7", 1_500_000);
    assertThat(rate).isEqualTo(new PacketRate(1.5, 0.75, 0.5));
  }
}
