package io.peerway.control.ec2.networkinterface;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkInterfaceActionsTest {
  private static final String MISSING = "eni-0123456789abcdef0";

  private final Api api = new Api();
  private final String vpc =
      Api.text(
          api.call("CreateVpc", "CidrBlock", "10.1.0.0/16", "AmazonProvidedIpv6CidrBlock", "true"),
          "vpcId");
  private final String subnet = api.createSubnet(vpc, "10.1.1.0/28");

  private String call(String action, String... parameters) {
    List<String> all = new ArrayList<>(List.of("SubnetId", subnet));
    all.addAll(List.of(parameters));
    return api.call(action, all.toArray(String[]::new));
  }

  private String create(String... parameters) {
    return Api.text(call("CreateNetworkInterface", parameters), "networkInterfaceId");
  }

  private String refused(String... parameters) {
    List<String> all = new ArrayList<>(List.of("SubnetId", subnet));
    all.addAll(List.of(parameters));
    return api.error("CreateNetworkInterface", all.toArray(String[]::new));
  }

  private NetworkInterface eni(String id) {
    return api.inventory().find(NetworkInterface.KIND, id).orElseThrow();
  }

  private List<String> addresses(String id) {
    return eni(id).ipv4().stream().map(Object::toString).toList();
  }

  private String free() {
    return Api.text(api.call("DescribeSubnets", "SubnetId.1", subnet), "availableIpAddressCount");
  }

  private Ipv6Prefix addIpv6() {
    Ipv6Prefix block = api.inventory().find(Vpc.KIND, vpc).orElseThrow().ipv6Prefixes().getFirst();
    Ipv6Prefix of = new Ipv6Prefix(block.hi() | 1, 0, 64);
    api.call("AssociateSubnetCidrBlock", "SubnetId", subnet, "Ipv6CidrBlock", of.format());
    return of;
  }

  @Test
  void shouldGetTheLowestFreeAddressesOfItsSubnet() {
    assertThat(free()).isEqualTo("11");
    String first = create();
    String second = create("SecondaryPrivateIpAddressCount", "2");
    assertThat(addresses(first)).containsExactly("10.1.1.4");
    assertThat(addresses(second)).containsExactly("10.1.1.5", "10.1.1.6", "10.1.1.7");
    assertThat(free()).isEqualTo("7");

    api.call("DeleteNetworkInterface", "NetworkInterfaceId", first);

    assertThat(free()).isEqualTo("8");
    assertThat(addresses(create("PrivateIpAddress", "10.1.1.14"))).containsExactly("10.1.1.14");
    assertThat(addresses(create())).containsExactly("10.1.1.4");
    assertThat(refused("SecondaryPrivateIpAddressCount", "8"))
        .startsWith("InsufficientFreeAddressesInSubnet");
    assertThat(free()).isEqualTo("6");
  }

  @Test
  void shouldKeepTheOrderThatIsAskedFor() {
    String id =
        create(
            "PrivateIpAddresses.1.PrivateIpAddress",
            "10.1.1.4",
            "PrivateIpAddresses.2.PrivateIpAddress",
            "10.1.1.9",
            "PrivateIpAddresses.2.Primary",
            "true");

    assertThat(addresses(id)).containsExactly("10.1.1.9", "10.1.1.4");
    assertThat(api.call("DescribeNetworkInterfaces", "NetworkInterfaceId.1", id))
        .contains(
            "<privateIpAddress>10.1.1.9</privateIpAddress><primary>true<",
            "<privateIpAddress>10.1.1.4</privateIpAddress><primary>false<",
            "<status>available</status>");
    // The one that is picked is not one of those that are named.
    assertThat(addresses(create("PrivateIpAddresses.1.PrivateIpAddress", "10.1.1.5")))
        .containsExactly("10.1.1.6", "10.1.1.5");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.1.3, InvalidParameterValue: Address 10.1.1.3 is in subnet's reserved address range",
    "10.1.1.15, InvalidParameterValue: Address 10.1.1.15 is in subnet's reserved address range",
    "10.1.2.5, InvalidParameterValue: Address 10.1.2.5 does not fall within the subnet's address range",
    "10.1.1.8, InvalidIPAddress.InUse: Address 10.1.1.8 is in use.",
    "ten, InvalidParameterValue: Value (ten) for parameter privateIpAddress is invalid. This is not a valid IPv4 address.",
  })
  void shouldRefuseAddresses(String address, String error) {
    create("PrivateIpAddress", "10.1.1.8");

    assertThat(refused("PrivateIpAddress", address)).isEqualTo(error);
  }

  @Test
  void shouldGetIpv6AddressesOfTheSubnet() {
    assertThat(refused("Ipv6AddressCount", "1")).startsWith("InsufficientFreeAddressesInSubnet");
    Ipv6Prefix block = addIpv6();

    assertThat(eni(create("Ipv6AddressCount", "2")).ipv6())
        .hasSize(2)
        .allMatch(block::contains)
        .doesNotHaveDuplicates();
    String named = block.format().replace("/64", "1234");
    String id = create("Ipv6Addresses.1.Ipv6Address", named);
    assertThat(eni(id).ipv6()).hasToString("[" + named + "]");
    assertThat(refused("Ipv6Addresses.1.Ipv6Address", named)).startsWith("InvalidIPAddress.InUse");
    assertThat(refused("Ipv6Addresses.1.Ipv6Address", block.format().replace("/64", "3")))
        .contains("reserved address range");
    assertThat(eni(create()).ipv6()).isEmpty();
    api.call(
        "ModifySubnetAttribute", "SubnetId", subnet, "AssignIpv6AddressOnCreation.Value", "true");
    assertThat(eni(create()).ipv6()).hasSize(1);
  }

  @Test
  void shouldAssignAndUnassignIpv4Addresses() {
    String id = create();
    String other = create("SecondaryPrivateIpAddressCount", "1");
    assertThat(
            api.call(
                "AssignPrivateIpAddresses",
                "NetworkInterfaceId",
                id,
                "SecondaryPrivateIpAddressCount",
                "2"))
        .contains("<privateIpAddress>10.1.1.7<", "<privateIpAddress>10.1.1.8<");

    assertThat(assign(id, "10.1.1.6", "false")).startsWith("InvalidIPAddress.InUse");
    api.call(
        "AssignPrivateIpAddresses",
        "NetworkInterfaceId",
        id,
        "PrivateIpAddress.1",
        "10.1.1.6",
        "AllowReassignment",
        "true");
    assertThat(addresses(id)).containsExactly("10.1.1.4", "10.1.1.7", "10.1.1.8", "10.1.1.6");
    assertThat(addresses(other)).containsExactly("10.1.1.5");
    // A primary address never moves.
    assertThat(assign(id, "10.1.1.5", "true")).startsWith("InvalidIPAddress.InUse");
    assertThat(assign(id, "10.1.1.2", "true")).contains("reserved");

    unassign(id, "10.1.1.7");
    assertThat(addresses(id)).containsExactly("10.1.1.4", "10.1.1.8", "10.1.1.6");
    assertThat(
            api.error(
                "UnassignPrivateIpAddresses",
                "NetworkInterfaceId",
                id,
                "PrivateIpAddress.1",
                "10.1.1.4"))
        .isEqualTo(
            "InvalidParameterValue: Some of the specified addresses are not assigned to interface "
                + id);
  }

  private String assign(String id, String address, String mayMove) {
    return api.error(
        "AssignPrivateIpAddresses",
        "NetworkInterfaceId",
        id,
        "PrivateIpAddress.1",
        address,
        "AllowReassignment",
        mayMove);
  }

  private void unassign(String id, String address) {
    api.call("UnassignPrivateIpAddresses", "NetworkInterfaceId", id, "PrivateIpAddress.1", address);
  }

  @Test
  void shouldAssignAndUnassignIpv6Addresses() {
    Ipv6Prefix block = addIpv6();
    String id = create();
    String named = block.format().replace("/64", "77");

    assertThat(api.call("AssignIpv6Addresses", "NetworkInterfaceId", id, "Ipv6Addresses.1", named))
        .contains("<assignedIpv6Addresses><item>" + named + "</item>");
    api.call("AssignIpv6Addresses", "NetworkInterfaceId", id, "Ipv6AddressCount", "1");
    assertThat(eni(id).ipv6()).hasSize(2);
    assertThat(api.error("AssignIpv6Addresses", "NetworkInterfaceId", id))
        .startsWith("InvalidParameterCombination");
    assertThat(api.error("DisassociateSubnetCidrBlock", "AssociationId", associationOfSubnet()))
        .startsWith("DependencyViolation");
    api.call("UnassignIpv6Addresses", "NetworkInterfaceId", id, "Ipv6Addresses.1", named);
    assertThat(eni(id).ipv6()).hasSize(1);
    assertThat(
            api.error("UnassignIpv6Addresses", "NetworkInterfaceId", id, "Ipv6Addresses.1", named))
        .startsWith("InvalidParameterValue");
  }

  private String associationOfSubnet() {
    return Api.text(api.call("DescribeSubnets", "SubnetId.1", subnet), "associationId");
  }

  @Test
  void shouldModifyOneAttributeAtATime() {
    String id = create("Description", "front");
    assertThat(attribute(id, "description")).contains("<value>front</value>");
    assertThat(attribute(id, "sourceDestCheck")).contains("<value>true</value>");
    assertThat(attribute(id, "attachment")).doesNotContain("attachmentId");

    api.call(
        "ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id, "Description.Value", "back");
    api.call(
        "ModifyNetworkInterfaceAttribute",
        "NetworkInterfaceId",
        id,
        "SourceDestCheck.Value",
        "false");

    assertThat(attribute(id, "description")).contains("<value>back</value>");
    assertThat(attribute(id, "sourceDestCheck")).contains("<value>false</value>");
    assertThat(api.error("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id))
        .isEqualTo("InvalidParameterCombination: No attributes specified.");
    assertThat(
            api.error(
                "ModifyNetworkInterfaceAttribute",
                "NetworkInterfaceId",
                id,
                "Description.Value",
                "",
                "SourceDestCheck.Value",
                "true"))
        .startsWith("InvalidParameterCombination: Fields for multiple");
    assertThat(
            api.error(
                "DescribeNetworkInterfaceAttribute",
                "NetworkInterfaceId",
                id,
                "Attribute",
                "colour"))
        .startsWith("InvalidParameterValue");
  }

  private String attribute(String id, String name) {
    return api.call(
        "DescribeNetworkInterfaceAttribute", "NetworkInterfaceId", id, "Attribute", name);
  }

  @Test
  void shouldBelongToTheDefaultGroupUnlessOthersAreNamed() {
    String ofVpc =
        Api.text(
            api.call("DescribeSecurityGroups", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", vpc),
            "groupId");
    String id = create();
    assertThat(eni(id).groups()).containsExactly(ofVpc);
    String group = createGroup(vpc);

    api.call(
        "ModifyNetworkInterfaceAttribute",
        "NetworkInterfaceId",
        id,
        "SecurityGroupId.1",
        group,
        "SecurityGroupId.2",
        ofVpc);

    assertThat(attribute(id, "groupSet"))
        .contains("<groupId>" + group + "</groupId><groupName>web<", ofVpc);
    assertThat(api.error("DeleteSecurityGroup", "GroupId", group))
        .isEqualTo("DependencyViolation: resource " + group + " has a dependent object");
    assertThat(
            api.call(
                "DescribeNetworkInterfaces",
                "Filter.1.Name",
                "group-name",
                "Filter.1.Value.1",
                "web"))
        .contains(id);
    api.call("DeleteNetworkInterface", "NetworkInterfaceId", id);
    api.call("DeleteSecurityGroup", "GroupId", group);
    assertThat(refused("SecurityGroupId.1", group)).startsWith("InvalidGroup.NotFound");
    assertThat(refused("SecurityGroupId.1", createGroup(api.createVpc("10.2.0.0/16"))))
        .isEqualTo(
            "InvalidParameterValue: You have specified two resources that belong to different"
                + " networks.");
  }

  private String createGroup(String of) {
    return Api.text(
        api.call("CreateSecurityGroup", "GroupName", "web", "GroupDescription", "d", "VpcId", of),
        "groupId");
  }

  @Test
  void shouldCreateOncePerClientToken() {
    String first = create("ClientToken", "a", "Description", "x");

    assertThat(create("ClientToken", "a", "Description", "x")).isEqualTo(first);
    assertThat(refused("ClientToken", "a", "Description", "y"))
        .startsWith("IdempotentParameterMismatch");
    assertThat(refused("Description", "z", "DryRun", "true")).startsWith("DryRunOperation");
    assertThat(api.inventory().count(NetworkInterface.KIND)).isEqualTo(1);
  }

  @Test
  void shouldKeepItsSubnet() {
    String id = create();
    assertThat(api.error("DeleteSubnet", "SubnetId", subnet))
        .isEqualTo(
            "DependencyViolation: The subnet '"
                + subnet
                + "' has dependencies and cannot be deleted.");
    api.call("DeleteNetworkInterface", "NetworkInterfaceId", id);
    api.call("DeleteSubnet", "SubnetId", subnet);
    assertThat(api.error("DeleteNetworkInterface", "NetworkInterfaceId", MISSING))
        .isEqualTo(
            "InvalidNetworkInterfaceID.NotFound: The networkInterface ID '"
                + MISSING
                + "' does not exist");
    assertThat(api.error("DescribeNetworkInterfaces", "NetworkInterfaceId.1", "eni-1"))
        .startsWith("InvalidNetworkInterfaceId.Malformed");
  }

  @Test
  void shouldHaveADnsNameWhereTheVpcGivesNames() {
    String id = create();
    String describe = api.call("DescribeNetworkInterfaces", "NetworkInterfaceId.1", id);
    assertThat(describe).doesNotContain("privateDnsName");
    api.call("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsHostnames.Value", "true");
    assertThat(api.call("DescribeNetworkInterfaces", "NetworkInterfaceId.1", id))
        .contains("<privateDnsName>ip-10-1-1-4.eu-west-1.compute.internal</privateDnsName>");
  }

  @Test
  void shouldFilter() {
    String id = create("Description", "web 1", "SecondaryPrivateIpAddressCount", "1");
    create();
    String mac =
        Api.text(api.call("DescribeNetworkInterfaces", "NetworkInterfaceId.1", id), "macAddress");

    for (String[] filter :
        new String[][] {
          {"network-interface-id", id},
          {"description", "web*"},
          {"private-ip-address", "10.1.1.5"},
          {"addresses.private-ip-address", "10.1.1.5"},
          {"mac-address", mac},
        }) {
      String xml =
          api.call(
              "DescribeNetworkInterfaces",
              "Filter.1.Name",
              filter[0],
              "Filter.1.Value.1",
              filter[1]);
      assertThat(xml.split("<networkInterfaceId>", -1)).as(filter[0]).hasSize(2);
      assertThat(xml).as(filter[0]).contains(id);
    }
    assertThat(api.call(Api.OTHER, "DescribeNetworkInterfaces")).doesNotContain("eni-");
  }

  @Test
  void shouldKeepToItsQuota() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.NETWORK_INTERFACES_PER_REGION, 1));
    String of = small.createSubnet(small.createVpc("10.1.0.0/16"), "10.1.1.0/24");
    small.call("CreateNetworkInterface", "SubnetId", of);

    assertThat(small.error("CreateNetworkInterface", "SubnetId", of))
        .startsWith("NetworkInterfaceLimitExceeded");
  }
}
