package io.peerway.dataplane.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.linux.PcapFilter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/** Holds the filter machine to the verdicts of libpcap's own. */
class BpfProgramTest {
  private static final int SNAPLEN = 65_550;
  private static final int ROUNDS = 3_000;

  private final SplittableRandom random = new SplittableRandom(20_260_103L);
  private final MemorySegment memory = Arena.ofAuto().allocate(70_000);
  private final List<byte[]> frames =
      List.of(
          packet("10.1.1.13", "10.2.1.139").tcp(49_152, 22, new byte[100]),
          packet("10.1.1.13", "10.2.1.139").udp(53, 53, new byte[40]),
          packet("10.2.1.139", "10.1.1.13").echoRequest(1, 2, new byte[56]),
          packet("10.1.1.13", "10.2.1.139").fragment(1480, true).protocol(17, new byte[200]),
          packet("2001:db8::1", "2001:db8:1::2").tcp(80, 49_152, new byte[1300]),
          packet("2001:db8::1", "2001:db8:1::2").udp(1, 2),
          packet("2001:db8::1", "2001:db8:1::2").echoRequest(1, 2),
          NeighborFrames.arpRequest(0x0600_0000_0001L, "10.1.1.13", "10.1.0.1"));

  private static PacketBuilder packet(String from, String to) {
    return new PacketBuilder(0x0600_0000_0001L, 0x0200_0000_0001L, from, to);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp port 22",
        "host 10.1.1.13 and not udp",
        "net 10.2.0.0/16",
        "src net 2001:db8::/48 and tcp",
        "ip6 proto 58 or icmp",
        "arp or (udp and dst port 53)",
        "tcp[tcpflags] & (tcp-syn|tcp-ack) != 0",
        "greater 120",
        "less 90 and ip",
        "ip[6:2] & 0x3fff != 0",
        "ether host 06:00:00:00:00:01",
        "portrange 20-60",
        "ip[2:2] - ((ip[0]&0xf)<<2) > 60",
        "icmp[icmptype] == icmp-echo",
        "(ip[8] * 3) / 2 = 96 or ip[9] % 4 = 1",
        "len > 100 and ether[len - 1] = 0",
        "vlan or mpls"
      })
  void shouldDecideAsLibpcapDoes(String filter) throws Exception {
    int[] instructions = PcapFilter.compile(filter, SNAPLEN);
    BpfProgram program = BpfProgram.of(instructions);
    BpfInterpreter interpreter = new BpfInterpreter(instructions);
    try (PcapHandle handle = Pcaps.openDead(DataLinkType.EN10MB, SNAPLEN)) {
      InetAddress unknown = InetAddress.getByAddress(new byte[] {-1, -1, -1, -1});
      org.pcap4j.core.BpfProgram judge =
          handle.compileFilter(filter, BpfCompileMode.OPTIMIZE, (Inet4Address) unknown);
      for (int i = 0; i < ROUNDS; i++) {
        byte[] frame = i < frames.size() ? frames.get(i) : damaged();
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 100, frame.length);
        assertThat(program.matches(memory, 100, frame.length))
            .as("%s on %s", filter, HexFormat.of().formatHex(frame))
            .isEqualTo(judge.applyFilter(frame))
            .isEqualTo(interpreter.run(memory, 100, frame.length) != 0)
            .isEqualTo(selects(program::select, frame.length))
            .isEqualTo(selects(interpreter::select, frame.length));
      }
      judge.free();
    }
  }

  private interface Selection {
    int select(MemorySegment memory, long[] at, int[] length, int count, int[] passed);
  }

  /** Whether a packet is found in a burst, between two that are empty. */
  private boolean selects(Selection filter, int length) {
    int[] passed = new int[3];
    int many = filter.select(memory, new long[] {0, 100, 0}, new int[] {0, length, 0}, 3, passed);
    for (int n = 0; n < many; n++) {
      if (passed[n] == 1) {
        return true;
      }
    }
    return false;
  }

  private byte[] damaged() {
    byte[] frame = frames.get(random.nextInt(frames.size()));
    byte[] damaged = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
    for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @Test
  void shouldSayWhatLibpcapHasAgainstAnExpression() {
    assertThatThrownBy(() -> PcapFilter.compile("tcp prt 22", SNAPLEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("syntax error");
  }

  @Test
  void shouldRefuseTheLoopOfAProtocolChain() {
    int[] loop = PcapFilter.compile("ip6 protochain 6", SNAPLEN);
    assertThatThrownBy(() -> BpfProgram.of(loop))
        .hasMessageContaining("is not sound: [5, 0, 0, -15]");
  }

  @Test
  void shouldRefuseWhatDoesNotEndOrReadsElsewhere() {
    int ret = 0x06;
    assertThatThrownBy(() -> BpfProgram.of()).hasMessageContaining("0 values");
    assertThatThrownBy(() -> BpfProgram.of(0x00, 0, 0, 1)).hasMessageContaining("return");
    for (int[] bad :
        List.of(
            new int[] {0x05, 0, 0, 7}, // jumps out
            new int[] {0x05, 0, 0, -1}, // jumps back
            new int[] {0x15, 1, 0, 7},
            new int[] {0x34, 0, 0, 0}, // divides by zero
            new int[] {0x60, 0, 0, 16}, // no such memory
            new int[] {0x30, 0, 0, -4096}, // a kernel's extension
            new int[] {0xff, 0, 0, 0})) {
      int[] program = Arrays.copyOf(bad, 8);
      program[4] = ret;
      assertThatThrownBy(() -> BpfProgram.of(program)).hasMessageContaining("instruction 0");
    }
  }

  @Test
  void shouldInterpretWhatIsTooLongToBeCompiled() {
    int[] program = new int[BpfProgram.FIELDS * 1000];
    for (int i = 0; i < program.length; i += BpfProgram.FIELDS) {
      program[i] = 0x04; // adds
      program[i + 3] = 1;
    }
    program[program.length - BpfProgram.FIELDS] = 0x16;
    assertThat(BpfProgram.of(program).matches(memory, 0, 0)).isTrue();
    assertThat(new BpfInterpreter(program).run(memory, 0, 0)).isEqualTo(999);
  }

  /**
   * Sound programs of random instructions end, touch nothing but the packet, and do the same
   * compiled as interpreted.
   */
  @Test
  void shouldRunWhateverIsSound() {
    List<int[]> sound = new ArrayList<>();
    while (sound.size() < ROUNDS) {
      int[] program = new int[4 * 20];
      for (int i = 0; i < program.length; i += 4) {
        program[i] = random.nextInt(0xb2);
        program[i + 1] = random.nextInt(3);
        program[i + 2] = random.nextInt(3);
        program[i + 3] = random.nextInt(-2, 40);
        while (!isSound(Arrays.copyOfRange(program, i, i + 4))) {
          program[i] = random.nextInt(0xb2);
        }
      }
      program[76] = 0x16;
      try {
        BpfProgram.requireSound(program);
        sound.add(program);
      } catch (IllegalArgumentException e) {
        // its jumps lead beyond its end
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment exact = arena.allocate(64);
      for (int i = 0; i < 64; i++) {
        exact.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
      }
      for (int[] program : sound) {
        int length = random.nextInt(65);
        MemorySegment packet = exact.asSlice(64 - length);
        assertThat(BpfCompiler.compile(program).run(packet, 0, length))
            .as(Arrays.toString(program))
            .isEqualTo(new BpfInterpreter(program).run(packet, 0, length));
      }
    }
  }

  private static boolean isSound(int... instruction) {
    int[] program = new int[4 * 50];
    System.arraycopy(instruction, 0, program, 0, 4);
    for (int i = 4; i < program.length; i += 4) {
      program[i] = 0x06;
    }
    try {
      BpfProgram.requireSound(program);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
