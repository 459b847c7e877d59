package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.icmp;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.quoting;
import static io.peerway.dataplane.forward.testkit.IcmpChecks.rest;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Options;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dontFragment;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ip;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ipv4;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static io.peerway.dataplane.forward.testkit.PacketChecks.trafficClass;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.forward.slowpath.IcmpErrors;
import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.forward.testkit.PacketChecks.LayerCheck;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which dropped packets are reported to their senders, how, and how often. */
class IcmpErrorsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String NOWHERE = "192.0.2.1";
  private static final String NOWHERE6 = "2001:db8:ffff::1";

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;

  private static String nowhere(int version) {
    return version == 4 ? NOWHERE : NOWHERE6;
  }

  private static LayerCheck timeExceeded(int version) {
    return version == 4 ? icmp(11, 0) : icmp(3, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldReportAnExhaustedTtlFromTheSendersRouter(int version) {
    Host a = peered.hostA(version);
    byte[] frame = a.to(peered.hostB(version)).ttl(1).udp(40000, 33434, new byte[32]);

    List<Sent> sent = lab.drop(0, DropReason.TTL_EXCEEDED, frame);

    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().port()).isEqualTo(0);
    assertThatPacket(
        sent.getFirst().frame(),
        ethernet(src(a.routerMac()), dst(a.mac())),
        ip(src(PeeredLab.routerA(version)), dst(a.address()), ttl(64)),
        timeExceeded(version),
        rest(0),
        quoting(frame));
    assertThat(lab.count(0, PortCounter.ORIGINATED_PACKETS)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldNeverForwardATtlOfZero(int version) {
    PeeredLab transparent = new PeeredLab(TtlMode.TRANSPARENT);
    byte[] frame = peered.hostA(version).to(peered.hostB(version)).ttl(0).udp(1, 2);

    lab.drop(0, DropReason.TTL_EXCEEDED, frame);
    transparent.lab.drop(0, DropReason.TTL_EXCEEDED, frame);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldReportThatThereIsNoRoute(int version) {
    byte[] frame = peered.hostA(version).to(nowhere(version)).tcp(40000, 80);

    List<Sent> sent = lab.drop(0, DropReason.NO_ROUTE, frame);

    assertThatPacket(
        sent.getFirst().frame(),
        ip(src(PeeredLab.routerA(version))),
        version == 4 ? icmp(3, 0) : icmp(1, 0),
        quoting(frame));
  }

  @Test
  void shouldSendErrorsWithPrecedenceAndWithoutFragmentation() {
    List<Sent> sent = lab.receive(0, peered.hostA.to(NOWHERE).udp(1, 2));

    assertThatPacket(sent.getFirst().frame(), ipv4(trafficClass(0xc0), dontFragment(true)));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldQuoteNoMoreThanEveryHostCanReceive(int version) {
    byte[] frame = peered.hostA(version).to(nowhere(version)).udp(1, 2, new byte[1400]);

    byte[] error = lab.forward(0, frame).frame();

    assertThatPacket(error, quoting(frame));
    assertThat(error).hasSize(14 + (version == 4 ? 576 : 1280));
  }

  @Test
  void shouldReportFromTheRouterOfTheSendersSubnet() {
    peered.a.subnet("subnet-1", "10.1.1.0/24", "2001:db8:a:1::/64");
    lab.publish();

    assertThatPacket(
        lab.forward(0, peered.hostA.to(NOWHERE).udp(1, 2)).frame(), ip(src("10.1.1.1")));
    assertThatPacket(
        lab.forward(0, peered.hostA6.to(NOWHERE6).udp(1, 2)).frame(), ip(src("2001:db8:a:1::1")));
  }

  /** Packets that have no route, about which a router must be silent. */
  static Stream<byte[]> unreportable() {
    PeeredLab peered = new PeeredLab();
    PacketBuilder to4 = peered.hostA.to(NOWHERE);
    PacketBuilder to6 = peered.hostA6.to(NOWHERE6);
    byte[] laterFragment6 = {0, 0, 0, 8, 0, 0, 0, 1};
    return Stream.of(
        to4.icmp(3, 1),
        to4.icmp(11, 0),
        to4.icmp(12, 0),
        to4.icmp(5, 0),
        to4.protocol(1, (byte) 8),
        withIpv4Options(to4.icmp(3, 1), (byte) 1, (byte) 1, (byte) 1, (byte) 1),
        peered.hostA.to(NOWHERE).fragment(8, false).udp(1, 2),
        to6.icmp(1, 0),
        to6.icmp(2, 0),
        to6.icmp(3, 0),
        to6.icmp(100, 0),
        to6.protocol(58),
        withIpv6Extension(to6.icmp(1, 0), 60, new byte[8]),
        withIpv6Extension(to6.echoRequest(1, 1), 44, laterFragment6));
  }

  @ParameterizedTest
  @MethodSource("unreportable")
  void shouldBeSilentAboutErrorsAndWhatMayBeErrors(byte[] frame) {
    assertThat(lab.drop(0, DropReason.NO_ROUTE, frame)).isEmpty();
  }

  @Test
  void shouldReportEchoesAndFirstFragments() {
    byte[] firstFragment6 = {0, 0, 0, 1, 0, 0, 0, 1};

    lab.forward(0, peered.hostA.to(NOWHERE).echoRequest(1, 1));
    lab.forward(0, peered.hostA6.to(NOWHERE6).echoRequest(1, 1));
    lab.forward(0, peered.hostA.to(NOWHERE).fragment(0, true).udp(1, 2));
    lab.forward(0, withIpv6Extension(peered.hostA6.to(NOWHERE6).udp(1, 2), 44, firstFragment6));
  }

  @Test
  void shouldBeSilentAboutPacketsThatAreNotSoundOrNotTheSendersOwn() {
    Host a = peered.hostA;
    byte[] frame = a.to(NOWHERE).ttl(1).udp(1, 2);

    assertThat(lab.receive(0, PacketBuilder.with(frame, 24, 0, 0))).isEmpty();
    assertThat(lab.receive(0, a.from("10.2.1.139", NOWHERE).udp(1, 2))).isEmpty();
    assertThat(lab.receive(0, a.from("0.0.0.0", NOWHERE).udp(1, 2))).isEmpty();
    assertThat(lab.receive(0, a.to("224.0.0.1").ttl(1).udp(1, 2))).isEmpty();
    assertThat(lab.receive(0, PacketBuilder.with(frame, 0, 255, 255, 255, 255, 255, 255)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void shouldLimitTheRateOfErrorsForEachPort(int version) {
    byte[] frame = peered.hostA(version).to(nowhere(version)).udp(1, 2);

    assertThat(receive(0, frame, 300)).as("at once").isEqualTo(IcmpErrors.AT_ONCE);
    lab.now += SECOND / 20;
    assertThat(receive(0, frame, 300)).as("50 ms later").isEqualTo(IcmpErrors.PER_SECOND / 20);
    assertThat(receive(1, peered.hostB(version).to(nowhere(version)).udp(1, 2), 1))
        .as("on the other port")
        .isEqualTo(1);
    lab.now += 100 * SECOND;
    assertThat(receive(0, frame, 300)).as("long after").isEqualTo(IcmpErrors.AT_ONCE);
    assertThat(lab.drops(0, DropReason.NO_ROUTE)).isEqualTo(900);
    assertThat(lab.unaccounted(0)).isZero();
  }

  private int receive(int port, byte[] frame, int times) {
    int sent = 0;
    for (int i = 0; i < times; i++) {
      sent += lab.receive(port, frame).size();
    }
    return sent;
  }

  @Test
  void shouldReportInAVpcThatHasOnlyIpv6() {
    Vpc only6 = lab.config.vpc("vpc-6", "2001:db8:6::/56");
    lab.publish();

    assertThat(lab.receive(2, Host.of(only6, 1, "2001:db8:6::9").to(NOWHERE6).udp(1, 2)))
        .hasSize(1);
  }
}
