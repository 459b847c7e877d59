package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AnalysisStatus;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Explanation;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsPath;
import software.amazon.awssdk.services.ec2.model.PathComponent;

/** Which ends paths may have, and which ways count, through the AWS SDK. */
class SdkInsightsWaysTest {
  @AutoClose private final InsightsLab lab = new InsightsLab();
  private final Ec2Client ec2 = lab.ec2;

  @BeforeEach
  void route() {
    lab.routeBothWays();
    lab.allowSsh();
  }

  private static String code(NetworkInsightsAnalysis analysis) {
    assertThat(analysis.networkPathFound()).isFalse();
    return analysis.explanations().getFirst().explanationCode();
  }

  private String code(Consumer<CreateNetworkInsightsPathRequest.Builder> path) {
    return code(lab.analyze(lab.path(path)));
  }

  private static String arn(String type, String id) {
    return "arn:aws:ec2:eu-west-1:111111111111:" + type + "/" + id;
  }

  @Test
  void shouldTakeInstancesForTheirPrimaryInterfaces() {
    List<String> instances =
        Stream.of(lab.subnetA, lab.subnetB)
            .map(
                subnet ->
                    ec2.runInstances(
                            r -> r.imageId("ami-1").subnetId(subnet).minCount(1).maxCount(1))
                        .instances()
                        .getFirst()
                        .instanceId())
            .toList();

    NetworkInsightsAnalysis found =
        lab.analyze(
            lab.path(
                r ->
                    r.source(instances.getFirst())
                        .destination(arn("instance", instances.getLast()))
                        .destinationPort(22)));

    assertThat(found.networkPathFound()).isTrue();
    List<String> forward = InsightsLab.ids(found.forwardPathComponents());
    assertThat(forward).startsWith(instances.getFirst()).endsWith(instances.getLast());
    assertThat(forward.get(1)).startsWith("eni-");
    PathComponent eni = found.forwardPathComponents().get(1);
    assertThat(eni.attachedTo().arn()).isEqualTo(arn("instance", instances.getFirst()));
    assertThat(InsightsLab.ids(found.returnPathComponents()))
        .startsWith(instances.getLast())
        .endsWith(instances.getFirst());
  }

  @Test
  void shouldCountOnlyWaysThroughWhatIsAskedFor() {
    String path = lab.path(r -> r.destination(lab.eniB).destinationPort(22));
    String pcx = arn("vpc-peering-connection", lab.pcx);
    String gateway =
        arn("internet-gateway", ec2.createInternetGateway().internetGateway().internetGatewayId());

    NetworkInsightsAnalysis through =
        lab.analyze(
            path,
            r ->
                r.filterInArns(pcx, arn("vpc", lab.vpcB), arn("subnet", lab.subnetA))
                    .filterOutArns(gateway));
    assertThat(through.networkPathFound()).isTrue();
    assertThat(through.filterInArns()).hasSize(3).contains(pcx);
    assertThat(through.filterOutArns()).containsExactly(gateway);

    Explanation missing =
        lab.analyze(path, r -> r.filterInArns(pcx, gateway)).explanations().getFirst();
    assertThat(missing.explanationCode()).isEqualTo("COMPONENT_FILTER_RESTRICTION");
    assertThat(missing.component().arn()).isEqualTo(gateway);
    Explanation removed = lab.analyze(path, r -> r.filterOutArns(pcx)).explanations().getFirst();
    assertThat(removed.explanationCode())
        .isEqualTo("COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT");
    assertThat(removed.component().id()).isEqualTo(lab.pcx);

    assertThatThrownBy(() -> lab.start(path, r -> r.filterInArns(lab.pcx)))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refused ->
                assertThat(refused.awsErrorDetails().errorCode())
                    .isEqualTo("InvalidParameterValue"));
    assertThatThrownBy(() -> lab.start(path, r -> r.additionalAccounts("222222222222")))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refused ->
                assertThat(refused.awsErrorDetails().errorMessage())
                    .isEqualTo("The parameter AdditionalAccount is not supported"));
  }

  @Test
  void shouldSayThatNobodyReachesTheInternet() {
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(lab.vpcA));
    ec2.createRoute(
        r ->
            r.routeTableId(lab.table(lab.vpcA))
                .destinationCidrBlock("0.0.0.0/0")
                .gatewayId(gateway));

    NetworkInsightsAnalysis analysis =
        lab.analyze(lab.path(r -> r.destination(gateway).destinationIp("192.0.2.1")));

    assertThat(code(analysis)).isEqualTo("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS");
    assertThat(analysis.explanations().getFirst().internetGateway().id()).isEqualTo(gateway);
    PathComponent table = analysis.forwardPathComponents().getLast();
    assertThat(table.routeTableRoute().gatewayId()).isEqualTo(gateway);
  }

  @Test
  void shouldNameTheFilterThatNoPacketCanMeet() {
    assertThat(
            code(
                r ->
                    r.destination(lab.eniB)
                        .sourceIp("10.1.1.13")
                        .filterAtDestination(f -> f.sourceAddress("10.1.1.14"))))
        .isEqualTo("FILTER_AT_DESTINATION_SOURCE_ADDRESS");
    assertThat(
            code(
                r ->
                    r.destination(lab.eniB)
                        .destinationPort(22)
                        .filterAtDestination(
                            f -> f.destinationPortRange(p -> p.fromPort(80).toPort(90)))))
        .isEqualTo("FILTER_AT_DESTINATION_DESTINATION_PORT_RANGE");
    assertThat(code(r -> r.destination(lab.eniB).destinationIp("10.2.1.140").destinationPort(22)))
        .isEqualTo("ENI_ADDRESS_RESTRICTION");
    assertThat(code(r -> r.sourceIp("10.1.1.99").destination(lab.eniB).destinationPort(22)))
        .isEqualTo("ENI_SOURCE_DEST_CHECK_RESTRICTION");
  }

  @Test
  void shouldFindPathsByTheirFilters() {
    String wanted =
        lab.path(
            r ->
                r.destination(lab.eniB)
                    .filterAtSource(f -> f.sourcePortRange(p -> p.fromPort(1024).toPort(65_535)))
                    .filterAtDestination(
                        f -> f.destinationPortRange(p -> p.fromPort(22).toPort(22))));
    lab.path(r -> r.destination(lab.eniB));

    assertThat(lab.analyze(wanted).status()).isEqualTo(AnalysisStatus.SUCCEEDED);
    assertThat(lab.analyze(wanted).networkPathFound()).isTrue();
    assertThat(found("filter-at-source.source-port-range", "1024-65535")).containsExactly(wanted);
    assertThat(found("filter-at-destination.destination-port-range", "22-*"))
        .containsExactly(wanted);
    assertThat(found("filter-at-destination.source-address", "*")).isEmpty();
    assertThat(found("destination", lab.eniB)).hasSize(2);
  }

  private List<String> found(String filter, String value) {
    return ec2
        .describeNetworkInsightsPaths(
            r -> r.filters(Filter.builder().name(filter).values(value).build()))
        .networkInsightsPaths()
        .stream()
        .map(NetworkInsightsPath::networkInsightsPathId)
        .toList();
  }
}
