package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.DhcpOptions;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.SubnetCidrBlockStateCode;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockStateCode;

/** The AWS SDK reads every field of what surrounds VPCs: gateways, DHCP options, blocks. */
class SdkNetworkShapesTest {
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

  private static String createVpc(String block) {
    return ec2.createVpc(r -> r.cidrBlock(block)).vpc().vpcId();
  }

  private static TagSpecification named(ResourceType type) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(Tag.builder().key("Name").value("n").build())
        .build();
  }

  @Test
  void shouldReadInternetGatewaysAndRoutesToThem() {
    String vpc = createVpc("10.1.0.0/16");
    InternetGateway created =
        ec2.createInternetGateway(r -> r.tagSpecifications(named(ResourceType.INTERNET_GATEWAY)))
            .internetGateway();
    assertThat(created.attachments()).isEmpty();
    String id = created.internetGatewayId();
    ec2.attachInternetGateway(r -> r.internetGatewayId(id).vpcId(vpc));
    ec2.waiter().waitUntilInternetGatewayExists(r -> r.internetGatewayIds(id));

    InternetGateway gateway =
        ec2.describeInternetGateways(r -> r.internetGatewayIds(id)).internetGateways().getFirst();

    assertThat(gateway.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(gateway.tags()).hasSize(1);
    assertThat(gateway.attachments()).hasSize(1);
    assertThat(gateway.attachments().getFirst().vpcId()).isEqualTo(vpc);
    // The SDK's enum lacks the state that EC2 has always answered with.
    assertThat(gateway.attachments().getFirst().stateAsString()).isEqualTo("available");
    assertThat(gateway.attachments().getFirst().state())
        .isEqualTo(AttachmentStatus.UNKNOWN_TO_SDK_VERSION);

    String table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    ec2.createRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(id));
    assertThat(
            ec2
                .describeRouteTables(r -> r.routeTableIds(table))
                .routeTables()
                .getFirst()
                .routes()
                .stream()
                .map(Route::gatewayId))
        .containsExactly("local", id);
    ec2.detachInternetGateway(r -> r.internetGatewayId(id).vpcId(vpc));
    ec2.deleteInternetGateway(r -> r.internetGatewayId(id));
  }

  private static NewDhcpConfiguration option(String key, String... values) {
    return NewDhcpConfiguration.builder().key(key).values(values).build();
  }

  @Test
  void shouldReadDhcpOptions() {
    String id =
        ec2.createDhcpOptions(
                r ->
                    r.dhcpConfigurations(
                            option("domain-name-servers", "10.0.0.1", "10.0.0.2"),
                            option("domain-name", "lab.example"))
                        .tagSpecifications(named(ResourceType.DHCP_OPTIONS)))
            .dhcpOptions()
            .dhcpOptionsId();
    String vpc = createVpc("10.2.0.0/16");
    ec2.associateDhcpOptions(r -> r.dhcpOptionsId(id).vpcId(vpc));

    DhcpOptions options =
        ec2.describeDhcpOptions(r -> r.dhcpOptionsIds(id)).dhcpOptions().getFirst();

    assertThat(options.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(options.tags()).hasSize(1);
    assertThat(options.dhcpConfigurations()).hasSize(2);
    assertThat(options.dhcpConfigurations().get(0).key()).isEqualTo("domain-name");
    assertThat(options.dhcpConfigurations().get(1).values())
        .extracting("value")
        .containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(ec2.describeVpcs(r -> r.vpcIds(vpc)).vpcs().getFirst().dhcpOptionsId())
        .isEqualTo(id);
    ec2.associateDhcpOptions(r -> r.dhcpOptionsId("default").vpcId(vpc));
    ec2.deleteDhcpOptions(r -> r.dhcpOptionsId(id));
  }

  @Test
  void shouldReadBlocksThatComeAndGo() {
    String vpc = createVpc("10.3.0.0/16");
    var ipv4 = ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("10.30.0.0/16"));
    assertThat(ipv4.vpcId()).isEqualTo(vpc);
    assertThat(ipv4.cidrBlockAssociation().cidrBlock()).isEqualTo("10.30.0.0/16");
    assertThat(ipv4.cidrBlockAssociation().cidrBlockState().state())
        .isEqualTo(VpcCidrBlockStateCode.ASSOCIATING);
    var ipv6 = ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true));
    String block = ipv6.ipv6CidrBlockAssociation().ipv6CidrBlock();
    assertThat(block).endsWith("/56");
    assertThat(ipv6.ipv6CidrBlockAssociation().ipv6Pool()).isEqualTo("Amazon");

    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.3.1.0/24")).subnet().subnetId();
    var of =
        ec2.associateSubnetCidrBlock(
            r -> r.subnetId(subnet).ipv6CidrBlock(block.replace("/56", "/64")));
    assertThat(of.subnetId()).isEqualTo(subnet);
    assertThat(of.ipv6CidrBlockAssociation().ipv6CidrBlockState().state())
        .isEqualTo(SubnetCidrBlockStateCode.ASSOCIATING);
    ec2.modifySubnetAttribute(
        r -> r.subnetId(subnet).assignIpv6AddressOnCreation(v -> v.value(true)));
    assertThat(
            ec2.describeSubnets(r -> r.subnetIds(subnet))
                .subnets()
                .getFirst()
                .assignIpv6AddressOnCreation())
        .isTrue();

    assertThat(
            ec2.disassociateSubnetCidrBlock(
                    r -> r.associationId(of.ipv6CidrBlockAssociation().associationId()))
                .ipv6CidrBlockAssociation()
                .ipv6CidrBlockState()
                .state())
        .isEqualTo(SubnetCidrBlockStateCode.DISASSOCIATING);
    assertThat(
            ec2.disassociateVpcCidrBlock(
                    r -> r.associationId(ipv6.ipv6CidrBlockAssociation().associationId()))
                .ipv6CidrBlockAssociation()
                .ipv6CidrBlockState()
                .state())
        .isEqualTo(VpcCidrBlockStateCode.DISASSOCIATING);
    ec2.disassociateVpcCidrBlock(r -> r.associationId(ipv4.cidrBlockAssociation().associationId()));
    assertThat(ec2.describeVpcs(r -> r.vpcIds(vpc)).vpcs().getFirst().cidrBlockAssociationSet())
        .hasSize(1);
  }

  @Test
  void shouldReadPeeringOptions() {
    String vpc = createVpc("10.4.0.0/16");
    String peer = createVpc("10.5.0.0/16");
    String pcx =
        ec2.createVpcPeeringConnection(r -> r.vpcId(vpc).peerVpcId(peer))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();
    ec2.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(pcx));

    var options =
        ec2.modifyVpcPeeringConnectionOptions(
            r ->
                r.vpcPeeringConnectionId(pcx)
                    .requesterPeeringConnectionOptions(
                        o ->
                            o.allowDnsResolutionFromRemoteVpc(true)
                                .allowEgressFromLocalClassicLinkToRemoteVpc(false)));

    assertThat(options.requesterPeeringConnectionOptions().allowDnsResolutionFromRemoteVpc())
        .isTrue();
    assertThat(options.accepterPeeringConnectionOptions()).isNull();
    assertThat(
            ec2.describeVpcPeeringConnections(r -> r.vpcPeeringConnectionIds(pcx))
                .vpcPeeringConnections()
                .getFirst()
                .requesterVpcInfo()
                .peeringOptions()
                .allowDnsResolutionFromRemoteVpc())
        .isTrue();
  }

  @Test
  void shouldReadDefaultVpcsAndAccountAttributes() {
    Ec2Client fresh = plane.ec2("333333333333", "us-west-2");
    fresh
        .describeSubnets()
        .subnets()
        .forEach(subnet -> fresh.deleteSubnet(r -> r.subnetId(subnet.subnetId())));
    assertThat(
            fresh
                .createDefaultSubnet(r -> r.availabilityZone("us-west-2b"))
                .subnet()
                .defaultForAz())
        .isTrue();
    assertThat(fresh.describeAccountAttributes().accountAttributes())
        .extracting("attributeName")
        .containsExactly(
            "default-vpc",
            "max-elastic-ips",
            "max-instances",
            "supported-platforms",
            "vpc-max-elastic-ips",
            "vpc-max-security-groups-per-interface");
    fresh.deleteSubnet(r -> r.subnetId(fresh.describeSubnets().subnets().getFirst().subnetId()));
    String vpc = fresh.describeVpcs().vpcs().getFirst().vpcId();
    fresh.detachInternetGateway(
        r ->
            r.vpcId(vpc)
                .internetGatewayId(
                    fresh
                        .describeInternetGateways()
                        .internetGateways()
                        .getFirst()
                        .internetGatewayId()));
    fresh.deleteVpc(r -> r.vpcId(vpc));
    assertThat(fresh.createDefaultVpc().vpc().isDefault()).isTrue();
    assertThat(fresh.describeSubnets().subnets()).hasSize(3);
  }
}
