package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.Programs;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The peering tutorial as a person types it, with Debian's aws command and two accounts. */
@Timeout(600)
class AwsTutorialIT {

  private static final String SERVER2 = "10.2.1.139";

  @AutoClose private final TestScenario test = new TestScenario();
  @AutoClose private final Programs programs = new Programs();
  private final Scenario scenario = test.scenario();
  private ChildRouter router;

  private String aws(String account, String line) throws InterruptedException {
    return cli(account).run(line);
  }

  private AwsCli cli(String account) {
    return new AwsCli(programs, router.endpoint(), account, "eu-central-1");
  }

  @Test
  void shouldConnectTwoVpcsOfTwoAccountsStepByStep() throws InterruptedException {
    router = scenario.startRouter();
    String a = "111111111111";
    String b = "222222222222";
    String vpcA = aws(a, "create-vpc --cidr-block 10.1.0.0/16 --query Vpc.VpcId");
    String vpcB = aws(b, "create-vpc --cidr-block 10.2.0.0/16 --query Vpc.VpcId");
    String server1 = scenario.addNamespace("server1");
    scenario.peerway("attach %s --netns %s --address 10.1.1.13/24".formatted(vpcA, server1));
    scenario.peerway(
        "attach %s --netns %s --address %s/24"
            .formatted(vpcB, scenario.addNamespace("server2"), SERVER2));
    test.assertLost(server1, SERVER2);

    String pcx =
        aws(
            a,
            "create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s --peer-owner-id %s --query VpcPeeringConnection.VpcPeeringConnectionId"
                .formatted(vpcA, vpcB, b));
    String one = "--vpc-peering-connection-id " + pcx;
    assertThat(status(b, pcx)).isEqualTo("pending-acceptance");
    assertThat(cli(a).tryRun("accept-vpc-peering-connection " + one).output())
        .contains("OperationNotPermitted");
    test.assertLost(server1, SERVER2);

    aws(b, "accept-vpc-peering-connection " + one);
    assertThat(status(a, pcx)).isEqualTo("active");
    test.assertLost(server1, SERVER2);

    String tableA = mainRouteTable(a, vpcA);
    aws(
        a,
        "create-route --route-table-id %s --destination-cidr-block 10.2.0.0/16 %s"
            .formatted(tableA, one));
    test.assertLost(server1, SERVER2);
    String tableB = mainRouteTable(b, vpcB);
    aws(
        b,
        "create-route --route-table-id %s --destination-cidr-block 10.1.0.0/16 %s"
            .formatted(tableB, one));
    test.assertAnswered(server1, SERVER2);

    aws(b, "delete-vpc-peering-connection " + one);
    test.assertLost(server1, SERVER2);
    assertThat(
            aws(
                a,
                "describe-route-tables --route-table-ids %s --query RouteTables[0].Routes[1].State"
                    .formatted(tableA)))
        .isEqualTo("blackhole");
  }

  private String status(String account, String pcx) throws InterruptedException {
    return aws(
        account,
        "describe-vpc-peering-connections --vpc-peering-connection-ids %s --query VpcPeeringConnections[0].Status.Code"
            .formatted(pcx));
  }

  private String mainRouteTable(String account, String vpc) throws InterruptedException {
    return aws(
        account,
        "describe-route-tables --filters Name=vpc-id,Values=%s --query RouteTables[0].RouteTableId"
            .formatted(vpc));
  }
}
