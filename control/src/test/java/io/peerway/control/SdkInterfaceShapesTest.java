package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttribute;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The AWS SDK reads every field of network interfaces. */
class SdkInterfaceShapesTest {
  private static TestControlPlane plane;
  private static Ec2Client ec2;
  private static String subnet;
  private static String ipv6;

  @BeforeAll
  static void start() {
    plane = new TestControlPlane();
    ec2 = plane.ec2();
    var vpc =
        ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16").amazonProvidedIpv6CidrBlock(true)).vpc();
    String block = vpc.ipv6CidrBlockAssociationSet().getFirst().ipv6CidrBlock();
    ipv6 = block.replace("/56", "");
    subnet =
        ec2.createSubnet(
                r -> r.vpcId(vpc.vpcId()).cidrBlock("10.1.1.0/24").ipv6CidrBlock(ipv6 + "/64"))
            .subnet()
            .subnetId();
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  @Test
  void shouldReadNetworkInterfaces() {
    CreateNetworkInterfaceResponse response =
        ec2.createNetworkInterface(
            r ->
                r.subnetId(subnet)
                    .description("web")
                    .privateIpAddress("10.1.1.20")
                    .secondaryPrivateIpAddressCount(1)
                    .ipv6AddressCount(1)
                    .clientToken("once")
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType(ResourceType.NETWORK_INTERFACE)
                            .tags(Tag.builder().key("Name").value("n").build())
                            .build()));
    assertThat(response.clientToken()).isEqualTo("once");
    assertThat(response.networkInterface().statusAsString()).isEqualTo("pending");
    String id = response.networkInterface().networkInterfaceId();
    ec2.waiter().waitUntilNetworkInterfaceAvailable(r -> r.networkInterfaceIds(id));

    NetworkInterface eni =
        ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(id))
            .networkInterfaces()
            .getFirst();

    assertThat(eni.status()).isEqualTo(NetworkInterfaceStatus.AVAILABLE);
    assertThat(eni.subnetId()).isEqualTo(subnet);
    assertThat(eni.vpcId()).startsWith("vpc-");
    assertThat(eni.availabilityZone()).isEqualTo("eu-west-1a");
    assertThat(eni.availabilityZoneId()).isEqualTo("euw1-az1");
    assertThat(eni.description()).isEqualTo("web");
    assertThat(eni.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(eni.requesterManaged()).isFalse();
    assertThat(eni.macAddress()).matches("02(:[0-9a-f]{2}){5}");
    assertThat(eni.privateIpAddress()).isEqualTo("10.1.1.20");
    assertThat(eni.sourceDestCheck()).isTrue();
    assertThat(eni.interfaceType()).isEqualTo(NetworkInterfaceType.INTERFACE);
    assertThat(eni.privateIpAddresses()).hasSize(2);
    assertThat(eni.privateIpAddresses().get(0).primary()).isTrue();
    assertThat(eni.privateIpAddresses().get(1).primary()).isFalse();
    assertThat(eni.ipv6Addresses().getFirst().ipv6Address()).startsWith(ipv6.replace("::", ":"));
    assertThat(eni.groups()).hasSize(1);
    assertThat(eni.groups().getFirst().groupName()).isEqualTo("default");
    assertThat(eni.attachment()).isNull();
    assertThat(eni.tagSet()).hasSize(1);
    ec2.deleteNetworkInterface(r -> r.networkInterfaceId(id));
  }

  @Test
  void shouldReadAttributesAndAddressesThatComeAndGo() {
    String id =
        ec2.createNetworkInterface(r -> r.subnetId(subnet)).networkInterface().networkInterfaceId();

    ec2.modifyNetworkInterfaceAttribute(
        r -> r.networkInterfaceId(id).sourceDestCheck(v -> v.value(false)));
    assertThat(
            ec2.describeNetworkInterfaceAttribute(
                    r ->
                        r.networkInterfaceId(id)
                            .attribute(NetworkInterfaceAttribute.SOURCE_DEST_CHECK))
                .sourceDestCheck()
                .value())
        .isFalse();
    ec2.modifyNetworkInterfaceAttribute(
        r -> r.networkInterfaceId(id).description(v -> v.value("other")));
    assertThat(
            ec2.describeNetworkInterfaceAttribute(
                    r -> r.networkInterfaceId(id).attribute(NetworkInterfaceAttribute.DESCRIPTION))
                .description()
                .value())
        .isEqualTo("other");

    var assigned =
        ec2.assignPrivateIpAddresses(
            r -> r.networkInterfaceId(id).privateIpAddresses("10.1.1.30", "10.1.1.31"));
    assertThat(assigned.networkInterfaceId()).isEqualTo(id);
    assertThat(assigned.assignedPrivateIpAddresses())
        .extracting("privateIpAddress")
        .containsExactly("10.1.1.30", "10.1.1.31");
    ec2.unassignPrivateIpAddresses(r -> r.networkInterfaceId(id).privateIpAddresses("10.1.1.30"));
    var six = ec2.assignIpv6Addresses(r -> r.networkInterfaceId(id).ipv6Addresses(ipv6 + "99"));
    assertThat(six.assignedIpv6Addresses()).containsExactly(ipv6 + "99");
    assertThat(
            ec2.unassignIpv6Addresses(r -> r.networkInterfaceId(id).ipv6Addresses(ipv6 + "99"))
                .unassignedIpv6Addresses())
        .containsExactly(ipv6 + "99");
    assertThat(
            ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(id))
                .networkInterfaces()
                .getFirst()
                .privateIpAddresses())
        .hasSize(2);
  }
}
