package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.TestScenario.Site;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A prefix list that a route and a rule reference, as packets between real hosts meet it. */
@Timeout(600)
class PrefixListIT {
  private static final String HOST_A = "10.1.1.13";
  private static final String HOST_B = "10.2.1.139";

  @AutoClose private final TestScenario test = new TestScenario();
  @AutoClose private final Programs programs = new Programs();
  private final Scenario scenario = test.scenario();
  private DebianAws aws;
  private Site a;
  private Site b;

  private void modify(String list, String change) throws InterruptedException {
    aws.ec2("modify-managed-prefix-list --prefix-list-id %s %s".formatted(list, change));
  }

  @Test
  void shouldRouteAndAdmitWhatIsInTheListNow() throws InterruptedException {
    aws = new DebianAws(programs, scenario.startRouter().endpoint());
    a = test.site("10.1.0.0/16", "a");
    b = test.site("10.2.0.0/16", "b");
    String pcx = test.acceptedPeering(a.vpc(), b.vpc());
    String list =
        aws.ec2(
            "create-managed-prefix-list --prefix-list-name lab --address-family IPv4 --max-entries 5 --entries Cidr=10.1.0.0/16 Cidr=10.2.1.0/24 --query PrefixList.PrefixListId");
    for (Site site : new Site[] {a, b}) {
      scenario.aws(
          "create-route --route-table-id %s --destination-prefix-list-id %s --vpc-peering-connection-id %s"
              .formatted(test.routeTable(site.vpc()), list, pcx));
    }
    String group =
        scenario.awsText(
            "create-security-group --vpc-id %s --group-name g --group-description d --query GroupId"
                .formatted(b.vpc()));
    aws.ec2(
        "authorize-security-group-ingress --group-id %s --ip-permissions IpProtocol=icmp,FromPort=8,ToPort=-1,PrefixListIds=[{PrefixListId=%s}]"
            .formatted(group, list));
    scenario.peerway(
        "attach %s --netns %s --address %s/24".formatted(a.vpc(), a.namespace(), HOST_A));
    scenario.peerway(
        "attach %s --netns %s --address %s/24 --group %s"
            .formatted(b.vpc(), b.namespace(), HOST_B, group));
    test.assertAnswered(a.namespace(), HOST_B);

    modify(list, "--remove-entries Cidr=10.2.1.0/24");
    test.assertLost(a.namespace(), HOST_B);
    test.assertDropped("no_route");
    modify(list, "--add-entries Cidr=10.2.1.0/24 Cidr=10.2.0.0/16");
    test.assertAnswered(a.namespace(), HOST_B);

    scenario.aws("delete-vpc-peering-connection --vpc-peering-connection-id " + pcx);
    test.assertLost(a.namespace(), HOST_B);
    String other = test.acceptedPeering(a.vpc(), b.vpc());
    Programs.Result explained =
        scenario.tryPeerway("explain --from %s --to %s".formatted(HOST_A, HOST_B));
    assertThat(explained.status()).isEqualTo(ExitStatus.FAILED);
    String advice =
        "replace-route --route-table-id %s --destination-prefix-list-id %s --vpc-peering-connection-id %s"
            .formatted(test.routeTable(a.vpc()), list, other);
    assertThat(explained.output()).contains("aws ec2 " + advice);
    scenario.aws(advice);
    scenario.aws(advice.replace(test.routeTable(a.vpc()), test.routeTable(b.vpc())));
    test.assertAnswered(a.namespace(), HOST_B);
  }
}
