package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AlternatePathHint;
import software.amazon.awssdk.services.ec2.model.AnalysisStatus;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Explanation;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsPath;
import software.amazon.awssdk.services.ec2.model.PathComponent;
import software.amazon.awssdk.services.ec2.model.Protocol;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/** Network insights through the AWS SDK; the answers come from the real pipeline. */
class SdkInsightsShapesTest {
  @AutoClose private final InsightsLab lab = new InsightsLab();
  private final Ec2Client ec2 = lab.ec2;
  private final String vpcA = lab.vpcA;
  private final String vpcB = lab.vpcB;
  private final String eniA = lab.eniA;
  private final String eniB = lab.eniB;
  private final String pcx = lab.pcx;

  private Explanation why(String path) {
    NetworkInsightsAnalysis analysis = lab.analyze(path);
    assertThat(analysis.networkPathFound()).isFalse();
    assertThat(analysis.explanations()).hasSize(1);
    return analysis.explanations().getFirst();
  }

  @Test
  void shouldLeadFromTheMissingRouteToAPathThatIsFound() {
    String path = lab.path(r -> r.destination(eniB).destinationPort(22));

    NetworkInsightsAnalysis lost = lab.analyze(path);
    assertThat(lost.alternatePathHints())
        .extracting(AlternatePathHint::componentId)
        .containsExactly(pcx);
    Explanation noRoute = why(path);
    assertThat(noRoute.explanationCode()).isEqualTo("NO_ROUTE_TO_DESTINATION");
    assertThat(noRoute.routeTable().id()).isEqualTo(lab.table(vpcA));
    assertThat(noRoute.routeTable().arn())
        .isEqualTo("arn:aws:ec2:eu-west-1:111111111111:route-table/" + lab.table(vpcA));
    assertThat(noRoute.vpc().id()).isEqualTo(vpcA);

    lab.route(vpcA, "10.2.0.0/16");
    Explanation noRule = why(path);
    assertThat(noRule.explanationCode()).isEqualTo("ENI_SG_RULES_MISMATCH");
    assertThat(noRule.direction()).isEqualTo("ingress");
    assertThat(noRule.networkInterface().id()).isEqualTo(eniB);
    assertThat(noRule.securityGroups().getFirst().id()).isEqualTo(lab.group(vpcB));

    lab.allowSsh();
    Explanation noWayBack = why(path);
    assertThat(noWayBack.explanationCode()).isEqualTo("NO_ROUTE_TO_DESTINATION");
    assertThat(noWayBack.routeTable().id()).isEqualTo(lab.table(vpcB));

    lab.route(vpcB, "10.1.0.0/16");
    NetworkInsightsAnalysis found = lab.analyze(path);
    assertThat(found.networkPathFound()).isTrue();
    assertThat(found.status()).isEqualTo(AnalysisStatus.SUCCEEDED);
    assertThat(found.explanations()).isEmpty();
    assertThat(InsightsLab.ids(found.forwardPathComponents()))
        .containsExactly(
            eniA,
            lab.group(vpcA),
            lab.acl(vpcA),
            lab.table(vpcA),
            pcx,
            lab.acl(vpcB),
            lab.group(vpcB),
            eniB);
    assertThat(InsightsLab.ids(found.returnPathComponents()))
        .startsWith(eniB)
        .endsWith(eniA)
        .contains(pcx);
    PathComponent first = found.forwardPathComponents().getFirst();
    assertThat(first.sequenceNumber()).isEqualTo(1);
    assertThat(first.vpc().id()).isEqualTo(vpcA);
    assertThat(first.subnet().id()).startsWith("subnet-");
    assertThat(first.outboundHeader().protocol()).isEqualTo("6");
    assertThat(first.outboundHeader().sourceAddresses()).containsExactly("10.1.1.13/32");
    assertThat(first.outboundHeader().destinationAddresses()).containsExactly("10.2.1.139/32");
    assertThat(first.outboundHeader().destinationPortRanges().getFirst().from()).isEqualTo(22);
    PathComponent table = found.forwardPathComponents().get(3);
    assertThat(table.routeTableRoute().destinationCidr()).isEqualTo("10.2.0.0/16");
    assertThat(table.routeTableRoute().vpcPeeringConnectionId()).isEqualTo(pcx);
    assertThat(table.routeTableRoute().state()).isEqualTo("active");
    PathComponent rule = found.forwardPathComponents().get(6);
    assertThat(rule.securityGroupRule().cidr()).isEqualTo("10.1.0.0/16");
    assertThat(rule.securityGroupRule().direction()).isEqualTo("ingress");
    assertThat(rule.securityGroupRule().portRange().to()).isEqualTo(22);
    assertThat(rule.securityGroupRule().protocol()).isEqualTo("tcp");
  }

  @Test
  void shouldNameTheNetworkAclAndItsRule() {
    lab.routeBothWays();
    lab.allowSsh();
    ec2.createNetworkAclEntry(
        r ->
            r.networkAclId(lab.acl(vpcB))
                .ruleNumber(90)
                .protocol("6")
                .egress(false)
                .ruleAction(RuleAction.DENY)
                .cidrBlock("10.1.0.0/16")
                .portRange(p -> p.from(20).to(30)));

    Explanation denied = why(lab.path(r -> r.destination(eniB).destinationPort(22)));

    assertThat(denied.explanationCode()).isEqualTo("SUBNET_ACL_RESTRICTION");
    assertThat(denied.direction()).isEqualTo("ingress");
    assertThat(denied.acl().id()).isEqualTo(lab.acl(vpcB));
    assertThat(denied.subnet().id()).startsWith("subnet-");
    assertThat(denied.aclRule().ruleNumber()).isEqualTo(90);
    assertThat(denied.aclRule().ruleAction()).isEqualTo("deny");
    assertThat(denied.aclRule().egress()).isFalse();
    assertThat(denied.aclRule().cidr()).isEqualTo("10.1.0.0/16");
    assertThat(denied.aclRule().portRange().from()).isEqualTo(20);
  }

  @Test
  void shouldExplainPeerings() {
    lab.route(vpcA, "10.0.0.0/8");
    lab.route(vpcB, "10.1.0.0/16");
    lab.allowSsh();

    Explanation beyond = why(lab.path(r -> r.destinationIp("10.3.0.9").destinationPort(22)));
    assertThat(beyond.explanationCode()).isEqualTo("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR");
    assertThat(beyond.vpcPeeringConnection().id()).isEqualTo(pcx);

    String through =
        lab.path(r -> r.destination(pcx).destinationIp("10.2.1.139").destinationPort(22));
    assertThat(lab.analyze(through).networkPathFound()).isTrue();
    String any = lab.path(r -> r.destination(eniB));
    assertThat(lab.analyze(any).networkPathFound()).as("some port").isTrue();

    ec2.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));
    Explanation gone = why(any);
    assertThat(gone.explanationCode()).isEqualTo("BAD_STATE_ROUTE");
    assertThat(gone.routeTableRoute().state()).isEqualTo("blackhole");
    assertThat(gone.routeTableRoute().destinationCidr()).isEqualTo("10.0.0.0/8");
  }

  @Test
  void shouldKeepPathsAndAnalyses() {
    String id =
        lab.path(
            r ->
                r.destination(eniB)
                    .filterAtSource(
                        f ->
                            f.sourceAddress("10.1.1.13")
                                .destinationPortRange(p -> p.fromPort(22).toPort(22))));
    NetworkInsightsPath path =
        ec2.describeNetworkInsightsPaths(r -> r.networkInsightsPathIds(id))
            .networkInsightsPaths()
            .getFirst();
    assertThat(path.networkInsightsPathArn())
        .isEqualTo("arn:aws:ec2:eu-west-1:111111111111:network-insights-path/" + id);
    assertThat(path.source()).isEqualTo(eniA);
    assertThat(path.sourceArn()).endsWith("network-interface/" + eniA);
    assertThat(path.destination()).isEqualTo(eniB);
    assertThat(path.protocol()).isEqualTo(Protocol.TCP);
    assertThat(path.createdDate()).isNotNull();
    assertThat(path.filterAtSource().sourceAddress()).isEqualTo("10.1.1.13");
    assertThat(path.filterAtSource().destinationPortRange().toPort()).isEqualTo(22);
    assertThat(path.filterAtDestination()).isNull();

    NetworkInsightsAnalysis analysis = lab.analyze(id);
    assertThat(analysis.networkInsightsPathId()).isEqualTo(id);
    assertThat(analysis.startDate()).isNotNull();
    assertThat(
            ec2.describeNetworkInsightsAnalyses(
                    r ->
                        r.networkInsightsPathId(id)
                            .filters(Filter.builder().name("path-found").values("true").build()))
                .networkInsightsAnalyses())
        .isEmpty();
    assertThatThrownBy(() -> ec2.deleteNetworkInsightsPath(r -> r.networkInsightsPathId(id)))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refused ->
                assertThat(refused.awsErrorDetails().errorCode())
                    .isEqualTo("AnalysisExistsForNetworkInsightsPath"));
    String analysisId = analysis.networkInsightsAnalysisId();
    assertThat(
            ec2.deleteNetworkInsightsAnalysis(r -> r.networkInsightsAnalysisId(analysisId))
                .networkInsightsAnalysisId())
        .isEqualTo(analysisId);
    assertThat(
            ec2.deleteNetworkInsightsPath(r -> r.networkInsightsPathId(id)).networkInsightsPathId())
        .isEqualTo(id);
  }

  @Test
  void shouldRefuseWhatNoPacketCanBe() {
    assertRefused("MissingParameter", r -> {});
    assertRefused("InvalidInstanceID.NotFound", r -> r.source("i-00000000000000000"));
    assertRefused("InvalidParameterValue", r -> r.destination(eniB).protocol("icmp"));
    assertRefused("InvalidParameterValue", r -> r.destinationIp("10.2.1.999"));
    assertRefused("InvalidParameterValue", r -> r.destination("nat-00000000000000000"));
    assertRefused(
        "InvalidParameterCombination",
        r ->
            r.destination(eniB)
                .sourceIp("10.1.1.13")
                .filterAtSource(f -> f.sourceAddress("10.1.1.14")));
    assertRefused(
        "InvalidParameterValue",
        r ->
            r.destination(eniB)
                .filterAtSource(f -> f.destinationPortRange(p -> p.fromPort(9).toPort(1))));
    assertRefused(
        "MissingParameter",
        r -> r.destination(eniB).filterAtSource(f -> f.sourcePortRange(p -> p.fromPort(1))));
    assertRefused(
        "InvalidParameterCombination",
        r -> r.destinationIp("10.2.1.139").filterAtDestination(f -> f.sourceAddress("10.1.1.13")));
    assertRefused(
        "InvalidParameterCombination", r -> r.sourceIp("10.1.1.13").destinationIp("fd00::1"));
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    assertRefused("InvalidParameterValue", r -> r.source(gateway).destination(eniB));
  }

  private void assertRefused(
      String code, Consumer<CreateNetworkInsightsPathRequest.Builder> request) {
    assertThatThrownBy(() -> lab.path(request))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refused -> assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code));
  }
}
