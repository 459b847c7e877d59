package io.peerway.tools.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.observe.PortCounter;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads the counters of a router while it is flooded, and after it was killed. */
@Timeout(300)
class CountersIT {

  @AutoClose private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();

  /** As the command has it, which is a process as this one is. */
  private static CountersReport counters(ChildRouter router) {
    return CountersReport.of(CounterFile.open(router.socket()));
  }

  @Test
  void shouldCountToThePacketUnderAFloodAndAfterTheRouterWasKilled() throws Exception {
    ChildRouter router = scenario.startRouter("--workers", "2");
    Site a = test.dualSite("10.1", "server1");
    Site b = test.dualSite("10.2", "server2");
    attach(a, "10.1.1.13");
    attach(b, "10.2.1.139");
    test.peer(a, b);
    Process flood =
        new ProcessBuilder(
                "ip", "netns", "exec", a.namespace(), "ping", "-n", "-q", "-f", "10.2.1.139")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      for (int reading = 0; reading < 1000; reading++) {
        CountersReport report = counters(router);
        assertThat(report.running()).isTrue();
        assertThat(report.ports()).allMatch(CountersReport.Port::consistent);
        assertThat(report.unaccounted()).isZero();
      }
      assertThat(scenario.peerway("top -n 1 --json"))
          .startsWith("{\"ports\":[{\"owner\":")
          .contains(a.vpc(), "\"workers\":[{\"busy\":");
    } finally {
      flood.destroy();
      assertThat(flood.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    test.assertLost(a.namespace(), "10.9.9.9");
    test.assertDropped("no_route");
    CountersReport alive = counters(router);
    router.process().destroyForcibly();
    assertThat(router.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

    CountersReport dead = counters(router);
    assertThat(dead.running()).isFalse();
    assertThat(dead.ended()).isNull();
    assertThat(dead.unaccounted()).isZero();
    for (int port = 0; port < 2; port++) {
      assertThat(dead.ports().get(port).count(PortCounter.RECEIVED_PACKETS))
          .isGreaterThanOrEqualTo(alive.ports().get(port).count(PortCounter.RECEIVED_PACKETS));
    }
    assertThat(scenario.peerway("counters"))
        .contains("RX = FORWARDED + CONSUMED + HELD + DROPPED at every port.")
        .contains("did not end in good order");
    assertThat(scenario.peerway("drops")).contains("no_route");
    Programs.Result top = scenario.tryPeerway("top");
    assertThat(top.status()).isEqualTo(ExitStatus.NO_ROUTER);
    assertThat(top.output()).contains("has ended");
  }

  private void attach(Site site, String address) throws InterruptedException {
    scenario.peerway(
        "attach %s --netns %s --address %s/24".formatted(site.vpc(), site.namespace(), address));
  }
}
