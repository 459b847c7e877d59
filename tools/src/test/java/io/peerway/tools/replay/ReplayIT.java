package io.peerway.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.compile.RouterMac;
import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.counters.CountersReport;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.Programs;
import io.peerway.tools.replay.PacketFile.Packet;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends recorded packets into a real lab, and forwards them off-line by its state. */
@Timeout(300)
class ReplayIT {

  private static final long HOST_MAC = 0x02_00_00_00_00_99L;
  private static final long TIME = 1_700_000_000_123_456_789L;
  private static final int FORWARDED = 50;
  private static final int DROPPED = 10;

  @TempDir private Path directory;

  @AutoClose private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();
  private ChildRouter router;
  private Site a;
  private Site b;
  private Path file;

  @BeforeEach
  void startPeered() throws InterruptedException {
    router = scenario.startRouter();
    a = test.dualSite("10.1", "server1");
    b = test.dualSite("10.2", "server2");
    attach(a, "10.1.1.13");
    attach(b, "10.2.1.139");
    test.peer(a, b);
    test.assertAnswered(a.namespace(), "10.2.1.139");
    file = directory.resolve("in.pcap");
    PacketFile.write(file, packets());
  }

  private void attach(Site site, String address) throws InterruptedException {
    scenario.peerway(
        "attach %s --netns %s --address %s/24".formatted(site.vpc(), site.namespace(), address));
  }

  private List<Packet> packets() {
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i < FORWARDED + DROPPED; i++) {
      SyntheticPacket packet =
          new SyntheticPacket(
              "10.1.1.13",
              i < FORWARDED ? "10.2.1.139" : "10.9.9.9",
              IpProtocol.UDP,
              4000,
              9,
              64,
              100 + i,
              false,
              false);
      packets.add(new Packet(TIME + i * 1_000_000L, packet.frame(HOST_MAC, RouterMac.of(a.vpc()))));
    }
    return packets;
  }

  private CountersReport.Port counters() {
    return CountersReport.of(CounterFile.open(router.socket())).ports().stream()
        .filter(port -> port.owner().equals(a.vpc()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldSendAFilesPacketsAsAHostWouldAndForwardThemOffLineAlike() throws InterruptedException {
    Path state = directory.resolve("lab.json");
    scenario.peerway("state --save " + state);
    String check =
        "check %s --state %s --expect %s --counters %s"
            .formatted(
                file, state, directory.resolve("out.pcap"), directory.resolve("counters.json"));
    assertThat(run(check + " --save", ExitStatus.DONE))
        .startsWith("60 packets in, ")
        .contains("forwarded", "no_route");
    assertThat(run(check, ExitStatus.DONE)).endsWith("as expected");
    List<Packet> out = PacketFile.read(directory.resolve("out.pcap"), "udp and dst port 9");
    assertThat(out).hasSize(FORWARDED);
    assertThat(out.getFirst().nanos()).isEqualTo(TIME);

    CountersReport.Port before = counters();
    assertThat(scenario.peerway("replay %s --vpc %s --speed 2".formatted(file, a.vpc())))
        .startsWith("60 packets sent in ");
    CountersReport.Port now = awaitDrops(DROPPED);
    assertThat(now.drops()).containsEntry("no_route", (long) DROPPED);
    assertThat(
            now.count(PortCounter.FORWARDED_PACKETS) - before.count(PortCounter.FORWARDED_PACKETS))
        .isGreaterThanOrEqualTo(FORWARDED);
    assertThat(
            scenario.peerway(
                "replay %s --vpc %s --rate 1000 dst host 10.9.9.9".formatted(file, a.vpc())))
        .startsWith("10 packets sent in ");
    awaitDrops(2 * DROPPED);

    String table =
        scenario.awsText(
            "describe-route-tables --filters Name=vpc-id,Values=%s --query 'RouteTables[0].RouteTableId'"
                .formatted(a.vpc()));
    scenario.aws(
        "delete-route --route-table-id %s --destination-cidr-block 10.2.0.0/16".formatted(table));
    scenario.peerway("state --save " + state);
    assertThat(run(check, ExitStatus.FAILED))
        .contains("frame 1 is ", "no_route of %s is 60, expected was 10".formatted(a.vpc()));
  }

  private CountersReport.Port awaitDrops(long count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    CountersReport.Port now = counters();
    while (now.drops().getOrDefault("no_route", 0L) < count) {
      assertThat(System.nanoTime()).as(test.transcript()).isLessThan(deadline);
      Thread.sleep(20);
      now = counters();
    }
    return now;
  }

  /** Needs no router, and so no process of its own. */
  private static String run(String line, int status) {
    Programs.Result result = TestScenario.runCommand(List.of(line.split(" ", -1)));
    assertThat(result.status()).as(result.output()).isEqualTo(status);
    return result.output();
  }
}
