package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.HostnameType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationStateCode;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetCidrBlockStateCode;
import software.amazon.awssdk.services.ec2.model.SubnetState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Tenancy;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockStateCode;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnection;
import software.amazon.awssdk.services.ec2.model.VpcState;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS SDK reads every field of every answer. */
class SdkShapesTest {
  private static TestControlPlane plane;
  private static Ec2Client ec2;

  @BeforeAll
  static void start() {
    plane = new TestControlPlane();
    ec2 = plane.ec2();
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  private static TagSpecification named(ResourceType type, String name) {
    Tag tag = Tag.builder().key("Name").value(name).build();
    return TagSpecification.builder().resourceType(type).tags(tag).build();
  }

  private static Vpc createVpc(String block) {
    return ec2.createVpc(
            r ->
                r.cidrBlock(block)
                    .amazonProvidedIpv6CidrBlock(true)
                    .tagSpecifications(named(ResourceType.VPC, "shape")))
        .vpc();
  }

  @Test
  void shouldReadVpcs() {
    Vpc created = createVpc("10.1.0.0/16");
    assertThat(created.state()).isEqualTo(VpcState.PENDING);
    assertThat(created.ipv6CidrBlockAssociationSet().getFirst().ipv6CidrBlockState().state())
        .isEqualTo(VpcCidrBlockStateCode.ASSOCIATING);

    Vpc vpc = ec2.describeVpcs(r -> r.vpcIds(created.vpcId())).vpcs().getFirst();

    assertThat(vpc.vpcId()).matches("vpc-[0-9a-f]{17}");
    assertThat(vpc.state()).isEqualTo(VpcState.AVAILABLE);
    assertThat(vpc.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(vpc.cidrBlock()).isEqualTo("10.1.0.0/16");
    assertThat(vpc.isDefault()).isFalse();
    assertThat(vpc.instanceTenancy()).isEqualTo(Tenancy.DEFAULT);
    assertThat(vpc.dhcpOptionsId()).startsWith("dopt-");
    assertThat(vpc.tags()).containsExactly(Tag.builder().key("Name").value("shape").build());
    assertThat(vpc.cidrBlockAssociationSet()).hasSize(1);
    assertThat(vpc.cidrBlockAssociationSet().getFirst().associationId())
        .startsWith("vpc-cidr-assoc-");
    assertThat(vpc.cidrBlockAssociationSet().getFirst().cidrBlockState().state())
        .isEqualTo(VpcCidrBlockStateCode.ASSOCIATED);
    var ipv6 = vpc.ipv6CidrBlockAssociationSet().getFirst();
    assertThat(ipv6.ipv6CidrBlock()).endsWith("/56");
    assertThat(ipv6.ipv6CidrBlockState().state()).isEqualTo(VpcCidrBlockStateCode.ASSOCIATED);
    assertThat(ipv6.ipv6Pool()).isEqualTo("Amazon");
    assertThat(ipv6.networkBorderGroup()).isEqualTo(TestControlPlane.REGION);
    assertThat(vpc.hasTags()).isTrue();
  }

  @Test
  void shouldReadAndModifyVpcAttributes() {
    String vpc = createVpc("10.2.0.0/16").vpcId();

    ec2.modifyVpcAttribute(
        r -> r.vpcId(vpc).enableDnsHostnames(AttributeBooleanValue.builder().value(true).build()));

    assertThat(
            ec2.describeVpcAttribute(
                    r -> r.vpcId(vpc).attribute(VpcAttributeName.ENABLE_DNS_HOSTNAMES))
                .enableDnsHostnames()
                .value())
        .isTrue();
    var support =
        ec2.describeVpcAttribute(r -> r.vpcId(vpc).attribute(VpcAttributeName.ENABLE_DNS_SUPPORT));
    assertThat(support.enableDnsSupport().value()).isTrue();
    assertThat(support.vpcId()).isEqualTo(vpc);
  }

  @Test
  void shouldReadSubnets() {
    Vpc vpc = createVpc("10.3.0.0/16");
    String block = vpc.ipv6CidrBlockAssociationSet().getFirst().ipv6CidrBlock();
    String ipv6 = block.replace("/56", "/64");
    Subnet created =
        ec2.createSubnet(
                r ->
                    r.vpcId(vpc.vpcId())
                        .cidrBlock("10.3.1.0/24")
                        .ipv6CidrBlock(ipv6)
                        .availabilityZone("eu-west-1b")
                        .tagSpecifications(named(ResourceType.SUBNET, "s")))
            .subnet();

    Subnet subnet = ec2.describeSubnets(r -> r.subnetIds(created.subnetId())).subnets().getFirst();

    assertThat(subnet.state()).isEqualTo(SubnetState.AVAILABLE);
    assertThat(subnet.vpcId()).isEqualTo(vpc.vpcId());
    assertThat(subnet.cidrBlock()).isEqualTo("10.3.1.0/24");
    assertThat(subnet.availableIpAddressCount()).isEqualTo(251);
    assertThat(subnet.availabilityZone()).isEqualTo("eu-west-1b");
    assertThat(subnet.availabilityZoneId()).isEqualTo("euw1-az2");
    assertThat(subnet.defaultForAz()).isFalse();
    assertThat(subnet.mapPublicIpOnLaunch()).isFalse();
    assertThat(subnet.assignIpv6AddressOnCreation()).isFalse();
    assertThat(subnet.ipv6Native()).isFalse();
    assertThat(subnet.enableDns64()).isFalse();
    assertThat(subnet.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(subnet.subnetArn())
        .isEqualTo("arn:aws:ec2:eu-west-1:111111111111:subnet/" + subnet.subnetId());
    assertThat(subnet.privateDnsNameOptionsOnLaunch().hostnameType())
        .isEqualTo(HostnameType.IP_NAME);
    assertThat(subnet.tags()).hasSize(1);
    var association = subnet.ipv6CidrBlockAssociationSet().getFirst();
    assertThat(association.associationId()).startsWith("subnet-cidr-assoc-");
    assertThat(association.ipv6CidrBlock()).isEqualTo(ipv6);
    assertThat(association.ipv6CidrBlockState().state())
        .isEqualTo(SubnetCidrBlockStateCode.ASSOCIATED);
    ec2.deleteSubnet(r -> r.subnetId(subnet.subnetId()));
  }

  @Test
  void shouldReadRouteTablesAndTheirAssociations() {
    Vpc vpc = createVpc("10.4.0.0/16");
    Vpc peer = createVpc("10.5.0.0/16");
    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc.vpcId()).cidrBlock("10.4.1.0/24")).subnet().subnetId();
    String pcx =
        ec2.createVpcPeeringConnection(r -> r.vpcId(vpc.vpcId()).peerVpcId(peer.vpcId()))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();
    CreateRouteTableResponse response =
        ec2.createRouteTable(
            r ->
                r.vpcId(vpc.vpcId())
                    .clientToken("once")
                    .tagSpecifications(named(ResourceType.ROUTE_TABLE, "t")));
    assertThat(response.clientToken()).isEqualTo("once");
    String id = response.routeTable().routeTableId();
    var associated = ec2.associateRouteTable(r -> r.routeTableId(id).subnetId(subnet));
    assertThat(associated.associationState().state())
        .isEqualTo(RouteTableAssociationStateCode.ASSOCIATED);
    assertThat(
            ec2.createRoute(
                    r ->
                        r.routeTableId(id)
                            .destinationIpv6CidrBlock("2001:db8::/32")
                            .vpcPeeringConnectionId(pcx))
                .returnValue())
        .isTrue();
    ec2.replaceRoute(
        r ->
            r.routeTableId(id)
                .destinationIpv6CidrBlock("2001:db8::/32")
                .vpcPeeringConnectionId(pcx));

    RouteTable table = ec2.describeRouteTables(r -> r.routeTableIds(id)).routeTables().getFirst();

    assertThat(table.vpcId()).isEqualTo(vpc.vpcId());
    assertThat(table.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(table.tags()).hasSize(1);
    assertThat(table.propagatingVgws()).isEmpty();
    assertThat(table.routes()).hasSize(3);
    assertThat(table.routes().get(0).gatewayId()).isEqualTo("local");
    assertThat(table.routes().get(0).origin()).isEqualTo(RouteOrigin.CREATE_ROUTE_TABLE);
    assertThat(table.routes().get(1).destinationIpv6CidrBlock()).endsWith("/56");
    assertThat(table.routes().get(2).vpcPeeringConnectionId()).isEqualTo(pcx);
    assertThat(table.routes().get(2).origin()).isEqualTo(RouteOrigin.CREATE_ROUTE);
    assertThat(table.associations()).hasSize(1);
    var association = table.associations().getFirst();
    assertThat(association.routeTableAssociationId()).isEqualTo(associated.associationId());
    assertThat(association.subnetId()).isEqualTo(subnet);
    assertThat(association.main()).isFalse();

    ec2.deleteRoute(r -> r.routeTableId(id).destinationIpv6CidrBlock("2001:db8::/32"));
    String main =
        ec2.describeRouteTables(
                r ->
                    r.filters(
                        Filter.builder().name("vpc-id").values(vpc.vpcId()).build(),
                        Filter.builder().name("association.main").values("true").build()))
            .routeTables()
            .getFirst()
            .routeTableId();
    String moved =
        ec2.replaceRouteTableAssociation(
                r -> r.associationId(association.routeTableAssociationId()).routeTableId(main))
            .newAssociationId();
    ec2.disassociateRouteTable(r -> r.associationId(moved));
    ec2.deleteRouteTable(r -> r.routeTableId(id));
  }

  @Test
  void shouldReadPeeringConnections() {
    Vpc vpc = createVpc("10.6.0.0/16");
    Vpc peer = createVpc("10.7.0.0/16");
    String id =
        ec2.createVpcPeeringConnection(
                r ->
                    r.vpcId(vpc.vpcId())
                        .peerVpcId(peer.vpcId())
                        .tagSpecifications(named(ResourceType.VPC_PEERING_CONNECTION, "p")))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();
    VpcPeeringConnection pending = describe(id);
    assertThat(pending.expirationTime()).isEqualTo("2026-01-08T00:00:00Z");
    assertThat(pending.accepterVpcInfo().hasCidrBlockSet()).isFalse();
    assertThat(pending.accepterVpcInfo().peeringOptions()).isNull();
    ec2.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id));
    ec2.waiter().waitUntilVpcPeeringConnectionExists(r -> r.vpcPeeringConnectionIds(id));

    VpcPeeringConnection active = describe(id);

    assertThat(active.expirationTime()).isNull();
    assertThat(active.tags()).hasSize(1);
    var accepter = active.accepterVpcInfo();
    assertThat(accepter.vpcId()).isEqualTo(peer.vpcId());
    assertThat(accepter.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(accepter.region()).isEqualTo(TestControlPlane.REGION);
    assertThat(accepter.cidrBlock()).isEqualTo("10.7.0.0/16");
    assertThat(accepter.cidrBlockSet().getFirst().cidrBlock()).isEqualTo("10.7.0.0/16");
    assertThat(accepter.ipv6CidrBlockSet().getFirst().ipv6CidrBlock()).endsWith("/56");
    assertThat(accepter.peeringOptions().allowDnsResolutionFromRemoteVpc()).isFalse();
    assertThat(active.requesterVpcInfo().vpcId()).isEqualTo(vpc.vpcId());
    assertThat(ec2.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)).returnValue())
        .isTrue();
    ec2.waiter().waitUntilVpcPeeringConnectionDeleted(r -> r.vpcPeeringConnectionIds(id));

    String again =
        ec2.createVpcPeeringConnection(r -> r.vpcId(vpc.vpcId()).peerVpcId(peer.vpcId()))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();
    assertThat(ec2.rejectVpcPeeringConnection(r -> r.vpcPeeringConnectionId(again)).returnValue())
        .isTrue();
    assertThat(describe(again).status().codeAsString()).isEqualTo("rejected");
  }

  private static VpcPeeringConnection describe(String id) {
    return ec2.describeVpcPeeringConnections(r -> r.vpcPeeringConnectionIds(id))
        .vpcPeeringConnections()
        .getFirst();
  }

  @Test
  void shouldReadTags() {
    String vpc = createVpc("10.8.0.0/16").vpcId();
    ec2.createTags(r -> r.resources(vpc).tags(Tag.builder().key("Größe").value("a&b").build()));

    var tags =
        ec2.describeTags(r -> r.filters(Filter.builder().name("resource-id").values(vpc).build()))
            .tags();
    assertThat(tags).hasSize(2);
    assertThat(tags.get(0).key()).isEqualTo("Größe");
    assertThat(tags.get(0).value()).isEqualTo("a&b");
    assertThat(tags.get(0).resourceType()).isEqualTo(ResourceType.VPC);
    assertThat(tags.get(0).resourceId()).isEqualTo(vpc);

    ec2.deleteTags(r -> r.resources(vpc).tags(Tag.builder().key("Größe").build()));
    assertThat(ec2.describeVpcs(r -> r.vpcIds(vpc)).vpcs().getFirst().tags()).hasSize(1);
  }

  @Test
  void shouldReadPlaces() {
    assertThat(ec2.describeRegions().regions())
        .anySatisfy(
            region -> {
              assertThat(region.regionName()).isEqualTo("us-east-1");
              assertThat(region.endpoint()).isEqualTo("ec2.us-east-1.amazonaws.com");
              assertThat(region.optInStatus()).isEqualTo("opt-in-not-required");
            });
    assertThat(ec2.describeAvailabilityZones().availabilityZones())
        .hasSize(3)
        .allSatisfy(zone -> assertThat(zone.stateAsString()).isEqualTo("available"))
        .first()
        .satisfies(zone -> assertThat(zone.zoneId()).isEqualTo("euw1-az1"));
    assertThat(ec2.describeAccountAttributes().accountAttributes())
        .anySatisfy(
            attribute -> {
              assertThat(attribute.attributeName()).isEqualTo("supported-platforms");
              assertThat(attribute.attributeValues().getFirst().attributeValue()).isEqualTo("VPC");
            });
  }

  @Test
  void shouldTurnPages() {
    for (int i = 10; i < 16; i++) {
      createVpc("10." + i + ".0.0/16");
    }

    assertThat(ec2.describeVpcsPaginator(r -> r.maxResults(5)).vpcs().stream().map(Vpc::vpcId))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(6);
  }

  @Test
  void shouldReadErrors() {
    assertThatThrownBy(() -> ec2.describeVpcs(r -> r.vpcIds("vpc-12345678")))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            error -> {
              assertThat(error.statusCode()).isEqualTo(400);
              assertThat(error.awsErrorDetails().errorCode()).isEqualTo("InvalidVpcID.NotFound");
              assertThat(error.awsErrorDetails().errorMessage())
                  .isEqualTo("The vpc ID 'vpc-12345678' does not exist");
              assertThat(error.requestId()).isNotBlank();
            });
    assertThatThrownBy(() -> ec2.describeVolumes())
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            error -> assertThat(error.awsErrorDetails().errorCode()).isEqualTo("InvalidAction"));
    assertThatThrownBy(() -> ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16").dryRun(true)))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            error -> assertThat(error.awsErrorDetails().errorCode()).isEqualTo("DryRunOperation"));
  }

  @Test
  void shouldLetCallersActForAnotherAccount() {
    try (StsClient sts = plane.sts("210987654321", "us-east-1")) {
      var assumed =
          sts.assumeRole(
              role ->
                  role.roleArn("arn:aws:iam::222222222222:role/path/admin")
                      .roleSessionName("lab")
                      .durationSeconds(900));
      assertThat(assumed.assumedRoleUser().arn())
          .isEqualTo("arn:aws:sts::222222222222:assumed-role/admin/lab");
      assertThat(assumed.credentials().expiration())
          .isEqualTo(plane.clock().instant().plusSeconds(900));
      try (StsClient other = plane.sts(assumed.credentials().accessKeyId(), "us-east-1")) {
        assertThat(other.getCallerIdentity().account()).isEqualTo("222222222222");
      }
      assertThatThrownBy(
              () -> sts.assumeRole(role -> role.roleArn("role/admin").roleSessionName("lab")))
          .hasMessageContaining("roleArn");
    }
  }

  @Test
  void shouldTellCallersWhoTheyAre() {
    try (StsClient account = plane.sts("210987654321", "us-east-1");
        StsClient anybody = plane.sts("AKIDEXAMPLE", "us-east-1")) {
      assertThat(account.getCallerIdentity().account()).isEqualTo("210987654321");
      assertThat(account.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::210987654321:root");
      assertThat(anybody.getCallerIdentity().account()).isEqualTo("123456789012");
      assertThatThrownBy(() -> account.getSessionToken())
          .hasMessageContaining("Could not find operation GetSessionToken");
    }
  }
}
