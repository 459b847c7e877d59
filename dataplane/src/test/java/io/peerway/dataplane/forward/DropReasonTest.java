package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.NeighborFrames.arpRequest;
import static io.peerway.dataplane.forward.testkit.NeighborFrames.neighborSolicitation;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Options;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.LabState.Interface;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.HeldPackets;
import io.peerway.dataplane.forward.testkit.DhcpV4Frames;
import io.peerway.dataplane.forward.testkit.DnsFrames;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For every reason there is a packet that is dropped for it, and for nothing else. */
class DropReasonTest {
  private static final int IP = 14;
  private static final String DNS_SERVER = "10.1.0.2";
  private static final SecurityRule ANYTHING =
      new SecurityRule("sgr-1", Traffic.all(), Peers.of(Ipv4Prefix.ALL));

  /** 500 connections can be opened at once, and 5 more each millisecond. */
  private static final FlowLimits LIMITS =
      FlowLimits.DEFAULTS.withCapacity(1000).withNewPerSecond(5000);

  private final PeeredLab peered = new PeeredLab(LIMITS);
  private final Lab lab = peered.lab;
  private final Host a = peered.hostA;
  private final Host b = peered.hostB;
  private final Host a6 = peered.hostA6;
  private final Host b6 = peered.hostB6;

  @ParameterizedTest
  @EnumSource
  void shouldDropForExactlyThisReason(DropReason why) {
    long received = lab.count(0, PortCounter.RECEIVED_PACKETS);
    long accepted = accepted();

    provoke(why);

    assertThat(lab.drops(0, why)).as("dropped as %s", why).isOne();
    for (DropReason other : DropReason.values()) {
      assertThat(lab.drops(0, other)).as("dropped as %s", other).isEqualTo(other == why ? 1 : 0);
    }
    assertThat(lab.unaccounted(0)).isZero();
    long more = lab.count(0, PortCounter.RECEIVED_PACKETS) - received;
    assertThat(accepted() - accepted).isEqualTo(more - 1);
  }

  private long accepted() {
    return lab.count(0, PortCounter.FORWARDED_PACKETS)
        + lab.count(0, PortCounter.CONSUMED_PACKETS)
        + lab.count(0, PortCounter.HELD_PACKETS);
  }

  private void provoke(DropReason why) {
    switch (why.stage()) {
      case ETHERNET_INPUT -> lab.receive(0, frame(why));
      case IP_INPUT -> provokeAtIpInput(why);
      case OUTPUT -> provokeAtOutput(why);
      default -> provokeBehindTheChecks(why);
    }
  }

  private byte[] frame(DropReason why) {
    return switch (why) {
      case FRAME_TRUNCATED -> new byte[13];
      case NOT_FOR_ROUTER -> with(a.to(b).udp(1, 2), 5, 0x77);
      case BAD_SOURCE_MAC -> with(a.to(b).udp(1, 2), 6, 1);
      case UNSUPPORTED_ETHERTYPE -> with(a.to(b).udp(1, 2), 12, 0x81, 0x00);
      case ARP_MALFORMED -> with(arpRequest(a.mac(), a.address(), PeeredLab.ROUTER_A), IP + 7, 9);
      case ARP_SPOOFED -> arpRequest(a.mac(), "10.2.0.7", PeeredLab.ROUTER_A);
      case ARP_NOT_FOR_ROUTER -> arpRequest(a.mac(), "10.1.9.9", "10.1.9.10");
      case NO_VPC -> {
        peered.a.hasPort = false;
        lab.publish();
        yield a.to(b).udp(1, 2);
      }
      default -> throw new AssertionError(why + " has no frame");
    };
  }

  private void provokeAtIpInput(DropReason why) {
    if (why == DropReason.BAD_OFFLOAD_HEADER) {
      byte[] unknownSegmentation = {0, 7, 0, 0, 0, 0, 0, 0, 0, 0};
      lab.receiveWithHeader(0, unknownSegmentation, a.to(b).udp(1, 2));
    } else {
      lab.receive(0, packet(why));
    }
  }

  private byte[] packet(DropReason why) {
    byte[] udp = a.to(b).udp(1, 2, new byte[10]);
    byte[] udp6 = a6.to(b6).udp(1, 2, new byte[10]);
    return switch (why) {
      case IP_TRUNCATED -> Arrays.copyOf(udp, udp.length - 1);
      case BAD_IP_VERSION -> with(udp, IP, 0x65);
      case BAD_IP_HEADER_LENGTH -> with(udp, IP, 0x44);
      case BAD_IP_TOTAL_LENGTH -> with(udp, IP + 2, 0, 19);
      case BAD_IP_CHECKSUM -> with(udp, IP + 10, udp[IP + 10] ^ 1);
      case SOURCE_ROUTED -> withIpv4Options(udp, (byte) 131, (byte) 3, (byte) 4);
      case BAD_EXTENSION_HEADERS ->
          withIpv6Extension(udp6, 60, new byte[] {0, 99, 0, 0, 0, 0, 0, 0});
      case BAD_FRAGMENT -> a.to(b).fragment(65_528, false).protocol(17, new byte[100]);
      case MARTIAN_SOURCE -> a.from("127.0.0.1", b.address()).udp(1, 2);
      case MARTIAN_DESTINATION -> a.to("240.0.0.1").udp(1, 2);
      case BROADCAST_DESTINATION -> a.to("255.255.255.255").udp(1, 2);
      case MULTICAST_DESTINATION -> a6.to("ff02::16").udp(1, 2);
      case UNICAST_IN_GROUP_FRAME -> with(udp, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
      case LINK_LOCAL_ADDRESS -> a.to("169.254.169.254").tcp(40000, 80);
      case ND_MALFORMED ->
          with(neighborSolicitation(a6.mac(), a6.address(), "fe80::1"), IP + 7, 254);
      case ND_SPOOFED -> neighborSolicitation(a6.mac(), b6.address(), "fe80::1");
      case ND_NOT_FOR_ROUTER -> neighborSolicitation(a6.mac(), a6.address(), "fe80::99");
      case DHCP_MALFORMED -> a.to("255.255.255.255").udp(68, 67);
      case DHCP_NOT_FOR_ROUTER ->
          new DhcpV4Frames(a.mac())
              .type(3)
              .address(50, a.address())
              .address(54, "10.9.9.9")
              .frame();
      case DHCP_NO_ADDRESS -> new DhcpV4Frames(a.mac()).type(1).frame();
      default -> throw new AssertionError(why + " has no packet");
    };
  }

  private void serveDns() {
    peered.a.dns =
        new DnsZone(Ipv4Address.parse(DNS_SERVER), "lab.internal", List.of(), Map.of(), Map.of());
    lab.publish();
  }

  private void provokeBehindTheChecks(DropReason why) {
    byte[] udp = a.to(b).udp(1, 2);
    switch (why) {
      case SPOOFED_SOURCE -> lab.receive(0, a.from("10.3.0.1", b.address()).udp(1, 2));
      case NO_ROUTE -> lab.receive(0, a.to("192.0.2.1").udp(1, 2));
      case BLACKHOLE_ROUTE -> routed(Target.blackhole("pcx-deleted"), udp);
      case TARGET_NOT_EMULATED -> routed(Target.notEmulated("igw-1"), udp);
      case NOT_IN_PEER_VPC -> {
        peered.a.route("10.3.0.0/16", LabState.peering(peered.b));
        lab.publish();
        lab.receive(0, a.to("10.3.0.9").udp(1, 2));
      }
      case PEER_ROUTER_ADDRESS -> lab.receive(0, a.to(PeeredLab.ROUTER_B).echoRequest(1, 1));
      case ROUTER_PROTOCOL -> lab.receive(0, a.to(PeeredLab.ROUTER_A).tcp(40000, 179));
      case BAD_ICMP_MESSAGE ->
          lab.receive(0, with(a.to(PeeredLab.ROUTER_A).echoRequest(1, 1), IP + 20 + 2, 0xab, 0xcd));
      case ECHO_TOO_LONG ->
          lab.receive(0, a.to(PeeredLab.ROUTER_A).fragment(0, true).echoRequest(1, 1, new byte[8]));
      case DNS_MALFORMED -> {
        serveDns();
        lab.receive(0, a.to(DNS_SERVER).udp(40_000, 53, new byte[11]));
      }
      case DNS_TOO_OFTEN -> {
        serveDns();
        byte[] question = a.to(DNS_SERVER).udp(40_000, 53, DnsFrames.question("a", 1));
        while (lab.drops(0, why) == 0) {
          lab.receive(0, question);
        }
      }
      case DESTINATION_CHECK -> {
        peered.a.interfaces.add(
            new Interface(
                2,
                "eni-2",
                Ipv4Prefix.parse("10.1.1.20/32"),
                Ipv6Prefix.parse("fd00::2/128"),
                true));
        int address = Ipv4Address.parse("10.1.1.20");
        routed(Target.networkInterface("eni-2", peered.a.index, address), udp);
      }
      case PORT_GONE -> {
        peered.b.hasPort = false;
        lab.publish();
        lab.receive(0, udp);
      }
      case TRANSPORT_TRUNCATED -> {
        peered.a.security("sg-a", List.of(), List.of(ANYTHING));
        lab.publish();
        lab.receive(0, a.to(b).protocol(IpProtocol.TCP, new byte[19]));
      }
      case FRAGMENT_WITHOUT_FIRST -> {
        peered.b.security("sg-b", List.of(ANYTHING), List.of());
        lab.publish();
        lab.receive(0, a.to(b).fragment(1480, false).protocol(IpProtocol.UDP, new byte[8]));
      }
      case SECURITY_GROUP_EGRESS -> {
        peered.a.security("sg-a", List.of(ANYTHING), List.of());
        lab.publish();
        lab.receive(0, udp);
      }
      case FLOW_TABLE_FULL_EGRESS -> {
        peered.a.security("sg-a", List.of(), List.of(ANYTHING));
        openConnectionsUntilDropped(why, 1_000_000);
      }
      case FLOW_RATE_EGRESS -> {
        peered.a.security("sg-a", List.of(), List.of(ANYTHING));
        openConnectionsUntilDropped(why, 0);
      }
      case NETWORK_ACL_EGRESS -> {
        peered.a.acl(List.of(), List.of());
        lab.publish();
        lab.receive(0, udp);
      }
      case NETWORK_ACL_INGRESS -> {
        peered.b.acl(List.of(), List.of());
        lab.publish();
        lab.receive(0, udp);
      }
      case SECURITY_GROUP_INGRESS -> {
        peered.b.security("sg-b", List.of(), List.of(ANYTHING));
        lab.publish();
        lab.receive(0, udp);
      }
      case FLOW_TABLE_FULL_INGRESS -> {
        peered.b.security("sg-b", List.of(ANYTHING), List.of());
        openConnectionsUntilDropped(why, 1_000_000);
      }
      case FLOW_RATE_INGRESS -> {
        peered.b.security("sg-b", List.of(ANYTHING), List.of());
        openConnectionsUntilDropped(why, 0);
      }
      case TTL_EXCEEDED -> lab.receive(0, a.to(b).ttl(1).udp(1, 2));
      case PACKET_TOO_BIG -> lab.receive(0, a.to(b).dontFragment().udp(1, 2, new byte[1473]));
      case NEIGHBOR_QUEUE_FULL ->
          lab.receive(
              0,
              IntStream.rangeClosed(0, HeldPackets.MOST_PER_INGRESS)
                  .mapToObj(i -> a.to("10.2.3." + (i + 2)).udp(1, 2))
                  .toArray(byte[][]::new));
      case NEIGHBOR_UNRESOLVED -> {
        lab.receive(0, a.to("10.2.3.4").udp(1, 2));
        for (int second = 0; second < 4; second++) {
          lab.advance(1_000_000_000L);
        }
      }
      default -> throw new AssertionError(why + " is not provoked");
    }
  }

  private void openConnectionsUntilDropped(DropReason why, long nanosBetween) {
    lab.publish();
    byte[] udp = a.to(b).udp(0, 2);
    for (int port = 1; lab.drops(0, why) == 0; port++) {
      lab.receive(0, udp); // a connection that is known, beside which others are limited
      lab.receive(0, with(udp, IP + 20, port >> 8, port));
      lab.now += nanosBetween;
    }
  }

  private void routed(Target target, byte[] frame) {
    peered.a.noRoutes().route("10.2.0.0/16", target);
    lab.publish();
    lab.receive(0, frame);
  }

  private void provokeAtOutput(DropReason why) {
    lab.egressResult =
        switch (why) {
          case DEVICE_FULL -> Egress.FULL;
          case RING_FULL -> Egress.RING_FULL;
          case DEVICE_DOWN -> Egress.DOWN;
          case DEVICE_ERROR -> Egress.ERROR;
          default -> throw new AssertionError(why + " is not provoked");
        };
    lab.receive(0, a.to(b).udp(1, 2));
  }
}
