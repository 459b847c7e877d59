package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.IcmpChecks.routerAdvertisement;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.groupMac;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.routerSolicitation;
import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ipv6;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When and what the router advertises itself as (RFC 4861 section 6.2). */
class RouterAdvertisementTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int LIFETIME = 1800;

  private final Lab lab = new Lab();
  private final Vpc vpc = lab.config.vpc("vpc-a", "10.1.0.0/16", "2001:db8:a::/56");
  private final Host host = Host.of(vpc, 1, "2001:db8:a::1:1");

  RouterAdvertisementTest() {
    vpc.mtu = 9001;
    lab.publish();
  }

  @Test
  void shouldAdvertiseToAllNodesOfANewPortAtOnce() {
    List<Sent> sent = lab.advertise(0);

    assertThat(sent).hasSize(1);
    assertThatPacket(
        sent.getFirst().frame(),
        ethernet(src(host.routerMac()), dst(groupMac("ff02::1"))),
        ipv6(src("fe80::1"), dst("ff02::1"), ttl(255)),
        routerAdvertisement(host.routerMac(), LIFETIME, 9001));
  }

  @Test
  void shouldRepeatItselfOftenAtFirstAndSeldomLater() {
    int sent = 0;
    for (int second = 0; second < 32; second++) {
      sent += lab.advertise(SECOND).size();
    }
    assertThat(sent).as("in the first half minute").isEqualTo(2);
    for (int second = 32; second < 1000; second++) {
      sent += lab.advertise(SECOND).size();
    }
    assertThat(sent).as("in 1000 s").isEqualTo(3 + 4);
  }

  @Test
  void shouldAdvertiseNothingToAVpcWithoutIpv6() {
    Lab other = new Lab();
    Vpc v4 = other.config.vpc("vpc-4", "10.1.0.0/16");
    other.publish();

    assertThat(other.advertise(0)).isEmpty();
    assertThat(other.receive(0, routerSolicitation(Host.of(v4, 1, "::").mac(), "fe80::5")))
        .isEmpty();
  }

  @Test
  void shouldAdvertiseAtOnceWhenAVpcGetsIpv6() {
    Vpc late = lab.config.vpc("vpc-b", "10.2.0.0/16");
    lab.publish();
    assertThat(lab.advertise(0)).extracting(Sent::port).containsExactly(0);

    late.blocks6.add(Ipv6Prefix.parse("2001:db8:b::/56"));
    lab.publish();

    assertThat(lab.advertise(0)).extracting(Sent::port).containsExactly(1);
  }

  @Test
  void shouldAdvertiseAtOnceWhenAPortNumberIsGivenToAnotherVpc() {
    lab.advertise(0);
    assertThat(lab.advertise(SECOND)).isEmpty();

    lab.config.vpcs.clear();
    lab.config.vpc("vpc-other", "10.9.0.0/16", "2001:db8:9::/56");
    lab.publish();

    assertThat(lab.advertise(SECOND)).hasSize(1);
  }

  @Test
  void shouldAnswerAHostThatAsksDirectly() {
    for (int i = 0; i < 3; i++) {
      Sent answer = lab.forward(0, routerSolicitation(host.mac(), "fe80::77"));

      assertThatPacket(
          answer.frame(),
          ethernet(src(host.routerMac()), dst(host.mac())),
          ipv6(src("fe80::1"), dst("fe80::77"), ttl(255)),
          routerAdvertisement(host.routerMac(), LIFETIME, 9001));
    }
    assertThat(lab.unaccounted(0)).isZero();
  }

  @Test
  void shouldAnswerAHostWithoutAddressToAllNodesButNotMoreThanOnceIn3Seconds() {
    byte[] solicitation = routerSolicitation(host.mac(), "::");

    assertThatPacket(lab.forward(0, solicitation).frame(), ipv6(dst("ff02::1")));
    assertThat(lab.receive(0, solicitation, solicitation)).isEmpty();
    lab.advance(3 * SECOND);
    assertThatPacket(lab.forward(0, solicitation).frame(), ipv6(dst("ff02::1")));
    assertThat(lab.count(0, PortCounter.CONSUMED_PACKETS)).isEqualTo(4);
    assertThat(lab.count(0, PortCounter.ORIGINATED_PACKETS)).isEqualTo(2);
  }
}
