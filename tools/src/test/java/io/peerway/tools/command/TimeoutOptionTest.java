package io.peerway.tools.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.dataplane.flow.FlowTimeout;
import io.peerway.dataplane.flow.FlowTimeouts;
import io.peerway.tools.outcome.UserException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutOptionTest {
  @Test
  void shouldChangeTheTimeoutsThatAreGivenAndNoOthers() {
    FlowTimeouts timeouts = TimeoutOption.read(List.of("tcp-established=3600", "udp=60"));

    assertThat(timeouts.of(FlowTimeout.TCP_ESTABLISHED)).isEqualTo(Duration.ofHours(1));
    assertThat(timeouts.of(FlowTimeout.UDP)).isEqualTo(Duration.ofMinutes(1));
    assertThat(timeouts.of(FlowTimeout.UDP_STREAM)).isEqualTo(Duration.ofMinutes(3));
    assertThat(timeouts.of(FlowTimeout.OTHER)).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource({
    "udp, udp is not NAME=SECONDS",
    "udp=-1, udp=-1 is not NAME=SECONDS",
    "udp=61, udp of 61 s is not between 30 and 60 s",
    "tcp=60, there is no tcp; there are tcp-established"
  })
  void shouldSayWhatIsWrong(String text, String why) {
    assertThatThrownBy(() -> TimeoutOption.read(List.of(text)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("--connection-timeout: " + why);
  }
}
