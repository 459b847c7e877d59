package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.echoReply;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.icmp;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.quoting;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.rest;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Options;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ip;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the router does with packets to its own addresses. */
class RouterEndpointTest {
  private static final byte[] DATA =
      "abcdefghijklmnopqrstuvwabcdefghi!".getBytes(StandardCharsets.US_ASCII);

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;

  @ParameterizedTest
  @ValueSource(strings = {PeeredLab.ROUTER_A, PeeredLab.ROUTER_A6, "fe80::1"})
  void shouldAnswerEchoRequests(String router) {
    Host a = router.contains(":") ? peered.hostA6 : peered.hostA;

    Sent reply = lab.forward(0, a.to(router).ttl(1).echoRequest(77, 3, DATA));

    assertThat(reply.port()).isEqualTo(0);
    assertThatPacket(
        reply.frame(),
        ethernet(src(a.routerMac()), dst(a.mac())),
        ip(src(router), dst(a.address()), ttl(64)),
        echoReply(77, 3, DATA));
    assertThat(lab.count(0, PortCounter.FORWARDED_PACKETS)).isZero();
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldAnswerEchoRequestsWithTheAddressThatWasAsked() {
    peered.a.subnet("subnet-4", "10.1.4.0/24");
    lab.publish();

    Sent reply = lab.forward(0, peered.hostA.to("10.1.4.1").echoRequest(1, 1));

    assertThatPacket(reply.frame(), ip(src("10.1.4.1")), echoReply(1, 1));
  }

  @Test
  void shouldAnswerAHostThatHasOnlyALinkLocalAddress() {
    Sent reply =
        lab.forward(0, peered.hostA6.from("fe80::abcd", "fe80::1").echoRequest(1, 1, DATA));

    assertThatPacket(reply.frame(), ip(src("fe80::1"), dst("fe80::abcd")), echoReply(1, 1, DATA));
  }

  @Test
  void shouldKeepOptionsAndExtensionHeadersInItsReplies() {
    byte[] request4 = peered.hostA.to(PeeredLab.ROUTER_A).echoRequest(1, 1, DATA);
    byte[] request6 = peered.hostA6.to(PeeredLab.ROUTER_A6).echoRequest(1, 1, DATA);
    byte[] padding = {0, 0, 1, 4, 0, 0, 0, 0};

    Sent reply4 = lab.forward(0, withIpv4Options(request4, new byte[] {1, 1, 1, 1}));
    Sent reply6 = lab.forward(0, withIpv6Extension(request6, 0, padding));

    assertThatPacket(reply4.frame(), ip(src(PeeredLab.ROUTER_A)), echoReply(1, 1, DATA));
    assertThatPacket(reply6.frame(), ip(src(PeeredLab.ROUTER_A6)), echoReply(1, 1, DATA));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldCompleteAPartialChecksumAndAskForNoneInItsReply(int version) {
    Host a = peered.hostA(version);
    byte[] frame = a.to(PeeredLab.routerA(version)).echoRequest(1, 1, DATA);
    byte[] partial = version == 4 ? with(frame, 36, 0, 0) : with(frame, 56, pseudoHeader6(frame));
    int start = version == 4 ? 34 : 54;
    byte[] header = {1, 0, 0, 0, 0, 0, (byte) start, 0, 2, 0};

    List<Sent> sent = lab.receiveWithHeader(0, header, partial);

    assertThatPacket(sent.getFirst().frame(), echoReply(1, 1, DATA));
    assertThat(sent.getFirst().virtioHeader()).containsOnly(0);
  }

  /** The sum that a sender leaves in the checksum field for the device: addresses, length, 58. */
  private static int[] pseudoHeader6(byte[] frame) {
    int sum = 58 + frame.length - 54;
    for (int i = 14 + 8; i < 54; i += 2) {
      sum += (frame[i] & 0xff) << 8 | (frame[i + 1] & 0xff);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return new int[] {sum >> 8, sum};
  }

  @ParameterizedTest
  @ValueSource(strings = {PeeredLab.ROUTER_A, PeeredLab.ROUTER_A6, "fe80::1"})
  void shouldSayThatNoPortListens(String router) {
    Host a = router.contains(":") ? peered.hostA6 : peered.hostA;
    byte[] udp = a.to(router).udp(40000, 33434, DATA);
    byte[] tcp = a.to(router).tcp(40000, 22);

    for (byte[] frame : new byte[][] {udp, tcp}) {
      List<Sent> sent = lab.drop(0, DropReason.ROUTER_PROTOCOL, frame);

      assertThat(sent).hasSize(1);
      assertThatPacket(
          sent.getFirst().frame(),
          ethernet(dst(a.mac())),
          ip(src(router.equals("10.1.0.1") ? router : PeeredLab.ROUTER_A6), dst(a.address())),
          a.isIpv6() ? icmp(1, 4) : icmp(3, 3),
          rest(0),
          quoting(frame));
    }
  }

  @Test
  void shouldSayFromItsLinkLocalAddressThatNoPortListens() {
    byte[] frame = peered.hostA6.from("fe80::abcd", "fe80::1").udp(40000, 33434);

    List<Sent> sent = lab.drop(0, DropReason.ROUTER_PROTOCOL, frame);

    assertThatPacket(
        sent.getFirst().frame(), ip(src("fe80::1"), dst("fe80::abcd")), icmp(1, 4), quoting(frame));
  }

  @Test
  void shouldSayThatItDoesNotKnowAProtocol() {
    byte[] gre4 = peered.hostA.to(PeeredLab.ROUTER_A).protocol(47, DATA);
    byte[] gre6 = peered.hostA6.to(PeeredLab.ROUTER_A6).protocol(47, DATA);

    assertThatPacket(
        lab.drop(0, DropReason.ROUTER_PROTOCOL, gre4).getFirst().frame(),
        icmp(3, 2),
        quoting(gre4));
    assertThatPacket(
        lab.drop(0, DropReason.ROUTER_PROTOCOL, gre6).getFirst().frame(),
        icmp(4, 1),
        rest(6),
        quoting(gre6));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldSilentlyDropOtherIcmpMessages(int version) {
    PacketBuilder packet = peered.hostA(version).to(PeeredLab.routerA(version));

    assertThat(lab.drop(0, DropReason.ROUTER_PROTOCOL, packet.echoReply(1, 1))).isEmpty();
    assertThat(lab.drop(0, DropReason.ROUTER_PROTOCOL, packet.icmp(version == 4 ? 3 : 1, 0)))
        .isEmpty();
    assertThat(lab.drop(0, DropReason.ROUTER_PROTOCOL, packet.icmp(version == 4 ? 8 : 128, 9)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldSilentlyDropBrokenIcmpMessages(int version) {
    PacketBuilder packet = peered.hostA(version).to(PeeredLab.routerA(version));
    int checksumAt = version == 4 ? 36 : 56;
    byte[] wrongChecksum = with(packet.echoRequest(1, 1, DATA), checksumAt, 0x12, 0x34);
    byte[] truncated = packet.protocol(version == 4 ? 1 : 58, (byte) (version == 4 ? 8 : 128));

    assertThat(lab.drop(0, DropReason.BAD_ICMP_MESSAGE, wrongChecksum)).isEmpty();
    assertThat(lab.drop(0, DropReason.BAD_ICMP_MESSAGE, truncated)).isEmpty();
  }

  @Test
  void shouldReassembleNoFragments() {
    byte[] first4 = peered.hostA.to(PeeredLab.ROUTER_A).fragment(0, true).echoRequest(1, 1, DATA);
    byte[] first6 =
        withIpv6Extension(
            peered.hostA6.to(PeeredLab.ROUTER_A6).echoRequest(1, 1, DATA),
            44,
            new byte[] {0, 0, 0, 1, 0, 0, 0, 9});

    assertThat(lab.drop(0, DropReason.ECHO_TOO_LONG, first4)).isEmpty();
    assertThat(lab.drop(0, DropReason.ECHO_TOO_LONG, first6)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldNotAnswerForThePeersRouter(int version) {
    byte[] request = peered.hostA(version).to(PeeredLab.routerB(version)).echoRequest(1, 1);

    assertThat(lab.drop(0, DropReason.PEER_ROUTER_ADDRESS, request)).isEmpty();
  }
}
