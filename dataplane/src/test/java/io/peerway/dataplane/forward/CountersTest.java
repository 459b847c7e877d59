package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted, and where. */
class CountersTest {
  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final byte[] frame = peered.hostA.to(peered.hostB).udp(1, 2, new byte[100]);

  private long count(int port, PortCounter counter) {
    return lab.count(port, counter);
  }

  @Test
  void shouldCountPacketsAndBytesWhereTheyComeInAndWhereTheyLeave() {
    long rxPackets = count(0, PortCounter.RECEIVED_PACKETS);
    long rxBytes = count(0, PortCounter.RECEIVED_BYTES);
    long txPackets = count(1, PortCounter.SENT_PACKETS);
    long txBytes = count(1, PortCounter.SENT_BYTES);

    lab.receive(0, frame, Arrays.copyOf(frame, frame.length + 6), new byte[10]);

    assertThat(count(0, PortCounter.RECEIVED_PACKETS)).isEqualTo(rxPackets + 3);
    assertThat(count(0, PortCounter.RECEIVED_BYTES))
        .as("with Ethernet padding")
        .isEqualTo(rxBytes + 2L * frame.length + 6 + 10);
    assertThat(count(0, PortCounter.FORWARDED_PACKETS)).isEqualTo(2);
    assertThat(count(1, PortCounter.SENT_PACKETS)).isEqualTo(txPackets + 2);
    assertThat(count(1, PortCounter.SENT_BYTES))
        .as("without Ethernet padding")
        .isEqualTo(txBytes + 2L * frame.length);
  }

  @Test
  void shouldCountWhatTheRouterMakesAsOriginatedAndSent() {
    long originated = count(0, PortCounter.ORIGINATED_PACKETS);
    long sent = count(0, PortCounter.SENT_PACKETS);

    lab.receive(0, peered.hostA.to(PeeredLab.ROUTER_A).echoRequest(1, 1));

    assertThat(count(0, PortCounter.ORIGINATED_PACKETS)).isEqualTo(originated + 1);
    assertThat(count(0, PortCounter.SENT_PACKETS)).isEqualTo(sent + 1);
    assertThat(count(0, PortCounter.CONSUMED_PACKETS)).isEqualTo(3);
  }

  @Test
  void shouldCountEachEgressPortOfABurst() {
    Host neighbor = Host.of(peered.a, 99, "10.1.2.99");
    lab.introduce(neighbor);
    byte[] hairpin = peered.hostA.to(neighbor).udp(1, 2);
    long sentA = count(0, PortCounter.SENT_PACKETS);
    long sentB = count(1, PortCounter.SENT_PACKETS);

    lab.receive(0, frame, hairpin, frame, frame, hairpin);

    assertThat(count(0, PortCounter.SENT_PACKETS)).isEqualTo(sentA + 2);
    assertThat(count(1, PortCounter.SENT_PACKETS)).isEqualTo(sentB + 3);
    assertThat(count(0, PortCounter.FORWARDED_PACKETS)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"1, DEVICE_FULL", "2, DEVICE_DOWN", "3, DEVICE_ERROR"})
  void shouldCountWhatADeviceDoesNotTakeAsDroppedAtIngressAndNotAsSent(int result, DropReason why) {
    long sent = count(1, PortCounter.SENT_PACKETS);
    lab.egressResult = result;

    lab.drop(0, why, frame);

    assertThat(count(1, PortCounter.SENT_PACKETS)).isEqualTo(sent);
    assertThat(count(0, PortCounter.FORWARDED_PACKETS)).isZero();
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldNotCountAnAnswerThatADeviceDoesNotTake() {
    long originated = count(0, PortCounter.ORIGINATED_PACKETS);
    lab.egressResult = Egress.FULL;

    lab.receive(0, peered.hostA.to(PeeredLab.ROUTER_A).echoRequest(1, 1));

    assertThat(count(0, PortCounter.ORIGINATED_PACKETS)).isEqualTo(originated);
    assertThat(lab.unaccounted(0)).isZero();
  }
}
