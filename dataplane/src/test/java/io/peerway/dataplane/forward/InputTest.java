package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Checksum;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Options;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames and packets that no router may forward, whatever its routes say. */
class InputTest {
  private static final int IP = 14;

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final Host a = peered.hostA;
  private final Host a6 = peered.hostA6;
  private final byte[] udp = a.to(peered.hostB).udp(1, 2, new byte[20]);
  private final byte[] udp6 = a6.to(peered.hostB6).udp(1, 2, new byte[20]);

  private void assertDropped(DropReason why, byte[] frame) {
    assertThat(lab.drop(0, why, frame)).as("what leaves").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 13})
  void shouldDropFramesShorterThanEthernet(int length) {
    assertDropped(DropReason.FRAME_TRUNCATED, new byte[length]);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 33, 34, 61})
  void shouldDropTruncatedIpv4(int length) {
    assertDropped(DropReason.IP_TRUNCATED, Arrays.copyOf(udp, length));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 53, 54, 81})
  void shouldDropTruncatedIpv6(int length) {
    assertDropped(DropReason.IP_TRUNCATED, Arrays.copyOf(udp6, length));
  }

  @Test
  void shouldDropWhatIsNotOfTheVersionThatTheFrameNames() {
    assertDropped(DropReason.BAD_IP_VERSION, with(udp6, 12, 0x08, 0x00));
    assertDropped(DropReason.BAD_IP_VERSION, with(udp, 12, 0x86, 0xdd));
    assertDropped(DropReason.UNSUPPORTED_ETHERTYPE, with(udp, 12, 0x00, 0x2e)); // IEEE 802.3
    assertDropped(DropReason.UNSUPPORTED_ETHERTYPE, with(udp, 12, 0x81, 0x00)); // VLAN
  }

  @Test
  void shouldDropImpossibleLengths() {
    assertDropped(DropReason.BAD_IP_HEADER_LENGTH, withIpv4Checksum(with(udp, IP, 0x44)));
    assertDropped(DropReason.BAD_IP_TOTAL_LENGTH, withIpv4Checksum(with(udp, IP + 2, 0, 19)));
    assertDropped(DropReason.BAD_IP_TOTAL_LENGTH, with(udp, IP, 0x4f));
    assertDropped(DropReason.IP_TRUNCATED, withIpv4Checksum(with(udp, IP + 2, 0xff, 0xff)));
    assertDropped(DropReason.IP_TRUNCATED, with(udp6, IP + 4, 0xff, 0xff));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 6, 8, 9, 10, 15, 19})
  void shouldDropEveryDamagedIpv4Header(int offset) {
    byte[] damaged = with(udp, IP + offset, udp[IP + offset] ^ 0x10);

    lab.receive(0, damaged);

    assertThat(lab.count(0, PortCounter.FORWARDED_PACKETS)).isZero();
    assertThat(lab.drops(0, DropReason.BAD_IP_CHECKSUM) + lab.drops(0, DropReason.BAD_IP_VERSION))
        .isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, MARTIAN_SOURCE",
    "0.1.2.3, MARTIAN_SOURCE",
    "127.0.0.1, MARTIAN_SOURCE",
    "127.255.255.255, MARTIAN_SOURCE",
    "224.0.0.1, MARTIAN_SOURCE",
    "240.0.0.1, MARTIAN_SOURCE",
    "255.255.255.255, MARTIAN_SOURCE",
    "169.254.1.1, LINK_LOCAL_ADDRESS",
    "192.0.2.1, SPOOFED_SOURCE",
    "10.2.1.139, SPOOFED_SOURCE",
    "10.1.0.1, SPOOFED_SOURCE",
  })
  void shouldDropSourcesThatNoHostOfTheVpcMayHave(String source, DropReason why) {
    assertDropped(why, a.from(source, "10.2.1.139").udp(1, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, MARTIAN_DESTINATION",
    "0.255.0.1, MARTIAN_DESTINATION",
    "127.0.0.1, MARTIAN_DESTINATION",
    "240.0.0.1, MARTIAN_DESTINATION",
    "255.255.255.254, MARTIAN_DESTINATION",
    "255.255.255.255, BROADCAST_DESTINATION",
    "224.0.0.251, MULTICAST_DESTINATION",
    "239.255.255.255, MULTICAST_DESTINATION",
    "169.254.169.254, LINK_LOCAL_ADDRESS",
  })
  void shouldDropDestinationsThatNoHostMayHave(String destination, DropReason why) {
    assertDropped(why, a.to(destination).udp(1, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "::, MARTIAN_SOURCE",
    "::1, MARTIAN_SOURCE",
    "ff02::1, MARTIAN_SOURCE",
    "fe80::5, LINK_LOCAL_ADDRESS",
    "fe80::1, LINK_LOCAL_ADDRESS",
    "2001:db8:b:1::139, SPOOFED_SOURCE",
    "2001:db8:a::1, SPOOFED_SOURCE",
    "2001:db8:a0::1, SPOOFED_SOURCE",
  })
  void shouldDropIpv6SourcesThatNoHostOfTheVpcMayHave(String source, DropReason why) {
    assertDropped(why, a6.from(source, "2001:db8:b:1::139").udp(1, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "::, MARTIAN_DESTINATION",
    "::1, MARTIAN_DESTINATION",
    "fe80::2, LINK_LOCAL_ADDRESS",
    "ff02::fb, MULTICAST_DESTINATION",
    "ff0e::1, MULTICAST_DESTINATION",
  })
  void shouldDropIpv6DestinationsThatNoHostMayHave(String destination, DropReason why) {
    assertDropped(why, a6.to(destination).udp(1, 2));
  }

  @Test
  void shouldDropIpv4MappedAddresses() {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 2, 1, (byte) 139};
    byte[] from = udp6.clone();
    byte[] to = udp6.clone();
    System.arraycopy(mapped, 0, from, IP + 8, 16);
    System.arraycopy(mapped, 0, to, IP + 24, 16);

    assertDropped(DropReason.MARTIAN_SOURCE, from);
    assertDropped(DropReason.MARTIAN_DESTINATION, to);
  }

  @Test
  void shouldDropItsOwnFramesWhenTheyComeBack() {
    byte[] left = lab.forward(0, udp).frame();

    lab.drop(1, DropReason.BAD_SOURCE_MAC, with(left, 0, 2, 0, 0, 0, 1, 1));
    lab.drop(1, DropReason.NOT_FOR_ROUTER, left);
  }

  @Test
  void shouldNotForwardAUnicastPacketFromAFrameToAGroup() {
    byte[] toMulticastMac = with(udp6, 0, 0x33, 0x33, 0, 0, 0, 1);

    assertDropped(DropReason.UNICAST_IN_GROUP_FRAME, toMulticastMac);
    assertDropped(
        DropReason.UNICAST_IN_GROUP_FRAME, with(udp, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
  }

  @Test
  void shouldDropSourceRoutesAndBrokenOptions() {
    byte[] looseRoute = {(byte) 131, 7, 4, 10, 2, 1, 1};
    byte[] strictRouteBehindPadding = {1, 1, (byte) 137, 7, 4, 10, 2, 1, 1};
    byte[] tooLong = {7, 40, 4, 0};
    byte[] ofNoLength = {7, 0, 0, 0};
    for (byte[] options :
        new byte[][] {looseRoute, strictRouteBehindPadding, tooLong, ofNoLength}) {
      assertDropped(DropReason.SOURCE_ROUTED, withIpv4Options(udp, options));
    }
    byte[] routingHeader = {0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    assertDropped(DropReason.SOURCE_ROUTED, withIpv6Extension(udp6, 43, routingHeader));
  }

  @Test
  void shouldDropExtensionHeadersThatNobodyCanRead() {
    byte[] options = {0, 0, 1, 4, 0, 0, 0, 0};
    byte[] twoFragmentHeaders =
        withIpv6Extension(withIpv6Extension(udp6, 44, new byte[8]), 44, new byte[8]);
    byte[] hopByHopNotFirst = withIpv6Extension(withIpv6Extension(udp6, 0, options), 60, options);
    byte[] endless = udp6;
    for (int i = 0; i < 9; i++) {
      endless = withIpv6Extension(endless, 60, options);
    }
    byte[] beyondThePacket = withIpv6Extension(udp6, 60, new byte[] {0, 9, 0, 0, 0, 0, 0, 0});
    for (byte[] frame :
        new byte[][] {twoFragmentHeaders, hopByHopNotFirst, endless, beyondThePacket}) {
      assertDropped(DropReason.BAD_EXTENSION_HEADERS, frame);
    }
  }

  @Test
  void shouldDropEverythingThatNoStateKnows() {
    Lab empty = new Lab();

    empty.receive(5, udp, new byte[3], udp6);

    assertThat(empty.drops(5, DropReason.NO_VPC)).isEqualTo(3);
    assertThat(empty.unaccounted(5)).isZero();
  }

  @Test
  void shouldAcceptAnEmptyBurst() {
    lab.receive(0);

    assertThat(lab.unaccounted(0)).isZero();
  }
}
