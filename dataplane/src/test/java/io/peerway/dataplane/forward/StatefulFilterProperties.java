package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;

import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.FilterOracle.Datagram;
import io.peerway.dataplane.forward.FilterOracle.Packet;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import io.peerway.dataplane.wire.TcpHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random packets of both IP versions, both ways between two VPCs, by either of two workers, while
 * rules change, the peering comes and goes, and time passes: the pipeline lets through and drops
 * what the obvious reading of rules and connections does, for the same reason.
 */
class StatefulFilterProperties {
  private static final long SECOND = 1_000_000_000L;
  private static final int IP = 14;
  private static final int FRAGMENT = 24;
  private static final int[] PORTS = {22, 80, 4000};
  private static final int[] FLAGS = {
    TcpHeader.SYN,
    TcpHeader.SYN | TcpHeader.ACK,
    TcpHeader.ACK,
    TcpHeader.ACK,
    TcpHeader.FIN | TcpHeader.ACK,
    TcpHeader.RST
  };
  private static final Traffic[] TRAFFIC = {
    Traffic.all(),
    Traffic.of(IpProtocol.TCP),
    Traffic.tcp(22, 22),
    Traffic.tcp(80, 4000),
    Traffic.udp(0, 79),
    Traffic.udp(4000, 4000),
    Traffic.icmp(8, 0),
    Traffic.icmp(0, Traffic.ANY),
    Traffic.icmp(3, 1),
    Traffic.icmpv6(128, Traffic.ANY),
    Traffic.icmpv6(129, 0),
    Traffic.icmpv6(1, Traffic.ANY),
    Traffic.of(IpProtocol.GRE)
  };
  private static final String[] CIDRS = {"0.0.0.0/0", "10.0.0.0/8", "10.1.1.13/32", "10.2.0.0/16"};
  private static final String[] CIDRS6 = {
    "::/0", "2001:db8::/32", "2001:db8:a:1::13/128", "2001:db8:b::/56"
  };

  /** Matches nobody, and keeps an ACL from being one that need not be asked. */
  private static final AclRule NOBODY =
      new AclRule(
          1,
          false,
          Traffic.udp(1, 1),
          Peers.of(
              List.of(Ipv4Prefix.parse("203.0.113.0/24")),
              List.of(Ipv6Prefix.parse("2001:db8:ffff::/48"))));

  @Property(tries = 150)
  void shouldFilterAsTheOracle(@ForAll long seed) {
    new Run(new SplittableRandom(seed)).steps(250);
  }

  private static final class Run {
    private final SplittableRandom random;
    private final PeeredLab peered = new PeeredLab();
    private final Lab lab = peered.lab;
    private final Lab colleague = lab.colleague();
    private int datagrams;
    private final FilterOracle oracle =
        new FilterOracle(peered.a, peered.b, FlowLimits.DEFAULTS.timeouts());

    Run(SplittableRandom random) {
      this.random = random;
    }

    void steps(int count) {
      for (int step = 0; step < count; step++) {
        switch (random.nextInt(32)) {
          case 0 -> changeGroups(random.nextBoolean() ? peered.a : peered.b);
          case 1 -> changeAcl(random.nextBoolean() ? peered.a : peered.b);
          case 2, 3 -> pass(random.nextLong(40 * SECOND));
          case 4 -> pass(random.nextLong(700 * SECOND));
          case 5 -> changePeering();
          default -> send();
        }
      }
    }

    private void pass(long nanos) {
      lab.advance(nanos);
      lab.introduce(peered.hostA, peered.hostB, peered.hostA6, peered.hostB6);
    }

    private void changePeering() {
      if (peered.a.routes4.isEmpty()) {
        peered.routeByPeering();
      } else if (random.nextInt(3) == 0) {
        peered.a.noRoutes();
        peered.b.noRoutes();
      }
      publish();
    }

    /** What follows are other datagrams: fragments of one are all held to the same rules. */
    private void publish() {
      datagrams += 4;
      lab.publish();
    }

    private void changeGroups(LabState.Vpc vpc) {
      if (random.nextInt(4) == 0) {
        vpc.security = null;
      } else {
        vpc.security("sg-" + vpc.id, someRules(), someRules());
      }
      publish();
    }

    private List<SecurityRule> someRules() {
      List<SecurityRule> rules = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        rules.add(new SecurityRule("sgr-" + i, pick(TRAFFIC), peers()));
      }
      return rules;
    }

    private Peers peers() {
      return switch (random.nextInt(16)) {
        case 0, 1, 2 -> Peers.ofGroup("sg-" + (random.nextBoolean() ? peered.a.id : peered.b.id));
        case 3 -> Peers.nobody();
        default -> addresses();
      };
    }

    private Peers addresses() {
      return switch (random.nextInt(5)) {
        case 0 -> Peers.of(List.of(cidr(), cidr()), List.of(cidr6()));
        case 1, 2 -> Peers.of(cidr6());
        default -> Peers.of(cidr());
      };
    }

    private Ipv4Prefix cidr() {
      return Ipv4Prefix.parse(pick(CIDRS));
    }

    private Ipv6Prefix cidr6() {
      return Ipv6Prefix.parse(pick(CIDRS6));
    }

    private void changeAcl(LabState.Vpc vpc) {
      if (random.nextBoolean()) {
        vpc.acl = null;
      } else {
        vpc.acl(someEntries(), someEntries());
      }
      publish();
    }

    private List<AclRule> someEntries() {
      List<AclRule> entries = new ArrayList<>();
      entries.add(NOBODY);
      for (int number = 2; number <= 5; number++) {
        entries.add(new AclRule(number, random.nextInt(3) > 0, pick(TRAFFIC), addresses()));
      }
      entries.add(new AclRule(100, true, Traffic.all(), Peers.of(Ipv4Prefix.ALL)));
      entries.add(new AclRule(101, true, Traffic.all(), Peers.of(Ipv6Prefix.ALL)));
      return entries;
    }

    private void send() {
      int version = random.nextBoolean() ? 4 : 6;
      boolean fromA = random.nextBoolean();
      Host from = fromA ? peered.hostA(version) : peered.hostB(version);
      Host to = fromA ? peered.hostB(version) : peered.hostA(version);
      int source = PORTS[random.nextInt(PORTS.length)];
      int destination = PORTS[random.nextInt(PORTS.length)];
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          int flags = FLAGS[random.nextInt(FLAGS.length)];
          byte[] frame = from.to(to).tcp(source, destination);
          byte[] flagged = with(frame, transport(version) + TcpHeader.FLAGS_OFFSET, flags);
          check(from, to, Packet.tcp(version, fromA, source, destination, flags), flagged);
        }
        case 3, 4 ->
            check(
                from,
                to,
                Packet.udp(version, fromA, source, destination),
                from.to(to).udp(source, destination));
        case 5, 6 -> {
          boolean asks = random.nextBoolean();
          byte[] frame =
              asks ? from.to(to).echoRequest(source, 1) : from.to(to).echoReply(source, 1);
          check(from, to, Packet.echo(version, fromA, asks, source), frame);
        }
        case 7 -> {
          int type = version == 4 ? 3 : 1;
          byte[] frame = from.to(to).icmp(type, 1);
          decide(from, Packet.message(version, fromA, type, 1), frame);
        }
        case 8 -> sendFragment(version, fromA, from, to, source, destination);
        default ->
            check(
                from,
                to,
                Packet.other(version, fromA, IpProtocol.GRE),
                from.to(to).protocol(IpProtocol.GRE, new byte[20]));
      }
    }

    private static int transport(int version) {
      return IP + (version == 4 ? 20 : 40);
    }

    private void sendFragment(
        int version, boolean fromA, Host from, Host to, int source, int destination) {
      int number = datagrams + random.nextInt(4);
      Datagram datagram = new Datagram(version, fromA, number);
      if (random.nextBoolean()) {
        Packet first = Packet.udp(version, fromA, source, destination);
        byte[] payload = new byte[FRAGMENT - 8];
        byte[] frame =
            version == 4
                ? from.to(to)
                    .identification(number)
                    .fragment(0, true)
                    .udp(source, destination, payload)
                : fragment6(from.to(to).udp(source, destination, payload), 0, number);
        expect(from, oracle.decideFirst(first, datagram, lab.now), frame);
      } else {
        byte[] frame =
            version == 4
                ? from.to(to)
                    .identification(number)
                    .fragment(FRAGMENT, false)
                    .protocol(IpProtocol.UDP, new byte[9])
                : fragment6(from.to(to).protocol(IpProtocol.UDP, new byte[16]), FRAGMENT, number);
        expect(from, oracle.decideLater(datagram, lab.now), frame);
      }
    }

    private static byte[] fragment6(byte[] frame, int offset, int number) {
      byte[] header = new byte[8];
      header[3] = (byte) (offset | (offset == 0 ? 1 : 0));
      header[6] = (byte) (number >> 8);
      header[7] = (byte) number;
      return withIpv6Extension(frame, IpProtocol.FRAGMENT, header);
    }

    /** Sends a packet, and sometimes an error about it, whether it arrived or not. */
    private void check(Host from, Host to, Packet packet, byte[] frame) {
      if (random.nextInt(4) > 0) {
        decide(from, packet, frame);
      }
      if (random.nextInt(4) == 0) {
        boolean isIpv6 = packet.version() == 6;
        int type = isIpv6 ? 1 : 3;
        byte[] quoted = Arrays.copyOfRange(frame, IP, frame.length);
        byte[] message =
            ByteBuffer.allocate(8 + quoted.length)
                .put((byte) type)
                .put((byte) 1)
                .put(8, quoted)
                .array();
        int protocol = isIpv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
        decide(to, packet.error(type, 1), to.to(from).protocol(protocol, message));
      }
    }

    private void decide(Host from, Packet packet, byte[] frame) {
      expect(from, oracle.decide(packet, lab.now), frame);
    }

    private void expect(Host from, DropReason why, byte[] frame) {
      Lab worker = random.nextBoolean() ? lab : colleague;
      worker.state = lab.state;
      worker.now = lab.now;
      if (why == null) {
        worker.forward(from.port(), frame);
      } else {
        worker.drop(from.port(), why, frame);
      }
    }

    private <T> T pick(T[] all) {
      return all[random.nextInt(all.length)];
    }
  }
}
