package io.peerway.control.ec2.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.ConsoleOutput;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked and changed of an instance that is there; nobody makes its host here. */
class InstanceAttributeActionsTest {
  private static final String SCRIPT =
      Base64.getEncoder().encodeToString("#!/bin/true\n".getBytes(StandardCharsets.UTF_8));

  private final Api api = new Api();
  private final String id = launch("DisableApiTermination", "true", "DisableApiStop", "false");

  private String launch(String... more) {
    String[] all = new String[6 + more.length];
    System.arraycopy(
        new String[] {"ImageId", "ami-1", "MinCount", "1", "MaxCount", "1"}, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    return Api.text(api.call("RunInstances", all), "instanceId");
  }

  private void becomes(InstanceState state) {
    api.ledger()
        .change(
            draft -> {
              Instance now = draft.inventory().find(Instance.KIND, id).orElseThrow();
              draft.put(now.in(state, Optional.empty()));
              return state;
            });
  }

  private void modify(String name, String value) {
    api.call("ModifyInstanceAttribute", "InstanceId", id, name, value);
  }

  private String refused(String name, String value) {
    return api.error("ModifyInstanceAttribute", "InstanceId", id, name, value);
  }

  private String describe(String attribute) {
    return api.call("DescribeInstanceAttribute", "InstanceId", id, "Attribute", attribute);
  }

  @Test
  void shouldProtectFromTerminationAndStop() {
    becomes(InstanceState.RUNNING);
    assertThat(describe("disableApiTermination")).contains("<value>true<");
    assertThat(api.error("TerminateInstances", "InstanceId.1", id))
        .startsWith("OperationNotPermitted: The instance '" + id + "' may not be terminated");
    modify("DisableApiStop.Value", "true");
    assertThat(api.error("StopInstances", "InstanceId.1", id))
        .startsWith("OperationNotPermitted: The instance '" + id + "' may not be stopped");
    assertThat(
            api.call(
                "ModifyInstanceAttribute",
                "InstanceId",
                id,
                "Attribute",
                "disableApiTermination",
                "Value",
                "false"))
        .contains("<return>true<");
    assertThat(describe("disableApiStop")).contains("<value>true<");

    assertThat(api.call("TerminateInstances", "InstanceId.1", id)).contains("shutting-down");
  }

  @Test
  void shouldShowWhatItsUserDataPrinted() {
    assertThat(api.call("GetConsoleOutput", "InstanceId", id))
        .contains("<instanceId>" + id + "<", "<timestamp>")
        .doesNotContain("<output>");

    api.print(id, new ConsoleOutput("aGVsbG8=", Instant.parse("2026-07-01T10:00:00Z")));

    assertThat(api.call("GetConsoleOutput", "InstanceId", id, "Latest", "true"))
        .contains("<timestamp>2026-07-01T10:00:00.000Z<", "<output>aGVsbG8=<");
    assertThat(api.error("GetConsoleOutput", "InstanceId", "i-0123456789abcdef0"))
        .startsWith("InvalidInstanceID.NotFound: ");
  }

  @Test
  void shouldChangeTheOneInterface() {
    String vpc = Api.text(api.call("DescribeInstances", "InstanceId.1", id), "vpcId");
    String group =
        Api.text(
            api.call(
                "CreateSecurityGroup", "GroupName", "web", "GroupDescription", "d", "VpcId", vpc),
            "groupId");
    modify("GroupId.1", group);
    modify("SourceDestCheck.Value", "false");

    assertThat(describe("groupSet")).contains(group);
    assertThat(describe("sourceDestCheck")).contains("<value>false<");
    String subnet = Api.text(api.call("DescribeInstances", "InstanceId.1", id), "subnetId");
    String eni =
        Api.text(api.call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");
    becomes(InstanceState.STOPPED);
    api.call(
        "AttachNetworkInterface", "NetworkInterfaceId", eni, "InstanceId", id, "DeviceIndex", "1");
    assertThat(refused("GroupId.1", group)).startsWith("InvalidInstanceID: There are multiple");
  }

  @Test
  void shouldChangeScriptAndTypeOfAStoppedInstance() {
    becomes(InstanceState.RUNNING);
    assertThat(refused("UserData.Value", SCRIPT)).startsWith("IncorrectInstanceState");
    assertThat(refused("InstanceType.Value", "t3.nano")).startsWith("IncorrectInstanceState");
    becomes(InstanceState.STOPPED);
    modify("UserData.Value", SCRIPT);
    modify("InstanceType.Value", "t3.nano");
    assertThat(describe("userData")).contains("<value>" + SCRIPT);
    assertThat(describe("instanceType")).contains("<value>t3.nano<");
    assertThat(refused("UserData.Value", "aGVsbG8=")).startsWith("UnsupportedOperation");
    api.setMayRunPrograms(false);
    assertThat(refused("UserData.Value", SCRIPT)).startsWith("UnauthorizedOperation");

    modify("UserData.Value", "");
    assertThat(describe("userData")).contains("<userData></userData>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UnsupportedOperation EbsOptimized.Value true",
        "UnsupportedOperation InstanceInitiatedShutdownBehavior.Value terminate",
        "UnsupportedOperation Kernel.Value aki-1",
        "UnsupportedOperation Attribute kernel",
        "UnknownParameter Colour.Value blue",
        "InvalidParameterCombination Value true",
        "MissingParameter SourceDestCheck.Value "
      })
  void shouldRefuseByNameWhatComesToNothing(String line) {
    String[] words = line.split(" ", -1);

    assertThat(refused(words[1], words[2])).startsWith(words[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel", "ramdisk", "productCodes", "blockDeviceMapping"})
  void shouldSayThatItHasNone(String attribute) {
    assertThat(describe(attribute)).contains("<" + attribute + "></" + attribute + ">");
  }

  @Test
  void shouldDescribeTypesAndImagesByAnyName() {
    assertThat(api.call("DescribeInstanceTypes", "InstanceType.1", "t3.micro"))
        .contains("<instanceType>t3.micro<", "<maximumNetworkInterfaces>15<");
    assertThat(api.call("DescribeInstanceTypes")).contains("<instanceType>m1.small<");
    assertThat(api.call("DescribeImages", "Owner.1", "self")).contains("<imageId>ami-1<");
    assertThat(api.call("DescribeImages", "ImageId.1", "ami-2")).contains("<imageId>ami-2<");
    assertThat(api.call("DescribeImages", "Owner.1", "amazon")).doesNotContain("imageId");
    assertThat(describe("instanceInitiatedShutdownBehavior")).contains("<value>stop<");
    assertThat(api.error("DescribeInstanceAttribute", "InstanceId", id, "Attribute", "mood"))
        .startsWith("InvalidParameterValue");
  }
}
