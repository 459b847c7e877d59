package io.peerway.control;

import io.peerway.control.compile.Publisher;
import io.peerway.control.insight.PacketExplainer;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis;
import software.amazon.awssdk.services.ec2.model.PathComponent;
import software.amazon.awssdk.services.ec2.model.Protocol;
import software.amazon.awssdk.services.ec2.model.StartNetworkInsightsAnalysisRequest;

/** Two peered VPCs, 10.1.0.0/16 and 10.2.0.0/16, without routes, and an interface in each. */
final class InsightsLab implements AutoCloseable {
  private final TestControlPlane plane = new TestControlPlane();
  final Ec2Client ec2 = plane.ec2();
  final String vpcA = vpc("10.1.0.0/16");
  final String vpcB = vpc("10.2.0.0/16");
  final String subnetA = subnet(vpcA, "10.1.1.0/24");
  final String subnetB = subnet(vpcB, "10.2.1.0/24");
  final String eniA = eni(subnetA, "10.1.1.13");
  final String eniB = eni(subnetB, "10.2.1.139");
  final String pcx =
      ec2.createVpcPeeringConnection(r -> r.vpcId(vpcA).peerVpcId(vpcB))
          .vpcPeeringConnection()
          .vpcPeeringConnectionId();

  InsightsLab() {
    ec2.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));
  }

  private String vpc(String block) {
    return ec2.createVpc(r -> r.cidrBlock(block)).vpc().vpcId();
  }

  private String subnet(String vpc, String block) {
    return ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock(block)).subnet().subnetId();
  }

  private String eni(String subnet, String address) {
    return ec2.createNetworkInterface(r -> r.subnetId(subnet).privateIpAddress(address))
        .networkInterface()
        .networkInterfaceId();
  }

  TestControlPlane plane() {
    return plane;
  }

  /** Begins a conversation of packets that are not sent. */
  PacketExplainer explainer() {
    Publisher publisher = plane.plane().publisher();
    return publisher.explainer(plane.datapath().explainer());
  }

  static Filter of(String vpc) {
    return Filter.builder().name("vpc-id").values(vpc).build();
  }

  String table(String vpc) {
    return ec2.describeRouteTables(r -> r.filters(of(vpc))).routeTables().getFirst().routeTableId();
  }

  String group(String vpc) {
    return ec2.describeSecurityGroups(r -> r.filters(of(vpc)))
        .securityGroups()
        .getFirst()
        .groupId();
  }

  String acl(String vpc) {
    return ec2.describeNetworkAcls(r -> r.filters(of(vpc))).networkAcls().getFirst().networkAclId();
  }

  /** Lets TCP ports into a VPC's default group. */
  void allow(String vpc, int from, int to, String source) {
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(group(vpc))
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(from)
                        .toPort(to)
                        .ipRanges(IpRange.builder().cidrIp(source).build())
                        .build()));
  }

  /** The answer needs no rule: groups are stateful. */
  void allowSsh() {
    allow(vpcB, 22, 22, "10.1.0.0/16");
  }

  void route(String from, String to) {
    ec2.createRoute(
        r -> r.routeTableId(table(from)).destinationCidrBlock(to).vpcPeeringConnectionId(pcx));
  }

  void routeBothWays() {
    route(vpcA, "10.2.0.0/16");
    route(vpcB, "10.1.0.0/16");
  }

  String path(Consumer<CreateNetworkInsightsPathRequest.Builder> more) {
    return ec2.createNetworkInsightsPath(
            r -> {
              r.source(eniA).protocol(Protocol.TCP).clientToken(Long.toString(System.nanoTime()));
              more.accept(r);
            })
        .networkInsightsPath()
        .networkInsightsPathId();
  }

  NetworkInsightsAnalysis start(
      String path, Consumer<StartNetworkInsightsAnalysisRequest.Builder> more) {
    return ec2.startNetworkInsightsAnalysis(
            r -> {
              r.networkInsightsPathId(path).clientToken(Long.toString(System.nanoTime()));
              more.accept(r);
            })
        .networkInsightsAnalysis();
  }

  NetworkInsightsAnalysis analyze(
      String path, Consumer<StartNetworkInsightsAnalysisRequest.Builder> more) {
    String id = start(path, more).networkInsightsAnalysisId();
    return ec2.describeNetworkInsightsAnalyses(r -> r.networkInsightsAnalysisIds(id))
        .networkInsightsAnalyses()
        .getFirst();
  }

  NetworkInsightsAnalysis analyze(String path) {
    return analyze(path, r -> {});
  }

  static List<String> ids(List<PathComponent> components) {
    return components.stream().map(component -> component.component().id()).toList();
  }

  @Override
  public void close() {
    plane.close();
  }
}
