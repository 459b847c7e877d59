package io.peerway.control.ec2.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.NetworkInterface;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What may be attached to what, as far as the records go; nobody makes hosts here. */
class InterfaceAttachmentActionsTest {
  private final Api api = new Api();
  private final String vpc = api.createVpc("10.1.0.0/16");
  private final String subnet = api.createSubnet(vpc, "10.1.1.0/24");
  private final String instance = api.runInstance(subnet);
  private final String eni = create(subnet);

  private String create(String in) {
    return Api.text(api.call("CreateNetworkInterface", "SubnetId", in), "networkInterfaceId");
  }

  private void becomes(InstanceState state) {
    api.ledger()
        .change(
            draft -> {
              Instance now = draft.inventory().find(Instance.KIND, instance).orElseThrow();
              draft.put(now.in(state, Optional.empty()));
              return state;
            });
  }

  private String[] attachment(String its, String index) {
    return new String[] {"NetworkInterfaceId", its, "InstanceId", instance, "DeviceIndex", index};
  }

  private String describe() {
    return api.call("DescribeNetworkInterfaces", "NetworkInterfaceId.1", eni);
  }

  @Test
  void shouldAttachAndDetach() {
    becomes(InstanceState.RUNNING);
    String id = Api.text(api.call("AttachNetworkInterface", attachment(eni, "1")), "attachmentId");

    assertThat(id).startsWith("eni-attach-");
    assertThat(describe())
        .contains("<status>in-use<", "<deviceIndex>1<", "<status>attaching<")
        .contains("<instanceId>" + instance, "<deleteOnTermination>false<");
    api.call(
        "ModifyNetworkInterfaceAttribute",
        "NetworkInterfaceId",
        eni,
        "Attachment.AttachmentId",
        id,
        "Attachment.DeleteOnTermination",
        "true");
    assertThat(describe()).contains("<deleteOnTermination>true<");
    assertThat(api.call("DescribeInstances")).contains(eni);
    api.call("DetachNetworkInterface", "AttachmentId", id, "Force", "true");
    assertThat(describe()).contains("<status>detaching<");
  }

  @Test
  void shouldNotWaitForAHostThatIsNotThere() {
    becomes(InstanceState.STOPPED);
    String id = Api.text(api.call("AttachNetworkInterface", attachment(eni, "1")), "attachmentId");

    assertThat(describe()).contains("<status>attached<");
    api.call("DetachNetworkInterface", "AttachmentId", id);
    assertThat(describe()).contains("<status>available<");
  }

  @Test
  void shouldRefuseWhatEc2Refuses() {
    assertThat(api.error("AttachNetworkInterface", attachment(eni, "1")))
        .startsWith("IncorrectState");
    becomes(InstanceState.RUNNING);
    assertThat(api.error("AttachNetworkInterface", attachment(eni, "0")))
        .startsWith("InvalidParameterValue: Instance '" + instance);
    assertThat(api.error("AttachNetworkInterface", attachment(eni, "15")))
        .startsWith("InvalidParameterValue");
    String zone =
        Api.text(
            api.call(
                "CreateSubnet",
                "VpcId",
                vpc,
                "CidrBlock",
                "10.1.2.0/24",
                "AvailabilityZone",
                "eu-west-1c"),
            "subnetId");
    assertThat(api.error("AttachNetworkInterface", attachment(create(zone), "1")))
        .startsWith("InvalidParameterCombination");
    api.call("AttachNetworkInterface", attachment(eni, "1"));
    assertThat(api.error("AttachNetworkInterface", attachment(eni, "2")))
        .startsWith("InvalidNetworkInterface.InUse");
    assertThat(api.error("AttachNetworkInterface", attachment("eni-00000000000000000", "2")))
        .startsWith("InvalidNetworkInterfaceID.NotFound");

    String primary =
        Instance.interfaces(api.inventory(), instance).getFirst().attachment().orElseThrow().id();
    assertThat(api.error("DetachNetworkInterface", "AttachmentId", primary))
        .startsWith("OperationNotPermitted");
    assertThat(api.error("DetachNetworkInterface", "AttachmentId", "eni-attach-00000000000000000"))
        .startsWith("InvalidAttachmentID.NotFound");
    assertThat(api.error("DetachNetworkInterface", "AttachmentId", "mine"))
        .startsWith("InvalidAttachmentID.Malformed");
    assertThat(api.error(Api.OTHER, "DetachNetworkInterface", "AttachmentId", primary))
        .startsWith("InvalidAttachmentID.NotFound");
  }

  @Test
  void shouldResetTheSourceCheck() {
    api.call(
        "ModifyNetworkInterfaceAttribute",
        "NetworkInterfaceId",
        eni,
        "SourceDestCheck.Value",
        "false");
    api.call("ResetNetworkInterfaceAttribute", "NetworkInterfaceId", eni, "SourceDestCheck", "");

    assertThat(api.inventory().find(NetworkInterface.KIND, eni).orElseThrow().sourceDestCheck())
        .isTrue();
    assertThat(api.error("ResetNetworkInterfaceAttribute", "NetworkInterfaceId", eni))
        .startsWith("InvalidParameterCombination");
  }
}
