package io.peerway.tools.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.peerway.tools.explain.Explanation.BothWays;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.DebianAws;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Follows what explain advises, command by command, until the packet and its answer arrive. */
@Timeout(600)
class ExplainIT {

  private static final String QUESTION = "explain --from 10.1.1.13 --to 10.2.1.139";

  @AutoClose private final TestScenario test = new TestScenario();
  @AutoClose private final Programs programs = new Programs();
  private final Scenario scenario = test.scenario();

  private BothWays explain(String line, int status) throws InterruptedException {
    Programs.Result result = scenario.tryPeerway(line + " --json");
    assertThat(result.status()).as(result.output()).isEqualTo(status);
    try {
      return new ObjectMapper().readValue(result.output(), BothWays.class);
    } catch (IOException e) {
      throw new AssertionError(result.output(), e);
    }
  }

  /** Runs the last command of the advice as a person would copy it. */
  private void follow(Explanation explanation) throws InterruptedException {
    String command = explanation.remedy().commands().getLast();
    assertThat(command)
        .startsWith("aws ec2 ")
        .endsWith(" --region us-east-1   # as account 111111111111");
    scenario.aws(command.substring("aws ec2 ".length(), command.indexOf(" --region")));
  }

  @Test
  void shouldLeadFromNoPeeringToDeliveryAndBack() throws InterruptedException {
    scenario.startRouter();
    TestScenario.Site a = test.site("10.1.0.0/16", "server1");
    TestScenario.Site b = test.site("10.2.0.0/16", "server2");

    Explanation noPeering = explain(QUESTION, ExitStatus.FAILED).there();
    assertThat(noPeering.reason()).isEqualTo("no_route");
    assertThat(noPeering.remedy().commands().getFirst())
        .startsWith(
            "aws ec2 create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s"
                .formatted(a.vpc(), b.vpc()));
    follow(noPeering);

    Explanation pending = explain(QUESTION, ExitStatus.FAILED).there();
    assertThat(pending.remedy().advice()).contains("has not been accepted");
    assertThat(pending.remedy().commands()).hasSize(2);
    scenario.aws(
        pending
            .remedy()
            .commands()
            .getFirst()
            .replaceFirst("aws ec2 ", "")
            .replaceFirst(" --region.*", ""));

    Explanation noRoute = explain(QUESTION, ExitStatus.FAILED).there();
    assertThat(noRoute.responsible()).startsWith("rtb-");
    assertThat(noRoute.remedy().commands()).hasSize(1);
    follow(noRoute);

    BothWays noWayBack = explain(QUESTION + " --port 22 --both-ways", ExitStatus.FAILED);
    assertThat(noWayBack.there().verdict()).isEqualTo("held");
    assertThat(noWayBack.back().reason()).isEqualTo("no_route");
    follow(noWayBack.back());

    scenario.peerway(
        "attach %s --netns %s --address 10.1.1.13/24".formatted(a.vpc(), a.namespace()));
    scenario.peerway(
        "attach %s --netns %s --address 10.2.1.139/24".formatted(b.vpc(), b.namespace()));
    assertThat(explain(QUESTION, ExitStatus.UNDECIDED).there().answer())
        .isEqualTo("an ARP request for 10.2.1.139");
    test.assertAnswered(a.namespace(), "10.2.1.139");

    BothWays arrives = explain(QUESTION + " --both-ways", ExitStatus.DONE);
    assertThat(arrives.there().steps()).extracting(Explanation.Step::stage).endsWith("OUTPUT");
    assertThat(arrives.back().verdict()).isEqualTo("delivered");
    assertThat(arrives.there().steps().get(3).found())
        .containsEntry("route", "10.2.0.0/16")
        .containsEntry("peering_state", "active")
        .containsEntry("peer_vpc", b.vpc());
    Programs.Result text = scenario.tryPeerway(QUESTION + " --proto tcp --port 22");
    assertThat(text.output())
        .contains("TCP SYN 10.1.1.13:49152 -> 10.2.1.139:22, 40 bytes, TTL 64, from " + a.vpc())
        .contains("Delivered to 10.2.1.139 in " + b.vpc());
  }

  @Test
  void shouldExplainEveryOtherRiddleWithItsCause() throws InterruptedException {
    scenario.startRouter();
    TestScenario.Site a = test.site("10.1.0.0/16", "server1");
    TestScenario.Site b = test.site("10.2.0.0/16", "server2");
    String c = scenario.awsText("create-vpc --cidr-block 10.3.0.0/16 --query Vpc.VpcId");
    String overlapping = scenario.awsText("create-vpc --cidr-block 10.1.0.0/16 --query Vpc.VpcId");
    String pcx =
        scenario.awsText(
            "create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s --query VpcPeeringConnection.VpcPeeringConnectionId"
                .formatted(a.vpc(), b.vpc()));
    scenario.aws("accept-vpc-peering-connection --vpc-peering-connection-id " + pcx);
    String table =
        scenario.awsText(
            "describe-route-tables --filters Name=vpc-id,Values=%s --query RouteTables[0].RouteTableId"
                .formatted(a.vpc()));
    scenario.aws(
        "create-route --route-table-id %s --destination-cidr-block 10.0.0.0/8 --vpc-peering-connection-id %s"
            .formatted(table, pcx));

    Programs.Result ambiguous = scenario.tryPeerway(QUESTION);
    assertThat(ambiguous.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(ambiguous.output())
        .contains("2 VPCs have the address 10.1.1.13: choose with --vpc one of", overlapping);

    String fromA = "explain --vpc %s --from 10.1.1.13 --to ".formatted(a.vpc());
    Explanation transit = explain(fromA + "10.3.0.9", ExitStatus.FAILED).there();
    assertThat(transit.reason()).isEqualTo("not_in_peer_vpc");
    assertThat(transit.responsible()).isEqualTo(pcx);
    assertThat(transit.remedy().commands().getFirst())
        .startsWith(
            "aws ec2 create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s"
                .formatted(a.vpc(), c));

    Explanation tooBig = explain(fromA + "10.2.0.9 --size 9002", ExitStatus.FAILED).there();
    assertThat(tooBig.reason()).isEqualTo("packet_too_big");
    assertThat(tooBig.answer()).contains("'fragmentation needed', MTU 9001, to 10.1.1.13");
    assertThat(
            explain(fromA + "10.2.0.9 --size 9002 --may-fragment", ExitStatus.UNDECIDED)
                .there()
                .verdict())
        .isEqualTo("held");

    Explanation expired = explain(fromA + "10.2.0.9 --ttl 1", ExitStatus.FAILED).there();
    assertThat(expired.reason()).isEqualTo("ttl_exceeded");
    assertThat(explain(fromA + "10.1.0.1", ExitStatus.DONE).there().conclusion())
        .isEqualTo("Answered by the VPC's router.");
    assertThat(
            explain(
                    "explain --vpc %s --from 10.9.9.9 --to 10.2.0.9".formatted(a.vpc()),
                    ExitStatus.FAILED)
                .there()
                .reason())
        .isEqualTo("spoofed_source");

    scenario.aws("delete-vpc-peering-connection --vpc-peering-connection-id " + pcx);
    Explanation deleted = explain(fromA + "10.2.0.9", ExitStatus.FAILED).there();
    assertThat(deleted.reason()).isEqualTo("blackhole_route");
    assertThat(deleted.remedy().advice()).startsWith(pcx + " is deleted for good");
    assertThat(scenario.drops()).as("explaining counts nothing").isEmpty();
  }

  /** Has Debian's aws command run what is advised, as a shell would hand it over. */
  private static void follow(DebianAws aws, Explanation explanation) throws InterruptedException {
    for (String command : explanation.remedy().commands()) {
      assertThat(command).startsWith("aws ec2 ");
      String line = command.substring("aws ec2 ".length(), command.indexOf(" --region"));
      aws.ec2(line.replace("'", ""));
    }
  }

  /** Whether a path is found, why not, and by which security group. */
  private static String insights(DebianAws aws, String path) throws InterruptedException {
    String analysis =
        aws.ec2(
            "start-network-insights-analysis --network-insights-path-id %s --query NetworkInsightsAnalysis.NetworkInsightsAnalysisId"
                .formatted(path));
    return aws.ec2(
        "describe-network-insights-analyses --network-insights-analysis-ids %s --query NetworkInsightsAnalyses[0].[NetworkPathFound,Explanations[0].ExplanationCode,Explanations[0].SecurityGroups[0].Id]"
            .formatted(analysis));
  }

  /** Whether the other host refuses a real connection, which it does when it gets to it. */
  private boolean answers(TestScenario.Site from, int port, Duration patience)
      throws InterruptedException {
    return programs
        .run(
            List.of(
                "ip",
                "netns",
                "exec",
                from.namespace(),
                "timeout",
                Long.toString(patience.toSeconds()),
                "bash",
                "-c",
                ": > /dev/tcp/10.2.1.139/" + port))
        .output()
        .contains("Connection refused");
  }

  @Test
  void shouldNameTheFilterThatDropsAndTheVpcThatWasMeant() throws InterruptedException {
    DebianAws aws = new DebianAws(programs, scenario.startRouter().endpoint());
    TestScenario.Site a = test.dualSite("10.1", "server1");
    TestScenario.Site b = test.dualSite("10.2", "server2");
    test.peer(a, b);
    String group =
        scenario.awsText(
            "create-security-group --vpc-id %s --group-name web --group-description d --query GroupId"
                .formatted(b.vpc()));
    scenario.peerway(
        "attach %s --netns %s --address 10.2.1.139/24 --group %s"
            .formatted(b.vpc(), b.namespace(), group));
    scenario.peerway(
        "attach %s --netns %s --address 10.1.1.13/24".formatted(a.vpc(), a.namespace()));
    String ssh = QUESTION + " --proto tcp --port 22";
    String path =
        aws.ec2(
            "create-network-insights-path --source %s --source-ip 10.1.1.13 --destination %s --destination-ip 10.2.1.139 --protocol tcp --destination-port 22 --query NetworkInsightsPath.NetworkInsightsPathId"
                .formatted(a.vpc(), b.vpc()));
    assertThat(insights(aws, path)).isEqualTo("False\tSG_HAS_NO_RULES\t" + group);
    assertThat(answers(a, 22, Duration.ofSeconds(1))).isFalse();

    Explanation refused = explain(ssh, ExitStatus.FAILED).there();
    assertThat(refused.reason()).isEqualTo("security_group_ingress");
    assertThat(refused.responsible()).isEqualTo(group);
    assertThat(refused.remedy().commands().getFirst())
        .startsWith(
            "aws ec2 authorize-security-group-ingress --group-id %s --ip-permissions 'IpProtocol=tcp,FromPort=22,ToPort=22,"
                .formatted(group));

    follow(aws, refused);
    assertThat(insights(aws, path)).isEqualTo("True\tNone\tNone");
    assertThat(answers(a, 22, Duration.ofSeconds(60))).as(test.transcript()).isTrue();
    aws.ec2(
        "revoke-security-group-egress --group-id %s --protocol all --cidr 0.0.0.0/0"
            .formatted(group));
    BothWays tracked = explain(ssh + " --both-ways", ExitStatus.DONE);
    assertThat(tracked.back().reason()).as("answers need no rule").isNull();

    scenario.peerway("detach " + b.vpc());
    String acl =
        scenario.awsText(
            "create-network-acl --vpc-id %s --query NetworkAcl.NetworkAclId".formatted(b.vpc()));
    scenario.aws(
        "create-network-acl-entry --network-acl-id %s --egress false --rule-number 100 --protocol -1 --rule-action allow --cidr-block 10.1.0.0/16"
            .formatted(acl));
    String association =
        scenario.awsText(
            "describe-network-acls --filters Name=vpc-id,Values=%s Name=default,Values=true --query NetworkAcls[0].Associations[0].NetworkAclAssociationId"
                .formatted(b.vpc()));
    scenario.aws(
        "replace-network-acl-association --association-id %s --network-acl-id %s"
            .formatted(association, acl));
    Explanation answer = explain(ssh + " --both-ways", ExitStatus.FAILED).back();
    assertThat(answer.reason()).isEqualTo("network_acl_egress");
    assertThat(answer.responsible()).isEqualTo(acl);
    assertThat(answer.remedy().commands().getFirst())
        .contains("--egress --rule-number 100 ", "--port-range From=1024,To=65535");
    follow(aws, answer);
    assertThat(scenario.tryPeerway(ssh + " --both-ways").status())
        .isIn(ExitStatus.DONE, ExitStatus.UNDECIDED); // the host was there a moment ago

    String overlapping =
        scenario.awsText("create-vpc --cidr-block 10.1.128.0/17 --query Vpc.VpcId");
    Explanation home =
        explain(
                "explain --vpc %s --from 10.1.1.13 --to 10.1.200.5".formatted(a.vpc()),
                ExitStatus.UNDECIDED)
            .there();
    assertThat(home.remedy().advice())
        .startsWith(overlapping + " has this address too, but packets to a VPC's own addresses");
  }
}
