package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.SubnetAttributes;
import java.util.List;
import java.util.Optional;

/** ModifySubnetAttribute. */
public final class SubnetAttributeActions {
  private SubnetAttributeActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("ModifySubnetAttribute", SubnetAttributeActions::modify)
            .takes("SubnetId", "MapPublicIpOnLaunch.Value", "AssignIpv6AddressOnCreation.Value")
            .withoutDryRun()
            .refuses(
                "CustomerOwnedIpv4Pool",
                "DisableLniAtDeviceIndex",
                "EnableDns64",
                "EnableLniAtDeviceIndex",
                "EnableResourceNameDnsAAAARecordOnLaunch",
                "EnableResourceNameDnsARecordOnLaunch",
                "MapCustomerOwnedIpOnLaunch",
                "PrivateDnsHostnameTypeOnLaunch"));
  }

  private static void modify(WriteCall call, Xml xml) {
    Subnet subnet = Lookup.SUBNET.required(call, "SubnetId");
    Optional<Boolean> publicIp = value(call, "MapPublicIpOnLaunch");
    Optional<Boolean> ipv6 = value(call, "AssignIpv6AddressOnCreation");
    if (publicIp.isEmpty() && ipv6.isEmpty()) {
      throw Errors.invalidCombination("No attributes specified.");
    }
    if (publicIp.isPresent() && ipv6.isPresent()) {
      throw Errors.invalidCombination("Fields for multiple attribute types specified.");
    }
    if (ipv6.orElse(false) && subnet.ipv6().isEmpty()) {
      throw Errors.invalidValue(
          "Invalid value 'true' for assignIpv6AddressOnCreation. The subnet "
              + subnet.id()
              + " has no IPv6 CIDR block.");
    }
    SubnetAttributes old = subnet.attributes();
    call.draft()
        .put(
            subnet.withAttributes(
                new SubnetAttributes(
                    publicIp.orElse(old.mapPublicIpOnLaunch()),
                    ipv6.orElse(old.assignIpv6AddressOnCreation()))));
    xml.text("return", true);
  }

  private static Optional<Boolean> value(Call call, String attribute) {
    return call.parameters().structure(attribute).flag("Value");
  }
}
