package io.peerway.bench.forward.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.bench.lab.LabException;
import org.junit.jupiter.api.Test;

class TcpThroughputTest {
  @Test
  void shouldReadWhatWasReceived() {
    String json =
        """
        {"end": {"sum_sent": {"bits_per_second": 12e9},
                 "sum_received": {"bits_per_second": 11.5e9}}}
        """;
    assertThat(TcpThroughput.gigabits(json)).isEqualTo(11.5);
  }

  @Test
  void shouldAddBothDirections() {
    String json =
        """
        {"end": {"sum_received": {"bits_per_second": 7e9},
                 "sum_received_bidir_reverse": {"bits_per_second": 6e9}}}
        """;
    assertThat(TcpThroughput.gigabits(json)).isEqualTo(13);
  }

  @Test
  void shouldSayWhatIperfSaidWhenNothingWasReceived() {
    assertThatThrownBy(() -> TcpThroughput.gigabits("{\"error\": \"unable to connect\"}"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("unable to connect");
    assertThatThrownBy(() -> TcpThroughput.gigabits("Killed"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("Killed");
  }
}
