package io.peerway.tools.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.wire.IpProtocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A frame's headers stay, and what is in it does not. */
class HeadersTest {

  @ParameterizedTest
  @CsvSource({"6,54", "17,42", "1,42", "47,34"})
  void shouldCutAnIpv4PacketAfterItsHeaders(int protocol, int kept) {
    assertThat(Headers.of(frame("10.1.1.13", "10.2.1.139", protocol))).hasSize(kept);
  }

  @ParameterizedTest
  @CsvSource({"6,74", "17,62", "58,62"})
  void shouldCutAnIpv6PacketAfterItsHeaders(int protocol, int kept) {
    assertThat(Headers.of(frame("fd00::1", "fd00::2", protocol))).hasSize(kept);
  }

  @ParameterizedTest
  @CsvSource({"0", "13", "14", "20"})
  void shouldKeepNothingThatItDoesNotKnowBeyondEthernet(int length) {
    byte[] frame = new byte[length];
    if (length > 13) {
      frame[12] = 8; // IPv4, and broken
    }
    assertThat(Headers.of(frame)).hasSize(Math.min(length, 14));
  }

  private static byte[] frame(String from, String to, int protocol) {
    int port = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP ? 9 : 0;
    return new SyntheticPacket(from, to, protocol, port, port, 64, 200, false, false)
        .frame(0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
  }
}
