package io.peerway.dataplane.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.linux.PcapFilter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BpfFootprintTest {
  private static final int SNAPLEN = 65_550;
  private static final int ROUNDS = 500;

  private static boolean isUnchanged(String filter) {
    return BpfFootprint.isUnchangedByForwarding(PcapFilter.compile(filter, SNAPLEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp port 22",
        "host 10.1.1.13 and not udp",
        "host 192.0.2.1 and tcp port 22",
        "net 10.2.0.0/16 or arp",
        "src net 2001:db8::/48 and tcp dst port 80",
        "ip6 proto 58 or icmp",
        "icmp[icmptype] == icmp-echo",
        "udp portrange 20-60 and not host 2001:db8::1",
        "ip[6:2] & 0x3fff != 0",
      })
  void shouldKnowThatTheVerdictStays(String filter) {
    assertThat(isUnchanged(filter)).isTrue();
    SplittableRandom random = new SplittableRandom(20_260_104L);
    BpfProgram program = BpfProgram.of(PcapFilter.compile(filter, SNAPLEN));
    int wanted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] frame = FRAMES.get(round % FRAMES.size()).clone();
      byte[] forwarded = forward(frame, random);
      boolean came = matches(program, frame);
      wanted += came ? 1 : 0;
      assertThat(matches(program, forwarded)).isEqualTo(came);
    }
    assertThat(wanted).isLessThan(ROUNDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ether host 06:00:00:00:00:01",
        "greater 120",
        "ip[8] < 5",
        "ip6[7] = 64",
        "ip[2:2] > 1000",
        "tcp[tcpflags] & tcp-push != 0",
        "udp[4:2] = 20",
        "ip[10:2] = 0",
      })
  void shouldKnowThatTheVerdictMayChange(String filter) {
    assertThat(isUnchanged(filter)).isFalse();
  }

  /** What A holds after another load is not the EtherType, whichever way leads there. */
  @Test
  void shouldBelieveOnlyWhatAllWaysHaveInCommon() {
    int ldh = 0x28;
    int jeq = 0x15;
    int[] program = {
      ldh, 0, 0, 12, jeq, 0, 1, 0x0806, // ARP goes on at 2, the others at 3
      0x00, 0, 0, 0x0806, // A is 0x0806
      jeq, 0, 1, 0x0806, 0x30, 0, 0, 22, // the TTL
      0x06, 0, 0, 0,
    };
    assertThat(BpfFootprint.isUnchangedByForwarding(program)).isFalse();
  }

  private static final List<byte[]> FRAMES =
      List.of(
          packet("10.1.1.13", "10.2.1.139").tcp(49_152, 22, new byte[100]),
          packet("10.1.1.13", "10.2.1.139").udp(53, 53, new byte[40]),
          packet("10.2.1.139", "10.1.1.13").echoRequest(1, 2, new byte[56]),
          packet("10.1.1.13", "10.2.1.139").fragment(1480, true).protocol(17, new byte[200]),
          packet("2001:db8::1", "2001:db8:1::2").tcp(49_152, 80, new byte[1300]),
          packet("2001:db8::1", "2001:db8:1::2").udp(1, 2),
          packet("2001:db8::1", "2001:db8:1::2").echoRequest(1, 2));

  private static PacketBuilder packet(String from, String to) {
    return new PacketBuilder(0x0600_0000_0001L, 0x0200_0000_0001L, from, to);
  }

  /** Everything is different that forwarding, or joining with others, may change. */
  private static byte[] forward(byte[] frame, SplittableRandom random) {
    byte[] left = Arrays.copyOf(frame, frame.length + random.nextInt(100));
    boolean isIpv4 = frame[12] == 8;
    int[] changed = isIpv4 ? new int[] {16, 17, 22, 24, 25} : new int[] {18, 19, 21};
    for (int i = 0; i < 12; i++) {
      left[i] = (byte) random.nextInt();
    }
    for (int i : changed) {
      left[i] = (byte) random.nextInt();
    }
    for (int i = isIpv4 ? 38 : 58; i < left.length; i++) {
      left[i] = (byte) random.nextInt();
    }
    return left;
  }

  private static boolean matches(BpfProgram program, byte[] frame) {
    MemorySegment memory = MemorySegment.ofArray(frame);
    return program.matches(memory, 0, frame.length);
  }
}
