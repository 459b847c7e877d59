package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AnalysisStatus;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Explanation;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsPath;
import software.amazon.awssdk.services.ec2.model.PathComponent;
import software.amazon.awssdk.services.ec2.model.Protocol;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/** Network insights through the AWS SDK; the answers come from the real pipeline. */
class SdkInsightsShapesTest {
  @AutoClose private final TestControlPlane plane = new TestControlPlane();
  private final Ec2Client ec2 = plane.ec2();
  private String vpcA;
  private String vpcB;
  private String eniA;
  private String eniB;
  private String pcx;

  private String vpc(String block) {
    return ec2.createVpc(r -> r.cidrBlock(block)).vpc().vpcId();
  }

  private String eni(String vpc, String block, String address) {
    String subnet = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock(block)).subnet().subnetId();
    return ec2.createNetworkInterface(r -> r.subnetId(subnet).privateIpAddress(address))
        .networkInterface()
        .networkInterfaceId();
  }

  private String table(String vpc) {
    return ec2.describeRouteTables(
            r -> r.filters(Filter.builder().name("vpc-id").values(vpc).build()))
        .routeTables()
        .getFirst()
        .routeTableId();
  }

  private String group(String vpc) {
    return ec2.describeSecurityGroups(
            r -> r.filters(Filter.builder().name("vpc-id").values(vpc).build()))
        .securityGroups()
        .getFirst()
        .groupId();
  }

  private String acl(String vpc) {
    return ec2.describeNetworkAcls(
            r -> r.filters(Filter.builder().name("vpc-id").values(vpc).build()))
        .networkAcls()
        .getFirst()
        .networkAclId();
  }

  private void allow(String vpc, String protocol, int port, String from) {
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(group(vpc))
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol(protocol)
                        .fromPort(port)
                        .toPort(port)
                        .ipRanges(IpRange.builder().cidrIp(from).build())
                        .build()));
  }

  private void allowSsh() {
    allow(vpcB, "tcp", 22, "10.1.0.0/16"); // the answer needs no rule: groups are stateful
  }

  private void route(String from, String to) {
    ec2.createRoute(
        r -> r.routeTableId(table(from)).destinationCidrBlock(to).vpcPeeringConnectionId(pcx));
  }

  @BeforeEach
  void peer() {
    vpcA = vpc("10.1.0.0/16");
    vpcB = vpc("10.2.0.0/16");
    eniA = eni(vpcA, "10.1.1.0/24", "10.1.1.13");
    eniB = eni(vpcB, "10.2.1.0/24", "10.2.1.139");
    pcx =
        ec2.createVpcPeeringConnection(r -> r.vpcId(vpcA).peerVpcId(vpcB))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();
    ec2.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));
  }

  private String path(Consumer<CreateNetworkInsightsPathRequest.Builder> more) {
    return ec2.createNetworkInsightsPath(
            r -> {
              r.source(eniA).protocol(Protocol.TCP).clientToken(Long.toString(System.nanoTime()));
              more.accept(r);
            })
        .networkInsightsPath()
        .networkInsightsPathId();
  }

  private NetworkInsightsAnalysis analyze(String path) {
    NetworkInsightsAnalysis started =
        ec2.startNetworkInsightsAnalysis(
                r -> r.networkInsightsPathId(path).clientToken(Long.toString(System.nanoTime())))
            .networkInsightsAnalysis();
    assertThat(started.status()).isEqualTo(AnalysisStatus.RUNNING);
    return ec2.describeNetworkInsightsAnalyses(
            r -> r.networkInsightsAnalysisIds(started.networkInsightsAnalysisId()))
        .networkInsightsAnalyses()
        .getFirst();
  }

  private Explanation why(String path) {
    NetworkInsightsAnalysis analysis = analyze(path);
    assertThat(analysis.networkPathFound()).isFalse();
    assertThat(analysis.explanations()).hasSize(1);
    return analysis.explanations().getFirst();
  }

  @Test
  void shouldLeadFromTheMissingRouteToAPathThatIsFound() {
    String path = path(r -> r.destination(eniB).destinationPort(22));

    Explanation noRoute = why(path);
    assertThat(noRoute.explanationCode()).isEqualTo("NO_ROUTE_TO_DESTINATION");
    assertThat(noRoute.routeTable().id()).isEqualTo(table(vpcA));
    assertThat(noRoute.routeTable().arn())
        .isEqualTo("arn:aws:ec2:eu-west-1:111111111111:route-table/" + table(vpcA));
    assertThat(noRoute.vpc().id()).isEqualTo(vpcA);

    route(vpcA, "10.2.0.0/16");
    Explanation noRule = why(path);
    assertThat(noRule.explanationCode()).isEqualTo("ENI_SG_RULES_MISMATCH");
    assertThat(noRule.direction()).isEqualTo("ingress");
    assertThat(noRule.networkInterface().id()).isEqualTo(eniB);
    assertThat(noRule.securityGroups().getFirst().id()).isEqualTo(group(vpcB));

    allowSsh();
    Explanation noWayBack = why(path);
    assertThat(noWayBack.explanationCode()).isEqualTo("NO_ROUTE_TO_DESTINATION");
    assertThat(noWayBack.routeTable().id()).isEqualTo(table(vpcB));

    route(vpcB, "10.1.0.0/16");
    NetworkInsightsAnalysis found = analyze(path);
    assertThat(found.networkPathFound()).isTrue();
    assertThat(found.status()).isEqualTo(AnalysisStatus.SUCCEEDED);
    assertThat(found.explanations()).isEmpty();
    assertThat(ids(found.forwardPathComponents()))
        .containsExactly(
            eniA, group(vpcA), acl(vpcA), table(vpcA), pcx, acl(vpcB), group(vpcB), eniB);
    assertThat(ids(found.returnPathComponents())).startsWith(eniB).endsWith(eniA).contains(pcx);
    PathComponent first = found.forwardPathComponents().getFirst();
    assertThat(first.sequenceNumber()).isEqualTo(1);
    assertThat(first.vpc().id()).isEqualTo(vpcA);
    assertThat(first.subnet().id()).startsWith("subnet-");
    assertThat(first.outboundHeader().protocol()).isEqualTo("tcp");
    assertThat(first.outboundHeader().sourceAddresses()).containsExactly("10.1.1.13");
    assertThat(first.outboundHeader().destinationAddresses()).containsExactly("10.2.1.139");
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

  private static List<String> ids(List<PathComponent> components) {
    return components.stream().map(component -> component.component().id()).toList();
  }

  @Test
  void shouldNameTheNetworkAclAndItsRule() {
    route(vpcA, "10.2.0.0/16");
    route(vpcB, "10.1.0.0/16");
    allowSsh();
    ec2.createNetworkAclEntry(
        r ->
            r.networkAclId(acl(vpcB))
                .ruleNumber(90)
                .protocol("6")
                .egress(false)
                .ruleAction(RuleAction.DENY)
                .cidrBlock("10.1.0.0/16")
                .portRange(p -> p.from(20).to(30)));

    Explanation denied = why(path(r -> r.destination(eniB).destinationPort(22)));

    assertThat(denied.explanationCode()).isEqualTo("SUBNET_ACL_RESTRICTION");
    assertThat(denied.direction()).isEqualTo("ingress");
    assertThat(denied.acl().id()).isEqualTo(acl(vpcB));
    assertThat(denied.subnet().id()).startsWith("subnet-");
    assertThat(denied.aclRule().ruleNumber()).isEqualTo(90);
    assertThat(denied.aclRule().ruleAction()).isEqualTo("deny");
    assertThat(denied.aclRule().egress()).isFalse();
    assertThat(denied.aclRule().cidr()).isEqualTo("10.1.0.0/16");
    assertThat(denied.aclRule().portRange().from()).isEqualTo(20);
  }

  @Test
  void shouldExplainPeerings() {
    route(vpcA, "10.0.0.0/8");
    route(vpcB, "10.1.0.0/16");
    allowSsh();

    Explanation beyond = why(path(r -> r.destinationIp("10.3.0.9").destinationPort(22)));
    assertThat(beyond.explanationCode()).isEqualTo("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR");
    assertThat(beyond.vpcPeeringConnection().id()).isEqualTo(pcx);

    String through = path(r -> r.destination(pcx).destinationIp("10.2.1.139").destinationPort(22));
    assertThat(analyze(through).networkPathFound()).isTrue();
    String any = path(r -> r.destination(eniB));
    assertThat(analyze(any).networkPathFound()).as("some port").isTrue();

    ec2.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));
    Explanation gone = why(any);
    assertThat(gone.explanationCode()).isEqualTo("BAD_STATE_ROUTE");
    assertThat(gone.routeTableRoute().state()).isEqualTo("blackhole");
    assertThat(gone.routeTableRoute().destinationCidr()).isEqualTo("10.0.0.0/8");
  }

  @Test
  void shouldKeepPathsAndAnalyses() {
    String id =
        path(
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

    NetworkInsightsAnalysis analysis = analyze(id);
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
  void shouldRefuseWhatOnePacketCannotBe() {
    assertRefused("MissingParameter", r -> {});
    assertRefused("InvalidParameterValue", r -> r.destination(eniB).protocol("icmp"));
    assertRefused("InvalidParameterValue", r -> r.destinationIp("10.2.1.999"));
    assertRefused("InvalidParameterValue", r -> r.destination("igw-00000000000000000"));
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
                .filterAtSource(f -> f.destinationPortRange(p -> p.fromPort(1).toPort(9))));
    assertRefused("InvalidParameterCombination", r -> r.destinationIp("fd00::1"));
  }

  private void assertRefused(
      String code, Consumer<CreateNetworkInsightsPathRequest.Builder> request) {
    assertThatThrownBy(() -> path(request))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refused -> assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code));
  }
}
