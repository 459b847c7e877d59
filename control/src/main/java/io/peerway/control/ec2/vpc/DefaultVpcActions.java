package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.VpcSetup;
import java.util.List;

/** CreateDefaultVpc, CreateDefaultSubnet. */
public final class DefaultVpcActions {
  private DefaultVpcActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateDefaultVpc", DefaultVpcActions::createVpc),
        Action.write("CreateDefaultSubnet", DefaultVpcActions::createSubnet)
            .takes("AvailabilityZone", "AvailabilityZoneId")
            .refuses("Ipv6Native"));
  }

  private static void createVpc(WriteCall call, Xml xml) {
    VpcSetup.findDefault(call.inventory(), call.caller())
        .ifPresent(
            existing -> {
              throw new Ec2Exception(
                  "DefaultVpcAlreadyExists",
                  "A Default VPC already exists for this account in this region.");
            });
    Vpc vpc = VpcSetup.createDefault(call.draft(), call.caller(), call.ids());
    xml.element("vpc", () -> VpcXml.write(call, xml, vpc, "pending", "associating"));
  }

  private static void createSubnet(WriteCall call, Xml xml) {
    if (call.parameters().text("AvailabilityZone").isEmpty()
        && call.parameters().text("AvailabilityZoneId").isEmpty()) {
      throw Errors.missingParameter("availabilityZone");
    }
    String zone = SubnetActions.zone(call);
    Vpc vpc =
        VpcSetup.findDefault(call.inventory(), call.caller())
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "DefaultVpcDoesNotExist",
                        "No default VPC exists for this account in this region."));
    call.inventory().by(Subnet.BY_VPC, vpc.id()).stream()
        .filter(subnet -> subnet.defaultForAz() && subnet.zone().equals(zone))
        .findFirst()
        .ifPresent(
            existing -> {
              throw new Ec2Exception(
                  "DefaultSubnetAlreadyExistsInAvailabilityZone",
                  "'" + existing.id() + "' is already the default subnet in " + zone + ".");
            });
    Subnet subnet =
        VpcSetup.createDefaultSubnet(call.draft(), vpc, zone, call.ids())
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "InsufficientFreeAddressesInVpc",
                        "There is no free block for a default subnet in " + vpc.id() + "."));
    xml.element("subnet", () -> SubnetXml.write(call, xml, subnet, "associating"));
  }
}
