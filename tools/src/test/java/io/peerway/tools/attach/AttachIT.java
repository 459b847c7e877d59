package io.peerway.tools.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.operator.PortReport;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttachIT {

  private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();

  @BeforeAll
  void startRouter() throws InterruptedException {
    scenario.startRouter();
  }

  @AfterAll
  void stopRouter() {
    test.close();
  }

  private String in(Site site, String command) throws InterruptedException {
    return scenario.shell("ip netns exec " + site.namespace() + " " + command);
  }

  private void assertReplies(Site site, String address) throws InterruptedException {
    test.assertAnswered(site.namespace(), address);
  }

  private PortReport port(Site site) {
    return scenario.ports().stream()
        .filter(port -> port.vpc().equals(site.vpc()))
        .findFirst()
        .orElseThrow();
  }

  private void assertRefused(Site site, String arguments, String... words)
      throws InterruptedException {
    Programs.Result result = scenario.tryPeerway(arguments);
    assertThat(result.status()).as(result.output()).isEqualTo(ExitStatus.FAILED);
    assertThat(result.output()).contains(words).hasLineCount(1);
    assertThat(port(site).namespace()).isEmpty();
    assertThat(in(site, "ip -o link")).doesNotContain("vpc").hasLineCount(1);
  }

  @Test
  void shouldReachTheRouterOfAVpcWithoutSubnets() throws InterruptedException {
    Site site = test.site("10.1.0.0/16", "bare");
    scenario.peerway(
        "attach %s --netns %s --address 10.1.1.13/24".formatted(site.vpc(), site.namespace()));
    assertThat(in(site, "ip route show default")).contains("default via 10.1.0.1 dev vpc");
    assertReplies(site, "10.1.0.1");
    assertReplies(site, "10.1.1.13");
    assertThat(port(site).namespace()).isEqualTo(site.namespace());
  }

  @Test
  void shouldReachTheRouterOfASubnetOverBothVersions() throws InterruptedException {
    Site site = test.dualSite("10.2", "dual");
    String network = site.ipv6Network();
    scenario.peerway(
        "attach %s --netns %s --address 10.2.1.139 --address %s139/64"
            .formatted(site.vpc(), site.namespace(), network));
    assertReplies(site, "10.2.1.1");
    assertReplies(site, network + "1");
    assertReplies(site, "fe80::1%" + port(site).device());
    assertThat(in(site, "ip -6 route show default"))
        .contains("default via fe80::1 dev " + port(site).device())
        .hasLineCount(1);
    assertThat(in(site, "ip -6 addr")).doesNotContain("tentative").contains(network + "139/64");
  }

  @Test
  void shouldChangeNothingWhenItIsRefused() throws InterruptedException {
    Site site = test.site("10.3.0.0/16", "refused");
    String attach = "attach " + site.vpc() + " --netns " + site.namespace() + " --address ";
    assertRefused(site, attach + "10.4.1.13/24", "10.4.1.13 is not in " + site.vpc());
    assertRefused(site, attach + "10.3.0.2/16", "10.3.0.2 is reserved");
    assertRefused(site, attach + "10.3.1.13/24 --mtu 100", "--mtu 100 is not between 576 and 9001");
    assertRefused(site, attach + "fd70::13/64", "has no IPv6 block");
    assertRefused(
        site,
        "attach vpc-00000000000000000 --netns " + site.namespace() + " --address 10.3.1.13/24",
        "there is no VPC vpc-00000000000000000");
    assertRefused(
        site,
        "attach " + site.vpc() + " --netns pw-nobody --address 10.3.1.13/24",
        "there is no network namespace pw-nobody",
        "ip netns add pw-nobody");
    assertRefused(
        site,
        "attach " + site.vpc() + " --netns ../netns/x --address 10.3.1.13/24",
        "not a name of a network namespace");
  }

  @Test
  void shouldTakeTheDeviceBackWhenItCannotBeSetUp() throws InterruptedException {
    Site site = test.site("10.5.0.0/16", "undo");
    String attach =
        "attach %s --netns %s --address 10.5.1.13/24".formatted(site.vpc(), site.namespace());
    // The kernel takes no gateway that is an address of the host itself.
    in(site, "ip address add 10.5.0.1/32 dev lo");
    assertRefused(site, attach, "cannot set up device", "RTM_NEWROUTE", "it is taken out again");
    in(site, "ip address delete 10.5.0.1/32 dev lo");
    scenario.peerway(attach);
    assertReplies(site, "10.5.0.1");
  }

  @Test
  void shouldNotMoveTheDeviceWhereItsNameIsTaken() throws InterruptedException {
    Site site = test.site("10.9.0.0/16", "taken");
    String device = port(site).device();
    in(site, "ip tuntap add dev " + device + " mode tap");
    Programs.Result result =
        scenario.tryPeerway(
            "attach %s --netns %s --address 10.9.1.13/24".formatted(site.vpc(), site.namespace()));
    assertThat(result.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(result.output()).contains("cannot move device " + device, "EEXIST");
    assertThat(port(site).namespace()).isEmpty();
  }

  @Test
  void shouldLeaveANamespaceItsDefaultRoute() throws InterruptedException {
    Site site = test.site("10.6.0.0/16", "routed");
    in(site, "ip tuntap add dev eth0 mode tap");
    in(site, "ip link set eth0 up");
    in(site, "ip route add default dev eth0");
    Programs.Result result =
        scenario.tryPeerway(
            "attach %s --netns %s --address 10.6.1.13/24".formatted(site.vpc(), site.namespace()));
    assertThat(result.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(result.output()).contains("has a default route through eth0 already");
    assertThat(in(site, "ip route show default")).contains("eth0");
  }

  @Test
  void shouldMoveOnOnlyAfterItIsDetached() throws InterruptedException {
    Site site = test.site("10.7.0.0/16", "first");
    String second = scenario.addNamespace("second");
    String attach = "attach " + site.vpc() + " --address 10.7.1.13/24 --netns ";
    scenario.peerway(attach + site.namespace());
    Programs.Result again = scenario.tryPeerway(attach + second);
    assertThat(again.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(again.output())
        .contains(
            "is attached to " + site.namespace() + " already", "peerway detach " + site.vpc());
    scenario.peerway("detach " + site.vpc());
    assertThat(port(site).namespace()).isEmpty();
    assertThat(scenario.tryPeerway("detach " + site.vpc()).output()).contains("is not attached");
    scenario.peerway(attach + second);
    assertReplies(new Site(site.vpc(), second, ""), "10.7.0.1");
  }

  @Test
  void shouldAttachAgainAfterTheNamespaceWasDeleted() throws InterruptedException {
    Site site = test.site("10.8.0.0/16", "deleted");
    String attach =
        "attach %s --netns %s --address 10.8.1.13/24".formatted(site.vpc(), site.namespace());
    scenario.peerway(attach);
    scenario.shell("ip netns delete " + site.namespace());
    scenario.shell("ip netns add " + site.namespace());
    scenario.peerway(attach);
    assertReplies(site, "10.8.0.1");
  }
}
