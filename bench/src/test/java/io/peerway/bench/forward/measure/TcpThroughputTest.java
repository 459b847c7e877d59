package io.peerway.bench.forward.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.peerway.bench.lab.LabException;
import org.junit.jupiter.api.Test;

class TcpThroughputTest {
  private static double gigabits(String json) {
    return TcpThroughput.gigabits(TcpThroughput.parse(json));
  }

  @Test
  void shouldReadWhatWasReceived() {
    String json =
        """
        {"end": {"sum_sent": {"bits_per_second": 12e9},
                 "sum_received": {"bits_per_second": 11.5e9}}}
        """;
    assertThat(gigabits(json)).isEqualTo(11.5);
  }

  @Test
  void shouldAddBothDirections() {
    String json =
        """
        {"end": {"sum_received": {"bits_per_second": 7e9},
                 "sum_received_bidir_reverse": {"bits_per_second": 6e9}}}
        """;
    assertThat(gigabits(json)).isEqualTo(13);
  }

  @Test
  void shouldSayWhatIperfSaidWhenNothingWasReceived() {
    assertThatThrownBy(() -> gigabits("{\"error\": \"unable to connect\"}"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("unable to connect");
    assertThatThrownBy(() -> gigabits("Killed"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("Killed");
  }

  /** What iperf3 prints of a run in both directions, as far as it matters here. */
  private static JsonNode bothWays(long bytesBack, long lastWindow) {
    return TcpThroughput.parse(
        """
        {"intervals": [{"streams": [{"snd_wnd": 65536}, {}]}, {"streams": [{"snd_wnd": %d}, {}]}],
         "end": {"sum_received": {"bits_per_second": 0},
                 "sum_received_bidir_reverse": {"bits_per_second": 0, "bytes": %d}}}
        """
            .formatted(lastWindow, bytesBack));
  }

  @Test
  void shouldTellConnectionsThatWereMixedUpFromARouterThatCarriesNothing() {
    assertThat(TcpThroughput.isMixedUp(bothWays(0, 0))).isTrue();
    assertThat(TcpThroughput.isMixedUp(bothWays(0, 65536))).isFalse();
    assertThat(TcpThroughput.isMixedUp(bothWays(1, 0))).isFalse();
    assertThat(TcpThroughput.isMixedUp(TcpThroughput.parse("{\"error\": \"no route\"}"))).isFalse();
    assertThat(gigabits(bothWays(0, 65536).toString())).isZero();
  }
}
