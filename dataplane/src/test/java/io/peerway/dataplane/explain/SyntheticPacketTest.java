package io.peerway.dataplane.explain;

import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.dataplane.wire.DnsMessage;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IpProtocol;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticPacketTest {
  private static SyntheticPacket packet(String from, String to, int protocol, int size) {
    return new SyntheticPacket(from, to, protocol, 49_152, 22, 64, size, false, false);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.1.13, 10.2.1.139, 6, 40",
    "10.1.1.13, 10.2.1.139, 17, 1500",
    "10.1.1.13, 10.2.1.139, 1, 84",
    "10.1.1.13, 10.2.1.139, 47, 100",
    "2001:db8::1, 2001:db8::2, 6, 60",
    "2001:db8::1, 2001:db8::2, 17, 9001",
    "2001:db8::1, 2001:db8::2, 58, 48"
  })
  void shouldBeASoundPacketAndHaveASoundReply(String from, String to, int protocol, int size) {
    SyntheticPacket packet = packet(from, to, protocol, size);
    byte[] frame = packet.frame(0x0600_0000_0001L, 0x0200_0000_0001L);
    assertThat(frame).hasSize(14 + size);
    assertThatPacket(frame);
    assertThatPacket(packet.reply().frame(1, 2));
    assertThat(packet.reply().source()).isEqualTo(to);
    assertThat(packet.reply().reply()).isEqualTo(packet);
  }

  @Test
  void shouldBeADnsQueryWhereItGoesToItsPortAndHasRoom() {
    int size = SyntheticPacket.leastSize(false, IpProtocol.UDP) + DnsMessage.ROOT_QUERY_LENGTH;
    SyntheticPacket asks =
        new SyntheticPacket("10.1.1.13", "10.1.0.2", 17, 49_152, 53, 64, size, false, false);
    MemorySegment frame = MemorySegment.ofArray(asks.frame(1, 2));
    long query = frame.byteSize() - DnsMessage.ROOT_QUERY_LENGTH;

    assertThat(DnsMessage.check(frame, query, DnsMessage.ROOT_QUERY_LENGTH))
        .isEqualTo(HeaderFault.NONE);
    assertThat(DnsMessage.isStandardQuery(frame, query)).isTrue();
    int question = DnsMessage.questionLength(frame, query, DnsMessage.ROOT_QUERY_LENGTH);
    assertThat(question).isEqualTo(DnsMessage.ROOT_QUERY_LENGTH - DnsMessage.LENGTH);
    assertThat(DnsMessage.name(frame, query, question)).isEmpty();
    assertThat(DnsMessage.type(frame, query, question)).isEqualTo(DnsMessage.A);
    assertThat(DnsMessage.isInternet(frame, query, question)).isTrue();
  }

  @Test
  void shouldSayWhatIsWrongWithAnImpossiblePacket() {
    assertThatThrownBy(() -> packet("10.1.1.13", "2001:db8::2", 6, 60))
        .hasMessage("10.1.1.13 and 2001:db8::2 are not of the same IP version");
    assertThatThrownBy(() -> packet("10.1.1.13", "10.2", 6, 60)).hasMessageContaining("10.2");
    assertThatThrownBy(() -> packet("10.1.1.13", "10.2.0.1", 6, 39))
        .hasMessage("size 39 is not between 40 and 65535");
  }
}
