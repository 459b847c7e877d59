package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PingTest {

  @Test
  void shouldReadRepliesAndRoundTrip() {
    Ping ping =
        Ping.parse(
            """
            --- 10.2.1.139 ping statistics ---
            3 packets transmitted, 3 received, 0% packet loss, time 405ms
            rtt min/avg/max/mdev = 0.423/9.113/25.914/11.882 ms""");
    assertThat(ping).isEqualTo(new Ping(3, 3, 9.113));
    assertThat(ping.lost()).isZero();
    assertThat(ping.text()).isEqualTo("3 sent, 3 received, 0 % loss, round trip 9.113 ms");
  }

  @Test
  void shouldReadTotalLossWithErrors() {
    Ping ping =
        Ping.parse("3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 409ms");
    assertThat(ping.lost()).isEqualTo(3);
    assertThat(ping.text()).isEqualTo("3 sent, 0 received, 100 % loss");
  }

  @Test
  void shouldNotMistakeAnotherProgramsOutput() {
    assertThatThrownBy(() -> Ping.parse("ping: unknown host"))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("but saw ping: unknown host");
  }
}
