package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketBuilder.with;

import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.FilterOracle.Packet;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.Peers;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.TcpHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random packets both ways between two VPCs, while rules change and time passes: the pipeline lets
 * through and drops what the obvious reading of rules and connections does, for the same reason.
 */
class StatefulFilterProperties {
  private static final long SECOND = 1_000_000_000L;
  private static final int TCP_FLAGS = 14 + 20 + TcpHeader.FLAGS_OFFSET;
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
    Traffic.of(IpProtocol.GRE)
  };
  private static final String[] CIDRS = {"0.0.0.0/0", "10.0.0.0/8", "10.1.1.13/32", "10.2.0.0/16"};

  @Property(tries = 150)
  void shouldFilterAsTheOracle(@ForAll long seed) {
    new Run(new SplittableRandom(seed)).steps(250);
  }

  private static final class Run {
    private final SplittableRandom random;
    private final PeeredLab peered = new PeeredLab();
    private final Lab lab = peered.lab;
    private final FilterOracle oracle =
        new FilterOracle(peered.a, peered.b, FlowLimits.DEFAULTS.timeouts());

    Run(SplittableRandom random) {
      this.random = random;
    }

    void steps(int count) {
      for (int step = 0; step < count; step++) {
        switch (random.nextInt(24)) {
          case 0 -> changeGroups(random.nextBoolean() ? peered.a : peered.b);
          case 1 -> changeAcl(random.nextBoolean() ? peered.a : peered.b);
          case 2, 3 -> pass(random.nextLong(40 * SECOND));
          case 4 -> pass(random.nextLong(700 * SECOND));
          default -> send();
        }
      }
    }

    private void pass(long nanos) {
      lab.advance(nanos);
      lab.introduce(peered.hostA, peered.hostB);
    }

    private void changeGroups(LabState.Vpc vpc) {
      if (random.nextInt(4) == 0) {
        vpc.security = null;
      } else {
        vpc.security("sg-" + vpc.id, someRules(), someRules());
      }
      lab.publish();
    }

    private List<SecurityRule> someRules() {
      List<SecurityRule> rules = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        rules.add(new SecurityRule("sgr-" + i, pick(TRAFFIC), peers()));
      }
      return rules;
    }

    private Peers peers() {
      return random.nextInt(4) == 0
          ? Peers.ofGroup("sg-" + (random.nextBoolean() ? peered.a.id : peered.b.id))
          : Peers.of(Ipv4Prefix.parse(pick(CIDRS)));
    }

    private void changeAcl(LabState.Vpc vpc) {
      if (random.nextBoolean()) {
        vpc.acl = null;
      } else {
        vpc.acl(someEntries(), someEntries());
      }
      lab.publish();
    }

    private List<AclRule> someEntries() {
      List<AclRule> entries = new ArrayList<>();
      for (int number = 1; number <= 3; number++) {
        Peers cidr = Peers.of(Ipv4Prefix.parse(pick(CIDRS)));
        entries.add(new AclRule(number, random.nextInt(3) > 0, pick(TRAFFIC), cidr));
      }
      entries.add(new AclRule(100, true, Traffic.all(), Peers.of(Ipv4Prefix.ALL)));
      return entries;
    }

    private void send() {
      boolean fromA = random.nextBoolean();
      Host from = fromA ? peered.hostA : peered.hostB;
      Host to = fromA ? peered.hostB : peered.hostA;
      int source = PORTS[random.nextInt(PORTS.length)];
      int destination = PORTS[random.nextInt(PORTS.length)];
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          int flags = FLAGS[random.nextInt(FLAGS.length)];
          byte[] frame = with(from.to(to).tcp(source, destination), TCP_FLAGS, flags);
          check(from, Packet.tcp(fromA, source, destination, flags), frame);
        }
        case 2, 3 ->
            check(
                from, Packet.udp(fromA, source, destination), from.to(to).udp(source, destination));
        case 4 -> {
          boolean asks = random.nextBoolean();
          byte[] frame =
              asks ? from.to(to).echoRequest(source, 1) : from.to(to).echoReply(source, 1);
          check(from, Packet.echo(fromA, asks, source), frame);
        }
        default ->
            check(
                from,
                Packet.other(fromA, IpProtocol.GRE),
                from.to(to).protocol(IpProtocol.GRE, new byte[20]));
      }
    }

    private void check(Host from, Packet packet, byte[] frame) {
      DropReason why = oracle.decide(packet, lab.now);
      if (why == null) {
        lab.forward(from.port(), frame);
      } else {
        lab.drop(from.port(), why, frame);
      }
    }

    private <T> T pick(T[] all) {
      return all[random.nextInt(all.length)];
    }
  }
}
