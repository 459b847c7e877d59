package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.scenario.TestScenario.Site;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ping, traceroute and tracepath show on the way between two peered VPCs. */
@Timeout(600)
class PathToolsIT {

  private static final String SERVER2 = "10.2.1.139";

  @AutoClose private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();

  private Site site1;
  private String ipv6Server2;

  /** Server1 has the largest MTU, server2 that of plain Ethernet. */
  private void peer(String... options) throws InterruptedException {
    scenario.startRouter(options);
    site1 = test.dualSite("10.1", "server1");
    Site site2 = test.dualSite("10.2", "server2");
    ipv6Server2 = site2.ipv6Network() + "139";
    scenario.peerway(
        "attach %s --netns %s --address 10.1.1.13/24 --address %s13/64"
            .formatted(site1.vpc(), site1.namespace(), site1.ipv6Network()));
    scenario.peerway(
        "attach %s --netns %s --address %s/24 --address %s/64 --mtu 1500"
            .formatted(site2.vpc(), site2.namespace(), SERVER2, ipv6Server2));
    test.peer(site1, site2);
  }

  private String on1(String command) throws InterruptedException {
    return scenario.shell("ip netns exec " + site1.namespace() + " " + command);
  }

  @Test
  void shouldShowTheRouterAsAHopWithTheMtuBeyondIt() throws InterruptedException {
    peer();
    assertThat(on1("traceroute -n -w 20 -q 1 " + SERVER2))
        .containsPattern("(?m)^ 1  10\\.1\\.1\\.1 .*$")
        .containsPattern("(?m)^ 2  10\\.2\\.1\\.139 .*$");
    assertThat(on1("traceroute -6 -n -w 20 -q 1 " + ipv6Server2))
        .containsPattern("(?m)^ 1  " + site1.ipv6Network() + "1 .*$")
        .containsPattern("(?m)^ 2  " + ipv6Server2 + " .*$");
    assertThat(on1("tracepath -n " + SERVER2)).contains("pmtu 1500", SERVER2, "hops 2");
    assertThat(on1("tracepath -6 -n " + ipv6Server2)).contains("pmtu 1500", ipv6Server2);
    assertThat(on1("ping -n -c 1 -W 60 -t 1 " + SERVER2))
        .contains("From 10.1.1.1", "Time to live exceeded");
    assertThat(on1("ping -n -c 1 -W 60 -t 1 " + ipv6Server2))
        .contains("From " + site1.ipv6Network() + "1", "Time exceeded: Hop limit");

    on1("ip route flush cache");
    assertThat(on1("ping -n -c 1 -W 60 -M do -s 4000 " + SERVER2)).contains("mtu = 1500");
    test.assertAnswered(site1.namespace(), "-M dont -s 4000 " + SERVER2);
    assertThat(on1("ping -n -c 1 -W 60 10.2.1.200"))
        .contains("From 10.1.1.1", "Destination Host Unreachable");
    assertThat(on1("ping -n -c 1 -W 60 10.9.9.9")).contains("Destination Net Unreachable");
  }

  @Test
  void shouldBeInvisibleWhereTtlIsTransparent() throws InterruptedException {
    peer("--ttl", "transparent");
    assertThat(on1("traceroute -n -w 20 -q 1 " + SERVER2))
        .containsPattern("(?m)^ 1  10\\.2\\.1\\.139 .*$");
    assertThat(on1("ping -n -c 1 -W 60 " + ipv6Server2)).contains("ttl=64");
  }
}
