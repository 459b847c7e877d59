package io.peerway.control.ec2.networkinterface;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.NetworkInterface;
import java.util.List;
import java.util.Optional;

/**
 * DescribeNetworkInterfaceAttribute, ModifyNetworkInterfaceAttribute,
 * ResetNetworkInterfaceAttribute.
 */
public final class InterfaceAttributeActions {
  private InterfaceAttributeActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("DescribeNetworkInterfaceAttribute", InterfaceAttributeActions::describe)
            .takes("NetworkInterfaceId", "Attribute"),
        Action.write("ModifyNetworkInterfaceAttribute", InterfaceAttributeActions::modify)
            .takes(
                "NetworkInterfaceId",
                "Description.Value",
                "SourceDestCheck.Value",
                "Attachment.AttachmentId",
                "Attachment.DeleteOnTermination",
                InterfaceGroups.PARAMETER + ".N")
            .refuses(
                "AssociatePublicIpAddress",
                "AssociatedSubnetId",
                "ConnectionTrackingSpecification",
                "EnaSrdSpecification",
                "EnablePrimaryIpv6"),
        Action.write("ResetNetworkInterfaceAttribute", InterfaceAttributeActions::reset)
            .takes("NetworkInterfaceId", "SourceDestCheck"));
  }

  private static void describe(Call call, Xml xml) {
    String attribute = call.parameters().required("Attribute");
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    xml.text("networkInterfaceId", eni.id());
    switch (attribute) {
      case "description" -> xml.element("description", () -> xml.text("value", eni.description()));
      case "groupSet" -> InterfaceGroups.write(call, xml, eni.groups());
      case "sourceDestCheck" ->
          xml.element("sourceDestCheck", () -> xml.text("value", eni.sourceDestCheck()));
      case "attachment" -> NetworkInterfaceXml.writeAttachment(xml, eni);
      default -> throw Errors.invalidValue("attribute", attribute, "Unknown attribute.");
    }
  }

  private static void modify(WriteCall call, Xml xml) {
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    Parameters parameters = call.parameters();
    Optional<String> description = parameters.structure("Description").textOrEmpty("Value");
    Optional<Boolean> check = parameters.structure("SourceDestCheck").flag("Value");
    Optional<String> attachment = parameters.structure("Attachment").text("AttachmentId");
    boolean hasGroups = !parameters.list(InterfaceGroups.PARAMETER).isEmpty();
    long given =
        List.of(description.isPresent(), check.isPresent(), attachment.isPresent(), hasGroups)
            .stream()
            .filter(present -> present)
            .count();
    if (given != 1) {
      throw Errors.invalidCombination(
          given == 0
              ? "No attributes specified."
              : "Fields for multiple attribute types specified.");
    }
    NetworkInterface changed = eni;
    if (description.isPresent()) {
      changed = eni.withDescription(description.get());
    } else if (check.isPresent()) {
      changed = eni.withSourceDestCheck(check.get());
    } else if (hasGroups) {
      changed = eni.withGroups(InterfaceGroups.read(call, parameters, eni.vpcId()));
    } else {
      changed = eni.attached(Optional.of(keeping(call, eni, attachment.get())));
    }
    call.draft().put(changed);
    xml.text("return", true);
  }

  private static NetworkInterface.Attachment keeping(
      Call call, NetworkInterface eni, String attachmentId) {
    NetworkInterface.Attachment old =
        eni.attachment()
            .filter(attachment -> attachment.id().equals(attachmentId))
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "InvalidAttachmentID.NotFound",
                        "The network interface attachment ID '"
                            + attachmentId
                            + "' does not exist"));
    boolean delete =
        call.parameters()
            .structure("Attachment")
            .flag("DeleteOnTermination")
            .orElse(old.deleteOnTermination());
    return old.withDeleteOnTermination(delete);
  }

  /** Of its attributes EC2 resets one: its packets are checked again. */
  private static void reset(WriteCall call, Xml xml) {
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    if (call.parameters().textOrEmpty("SourceDestCheck").isEmpty()) {
      throw Errors.invalidCombination("No attributes specified.");
    }
    call.draft().put(eni.withSourceDestCheck(true));
    xml.text("return", true);
  }
}
