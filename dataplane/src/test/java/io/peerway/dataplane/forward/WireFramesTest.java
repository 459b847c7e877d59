package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.OffloadHeaders.TCPV4;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.partialChecksum;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.plain;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.segments;
import static io.peerway.dataplane.forward.testkit.OffloadHeaders.withPartialChecksum;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a wire would have of frames with offloads. */
class WireFramesTest {
  private static final int TCP = 34;
  private static final int TCP_CHECKSUM = 16;

  private final PeeredLab peered = new PeeredLab();
  private final WireFrames wire = new WireFrames();

  private byte[] tcp(int payload) {
    return peered.hostA.to(peered.hostB).tcp(40_000, 5201, new byte[payload]);
  }

  @Test
  void shouldCutASuperPacketIntoItsSegments() {
    byte[] offload = segments(TCPV4, 54, 1400, TCP, TCP_CHECKSUM);
    List<byte[]> frames = wire.of(offload, withPartialChecksum(tcp(3000), TCP, TCP_CHECKSUM));

    assertThat(frames).extracting(frame -> frame.length).containsExactly(1454, 1454, 254);
    assertThat(frames).allSatisfy(frame -> assertThat(wire.of(plain(), frame)).contains(frame));
  }

  @Test
  void shouldCompleteAChecksum() {
    byte[] whole = tcp(100);
    byte[] partial = withPartialChecksum(whole, TCP, TCP_CHECKSUM);

    assertThat(wire.of(partialChecksum(TCP, TCP_CHECKSUM), partial)).containsExactly(whole);
  }

  @Test
  void shouldLeaveWhatIsCompleteOrDoesNotFitItsHeader() {
    byte[] frame = tcp(100);
    assertThat(wire.of(plain(), frame)).containsExactly(frame);
    assertThat(wire.of(segments(TCPV4, 54, 1400, 20, 16), frame)).containsExactly(frame);
    byte[] noise = new byte[9];
    assertThat(wire.of(plain(), noise)).containsExactly(noise);
  }
}
