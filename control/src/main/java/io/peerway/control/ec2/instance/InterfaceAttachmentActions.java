package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.NetworkInterface.Attachment;
import io.peerway.control.model.NetworkInterface.AttachmentStatus;
import io.peerway.control.model.Subnet;
import java.util.List;
import java.util.Optional;

/**
 * AttachNetworkInterface, DetachNetworkInterface: of an instance that runs they write down what is
 * wanted, and whoever runs the hosts does it.
 */
public final class InterfaceAttachmentActions {
  private static final String ATTACHMENT = "eni-attach";

  private InterfaceAttachmentActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("AttachNetworkInterface", InterfaceAttachmentActions::attach)
            .takes("NetworkInterfaceId", "InstanceId", "DeviceIndex", "NetworkCardIndex")
            .refuses("EnaQueueCount", "EnaSrdSpecification"),
        Action.write("DetachNetworkInterface", InterfaceAttachmentActions::detach)
            .takes("AttachmentId", "Force"));
  }

  private static void attach(WriteCall call, Xml xml) {
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    Instance instance = Lookup.INSTANCE.required(call, "InstanceId");
    int index =
        call.parameters()
            .integer("DeviceIndex", 0, Instance.MOST_INTERFACES - 1)
            .orElseThrow(() -> Errors.missingParameter("DeviceIndex"));
    call.parameters().integer("NetworkCardIndex", 0, 0);
    checkFree(eni);
    checkState(instance);
    checkZone(call, eni, instance);
    checkIndex(call, instance, index);
    Attachment attachment =
        new Attachment(
            call.ids().next(ATTACHMENT),
            instance.id(),
            index,
            call.now(),
            false,
            hasHost(instance) ? AttachmentStatus.ATTACHING : AttachmentStatus.ATTACHED);
    call.draft().put(eni.attached(Optional.of(attachment)));
    xml.text("attachmentId", attachment.id()).text("networkCardIndex", 0);
  }

  /**
   * Checks that an interface belongs to no instance.
   *
   * @throws Ec2Exception {@code InvalidNetworkInterface.InUse}
   */
  static void checkFree(NetworkInterface eni) {
    if (eni.attachment().isPresent()) {
      throw new Ec2Exception(
          "InvalidNetworkInterface.InUse",
          "Network interface '" + eni.id() + "' is currently in use.");
    }
  }

  private static void checkState(Instance instance) {
    if (instance.state() != InstanceState.RUNNING && instance.state() != InstanceState.STOPPED) {
      throw new Ec2Exception(
          "IncorrectState",
          "The instance '%s' is not running or stopped. It is %s."
              .formatted(instance.id(), instance.state().label()));
    }
  }

  private static void checkZone(WriteCall call, NetworkInterface eni, Instance instance) {
    Subnet subnet = call.inventory().find(Subnet.KIND, eni.subnetId()).orElseThrow();
    if (!subnet.zone().equals(instance.zone())) {
      throw Errors.invalidCombination(
          "You may not attach a network interface to an instance if they are not in the same"
              + " availability zone");
    }
  }

  private static void checkIndex(WriteCall call, Instance instance, int index) {
    boolean taken =
        Instance.interfaces(call.inventory(), instance.id()).stream()
            .anyMatch(other -> other.attachment().orElseThrow().deviceIndex() == index);
    if (taken) {
      throw Errors.invalidValue(
          "Instance '%s' already has an interface attached at device index '%d'."
              .formatted(instance.id(), index));
    }
  }

  private static void detach(WriteCall call, Xml xml) {
    call.parameters().flag("Force"); // the host is not asked in any case
    NetworkInterface eni = find(call, call.parameters().required("AttachmentId"));
    Attachment attachment = eni.attachment().orElseThrow();
    if (attachment.deviceIndex() == 0) {
      throw Errors.notPermitted("The network interface at device index 0 cannot be detached.");
    }
    Instance instance = call.inventory().find(Instance.KIND, attachment.instanceId()).orElseThrow();
    call.draft()
        .put(
            eni.attached(
                hasHost(instance)
                    ? Optional.of(attachment.in(AttachmentStatus.DETACHING))
                    : Optional.empty()));
    xml.text("return", true);
  }

  private static NetworkInterface find(WriteCall call, String id) {
    if (!Ids.isWellFormed(ATTACHMENT, id)) {
      throw new Ec2Exception(
          "InvalidAttachmentID.Malformed",
          "Invalid id: \"" + id + "\" (expecting \"" + ATTACHMENT + "-...\")");
    }
    return call.inventory().by(NetworkInterface.BY_ATTACHMENT, id).stream()
        .filter(eni -> eni.scope().equals(call.caller()))
        .findFirst()
        .orElseThrow(
            () ->
                new Ec2Exception(
                    "InvalidAttachmentID.NotFound",
                    "The network interface attachment ID '" + id + "' does not exist"));
  }

  private static boolean hasHost(Instance instance) {
    return instance.state() != InstanceState.STOPPED;
  }
}
