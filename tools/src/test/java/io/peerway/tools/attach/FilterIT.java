package io.peerway.tools.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.DebianAws;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Network ACLs and security groups, as packets between real hosts meet them. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterIT {
  private static final String HOST_A = "10.1.1.13";
  private static final String HOST_B = "10.2.1.139";

  private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();
  private final Programs programs = new Programs();
  private ChildRouter router;
  private TestScenario.Site a;
  private TestScenario.Site b;
  private String pcx;

  @BeforeAll
  void peerTwoVpcs() throws InterruptedException {
    router = scenario.startRouter();
    a = test.site("10.1.0.0/16", "a");
    b = test.site("10.2.0.0/16", "b");
    scenario.aws("create-subnet --vpc-id %s --cidr-block 10.1.1.0/24".formatted(a.vpc()));
    scenario.aws("create-subnet --vpc-id %s --cidr-block 10.2.1.0/24".formatted(b.vpc()));
    attach(a, HOST_A, "");
    attach(b, HOST_B, "");
    peer("create-route");
  }

  @AfterAll
  void stopRouter() {
    programs.close();
    test.close();
  }

  private void attach(TestScenario.Site site, String address, String options)
      throws InterruptedException {
    scenario.peerway(
        ("attach %s --netns %s --address %s/24" + options)
            .formatted(site.vpc(), site.namespace(), address));
  }

  private void attachAnew(TestScenario.Site site, String address, String options)
      throws InterruptedException {
    scenario.peerway("detach " + site.vpc());
    attach(site, address, options);
  }

  private void peer(String verb) throws InterruptedException {
    pcx = test.acceptedPeering(a.vpc(), b.vpc());
    test.route(verb, a.vpc(), "10.2.0.0/16", pcx);
    test.route(verb, b.vpc(), "10.1.0.0/16", pcx);
  }

  /** Debian's aws command, for what the scenario's own does not know. */
  private String aws(String line) throws InterruptedException {
    return new DebianAws(programs, router.endpoint()).ec2(line);
  }

  private String createGroup(TestScenario.Site of) throws InterruptedException {
    return scenario.awsText(
        "create-security-group --vpc-id %s --group-name hosts --group-description d --query GroupId"
            .formatted(of.vpc()));
  }

  private void assertAnswered() throws InterruptedException {
    test.assertAnswered(a.namespace(), HOST_B);
  }

  private void assertLost() throws InterruptedException {
    test.assertLost(a.namespace(), HOST_B);
  }

  @Test
  void shouldFilterAsTheApiSaysAtEveryStep() throws InterruptedException {
    assertAnswered();

    String acl =
        scenario.awsText(
            "describe-network-acls --filters Name=vpc-id,Values=%s --query NetworkAcls[0].NetworkAclId"
                .formatted(b.vpc()));
    aws(
        "create-network-acl-entry --network-acl-id %s --egress --rule-number 90 --protocol icmp"
                .formatted(acl)
            + " --icmp-type-code Type=0,Code=-1 --rule-action deny --cidr-block 10.1.0.0/16");
    // The request arrives, and the answer does not come back: ACLs know no connections.
    assertLost();
    test.assertDropped("network_acl_egress");
    scenario.aws(
        "delete-network-acl-entry --network-acl-id %s --egress true --rule-number 90"
            .formatted(acl));
    assertAnswered();

    String groupB = createGroup(b);
    attachAnew(b, HOST_B, " --group " + groupB);
    assertLost();
    test.assertDropped("security_group_ingress");
    aws(
        "authorize-security-group-ingress --group-id %s --protocol icmp --port -1 --cidr 10.1.1.0/24"
            .formatted(groupB));
    assertAnswered();

    scenario.aws(
        "revoke-security-group-ingress --group-id %s --ip-protocol icmp --from-port -1 --to-port -1 --cidr-ip 10.1.1.0/24"
            .formatted(groupB));
    String groupA = createGroup(a);
    aws(
        "authorize-security-group-ingress --group-id %s --protocol icmp --port -1 --source-group %s"
            .formatted(groupB, groupA));
    // The host has not the group that may ping.
    assertLost();
    // Nothing may ping A, but the answers to its own pings come in.
    attachAnew(a, HOST_A, " --group " + groupA);
    assertAnswered();

    scenario.aws("delete-vpc-peering-connection --vpc-peering-connection-id " + pcx);
    peer("replace-route");
    // A new peering does not revive a reference across the old one.
    assertLost();
    assertThat(
            aws(
                ("describe-stale-security-groups --vpc-id %s"
                        + " --query StaleSecurityGroupSet[0].GroupId")
                    .formatted(b.vpc())))
        .isEqualTo(groupB);
  }

  @Test
  void shouldRefuseAGroupOfAnotherVpc() throws InterruptedException {
    TestScenario.Site other = test.site("10.3.0.0/16", "c");
    String elsewhere =
        aws(
            ("describe-security-groups --filters Name=vpc-id,Values=%s"
                    + " --query SecurityGroups[0].GroupId")
                .formatted(b.vpc()));

    Programs.Result refused =
        scenario.tryPeerway(
            "attach %s --netns %s --address 10.3.1.9/24 --group %s"
                .formatted(other.vpc(), other.namespace(), elsewhere));

    assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(refused.output())
        .contains("%s has no security group %s".formatted(other.vpc(), elsewhere));
  }
}
