package io.peerway.control.ec2.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Instance;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launching instances, and what the API shows of them; nobody makes their hosts here. */
class RunInstancesActionTest {
  private final Api api = new Api();
  private final String vpc = api.createVpc("10.1.0.0/16");
  private final String subnet = api.createSubnet(vpc, "10.1.1.0/28");

  private static String[] launch(String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(more));
    for (String[] standard :
        new String[][] {{"ImageId", "ami-12345678"}, {"MinCount", "1"}, {"MaxCount", "1"}}) {
      if (!all.contains(standard[0])) {
        all.addAll(List.of(standard));
      }
    }
    return all.toArray(String[]::new);
  }

  private String run(String... more) {
    return api.call("RunInstances", launch(more));
  }

  private String refused(String... more) {
    return api.error("RunInstances", launch(more));
  }

  private static String base64(String script) {
    return Base64.getEncoder()
        .encodeToString(script.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void shouldLaunchAnInstanceWithANetworkInterface() {
    String answer = run("SubnetId", subnet, "InstanceType", "t3.micro");

    String id = Api.text(answer, "instanceId");
    assertThat(id).matches("i-0[0-9a-f]{16}");
    assertThat(answer)
        .contains("<code>0</code><name>pending</name>", "<imageId>ami-12345678<")
        .contains("<instanceType>t3.micro<", "<privateIpAddress>10.1.1.4<")
        .contains("<deleteOnTermination>true<", "<groupName>default<");
    assertThat(api.inventory().by(NetworkInterface.BY_INSTANCE, id)).hasSize(1);
    assertThat(api.call("DescribeInstances")).contains(id, Api.text(answer, "reservationId"));
    assertThat(api.call("DescribeInstanceStatus")).doesNotContain(id);
    assertThat(api.call("DescribeInstanceStatus", "IncludeAllInstances", "true"))
        .contains(id, "<status>initializing<");
  }

  @Test
  void shouldRefuseAGroupOfAnotherVpc() {
    String other =
        Api.text(
            api.call("CreateSecurityGroup", "GroupName", "x", "GroupDescription", "x"), "groupId");

    assertThat(refused("SubnetId", subnet, "SecurityGroupId.1", other))
        .isEqualTo(
            "InvalidParameter: Security group %s and subnet %s belong to different networks."
                .formatted(other, subnet));
  }

  @Test
  void shouldLaunchIntoTheDefaultVpcWhereNoSubnetIsNamed() {
    assertThat(run()).contains("<privateIpAddress>172.31.0.4<", "<availabilityZone>eu-west-1a<");
    assertThat(run("Placement.AvailabilityZone", "eu-west-1b"))
        .contains("<privateIpAddress>172.31.16.4<", "<availabilityZone>eu-west-1b<");
    assertThat(refused("SubnetId", subnet, "Placement.AvailabilityZone", "eu-west-1b"))
        .startsWith("InvalidParameterValue");
  }

  @Test
  void shouldLaunchAsManyAsThereAreAddressesFor() {
    // A /28 has 11 addresses for hosts.
    assertThat(run("SubnetId", subnet, "MinCount", "2", "MaxCount", "4"))
        .contains("<amiLaunchIndex>3<")
        .doesNotContain("<amiLaunchIndex>4<");
    run("SubnetId", subnet, "MinCount", "2", "MaxCount", "100");
    assertThat(api.inventory().all(Instance.KIND)).hasSize(11);
    assertThat(refused("SubnetId", subnet)).startsWith("InsufficientFreeAddressesInSubnet");
  }

  @Test
  void shouldKeepToItsQuota() {
    Api small = new Api(Quotas.DEFAULT.with(Quota.INSTANCES_PER_REGION, 2));
    small.call("RunInstances", launch("MaxCount", "3"));

    assertThat(small.inventory().all(Instance.KIND)).hasSize(2);
    assertThat(small.error("RunInstances", launch())).startsWith("InstanceLimitExceeded");
  }

  @Test
  void shouldLaunchOnceForAClientToken() {
    String first = run("SubnetId", subnet, "ClientToken", "once", "MaxCount", "2");
    String again = run("SubnetId", subnet, "ClientToken", "once", "MaxCount", "2");

    assertThat(again).isEqualTo(first);
    assertThat(refused("SubnetId", subnet, "ClientToken", "once"))
        .startsWith("IdempotentParameterMismatch");
    assertThat(api.inventory().all(Instance.KIND)).hasSize(2);
  }

  @Test
  void shouldTagWhatItMakes() {
    String answer =
        run(
            "SubnetId",
            subnet,
            "TagSpecification.1.ResourceType",
            "instance",
            "TagSpecification.1.Tag.1.Key",
            "Name",
            "TagSpecification.1.Tag.1.Value",
            "server1",
            "TagSpecification.2.ResourceType",
            "network-interface",
            "TagSpecification.2.Tag.1.Key",
            "of",
            "TagSpecification.2.Tag.1.Value",
            "server1");

    assertThat(answer).contains("<key>Name</key><value>server1<");
    assertThat(
            api.call("DescribeInstances", "Filter.1.Name", "tag:Name", "Filter.1.Value.1", "s*1"))
        .contains(Api.text(answer, "instanceId"));
    assertThat(api.call("DescribeTags")).contains("network-interface");
    assertThat(
            refused(
                "TagSpecification.1.ResourceType",
                "volume",
                "TagSpecification.1.Tag.1.Key",
                "Name"))
        .startsWith("InvalidParameterValue");
  }

  @Test
  void shouldTakeNetworkInterfacesOneByOne() {
    String eni =
        Api.text(api.call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");
    String answer =
        run(
            "NetworkInterface.1.DeviceIndex",
            "1",
            "NetworkInterface.1.NetworkInterfaceId",
            eni,
            "NetworkInterface.2.DeviceIndex",
            "0",
            "NetworkInterface.2.SubnetId",
            subnet,
            "NetworkInterface.2.PrivateIpAddress",
            "10.1.1.10",
            "NetworkInterface.2.Description",
            "first");

    List<NetworkInterface> interfaces =
        Instance.interfaces(api.inventory(), Api.text(answer, "instanceId"));
    assertThat(interfaces).extracting(NetworkInterface::description).containsExactly("first", "");
    assertThat(interfaces).last().extracting(NetworkInterface::id).isEqualTo(eni);
    assertThat(Api.text(answer, "privateIpAddress")).isEqualTo("10.1.1.10");
    assertThat(
            refused(
                "NetworkInterface.1.DeviceIndex",
                "0",
                "NetworkInterface.1.NetworkInterfaceId",
                eni))
        .startsWith("InvalidNetworkInterface.InUse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MissingParameter NetworkInterface.1.SubnetId SUBNET",
        "InvalidParameterValue NetworkInterface.1.DeviceIndex 1",
        "InvalidParameterCombination SubnetId SUBNET PrivateIpAddress 10.1.1.9 MaxCount 2",
        "InvalidParameterCombination SubnetId SUBNET NetworkInterface.1.DeviceIndex 0",
        "InvalidParameterCombination MinCount 3 MaxCount 2",
        "InvalidParameterValue MaxCount 0",
        "InvalidParameterValue SubnetId SUBNET PrivateIpAddress 10.9.9.9",
        "InvalidSubnetID.NotFound SubnetId subnet-00000000000000000",
        "InvalidGroup.NotFound SecurityGroup.1 nobody",
        "UnsupportedOperation KeyName mine",
        "UnsupportedOperation BlockDeviceMapping.1.DeviceName sda",
        "UnknownParameter Colour blue",
        "InvalidUserData.Malformed UserData %%%",
        "UnsupportedOperation UserData aGVsbG8="
      })
  void shouldRefuseWhatItCannotLaunch(String line) {
    String[] words = line.replace("SUBNET", subnet).split(" ", -1);

    assertThat(refused(Arrays.copyOfRange(words, 1, words.length))).startsWith(words[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ImageId", "MinCount", "MaxCount"})
  void shouldRequireWhatEc2Requires(String name) {
    List<String> parameters = new ArrayList<>(Arrays.asList(launch()));
    int at = parameters.indexOf(name);
    parameters.subList(at, at + 2).clear();

    assertThat(api.error("RunInstances", parameters.toArray(String[]::new)))
        .startsWith("MissingParameter");
  }

  @Test
  void shouldTakeUserDataOnlyFromThoseWhoMayRunPrograms() {
    String script = base64("#!/bin/sh\ntrue\n");
    String id = Api.text(run("UserData", script), "instanceId");
    assertThat(api.inventory().find(Instance.KIND, id).orElseThrow().userData()).contains(script);

    api.setMayRunPrograms(false);
    assertThat(refused("UserData", script)).startsWith("UnauthorizedOperation");
    run();
  }

  @Test
  void shouldLaunchIntoGroupsByNameAndBeFoundByThem() {
    api.call("CreateSecurityGroup", "GroupName", "web", "GroupDescription", "d", "VpcId", vpc);
    String id = Api.text(run("SubnetId", subnet, "SecurityGroup.1", "web"), "instanceId");
    run("SubnetId", subnet);

    assertThat(found("instance.group-name", "web")).contains(id);
    assertThat(found("private-ip-address", "10.1.1.4")).contains(id);
    assertThat(found("private-ip-address", "10.1.1.5")).doesNotContain(id);
    assertThat(found("instance-state-name", "running")).doesNotContain("instanceId");
    assertThat(found("network-interface.group-name", "web")).contains(id);
    assertThat(found("network-interface.attachment.device-index", "1")).doesNotContain(id);
    assertThat(found("source-dest-check", "true")).contains(id);
    assertThat(found("key-name", "*")).doesNotContain(id);
    assertThat(api.error("DescribeInstances", "Filter.1.Name", "mood", "Filter.1.Value.1", "x"))
        .startsWith("InvalidParameterValue");
  }

  private String found(String filter, String value) {
    return api.call("DescribeInstances", "Filter.1.Name", filter, "Filter.1.Value.1", value);
  }

  @Test
  void shouldChangeOnlyStatesThatAllowIt() {
    String id = Api.text(run("SubnetId", subnet), "instanceId");
    assertThat(api.error("RebootInstances", "InstanceId.1", id))
        .startsWith("IncorrectInstanceState");
    assertThat(api.error("StopInstances", "InstanceId.1", id)).startsWith("IncorrectInstanceState");
    assertThat(api.call("TerminateInstances", "InstanceId.1", id))
        .contains("<currentState><code>32</code><name>shutting-down<")
        .contains("<previousState><code>0</code><name>pending<");
    assertThat(api.error("StartInstances", "InstanceId.1", id))
        .startsWith("IncorrectInstanceState");
    assertThat(api.call("TerminateInstances", "InstanceId.1", id)).contains("shutting-down");
    assertThat(api.error("StopInstances", "InstanceId.1", id)).startsWith("IncorrectInstanceState");
    assertThat(api.error("TerminateInstances", "InstanceId.1", "i-1"))
        .startsWith("InvalidInstanceID.Malformed");
    assertThat(api.error("TerminateInstances", "InstanceId.1", "i-00000000000000000"))
        .startsWith("InvalidInstanceID.NotFound");
    assertThat(api.error(Api.OTHER, "TerminateInstances", "InstanceId.1", id))
        .startsWith("InvalidInstanceID.NotFound");
  }
}
