package io.peerway.control.ec2.networkinterface;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Idempotency;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Tags;
import io.peerway.control.rule.SubnetAddresses;
import java.util.List;
import java.util.Optional;

/** CreateNetworkInterface, DescribeNetworkInterfaces, DeleteNetworkInterface. */
public final class NetworkInterfaceActions {
  private static final int MOST_RESULTS = 1000;
  public static final String INTERFACE_TYPE = "interface";

  private NetworkInterfaceActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateNetworkInterface", NetworkInterfaceActions::create)
            .takes("SubnetId", "Description", "InterfaceType", "ClientToken")
            .takes(InterfaceAddresses.TAKEN_TO_CREATE)
            .takes(InterfaceGroups.PARAMETER + ".N")
            .takesTags()
            .refuses(InterfaceAddresses.REFUSED)
            .refuses("ConnectionTrackingSpecification", "EnablePrimaryIpv6", "Operator"),
        Action.read("DescribeNetworkInterfaces", NetworkInterfaceActions::describe)
            .takes("NetworkInterfaceId.N")
            .takesFilters()
            .takesPages()
            .refuses("IncludeManagedResources"),
        Action.write("DeleteNetworkInterface", NetworkInterfaceActions::delete)
            .takes("NetworkInterfaceId"));
  }

  private static void create(WriteCall call, Xml xml) {
    Subnet subnet = Lookup.SUBNET.required(call, "SubnetId");
    Optional<NetworkInterface> before = Idempotency.earlier(call, NetworkInterface.KIND);
    NetworkInterface eni = before.orElseGet(() -> createNew(call, subnet));
    xml.element("networkInterface", () -> NetworkInterfaceXml.write(call, xml, eni, "pending"))
        .text("clientToken", call.parameters().text(Idempotency.PARAMETER));
  }

  private static NetworkInterface createNew(WriteCall call, Subnet subnet) {
    String type = call.parameters().text("InterfaceType").orElse(INTERFACE_TYPE);
    if (!type.equals(INTERFACE_TYPE)) {
      throw Errors.invalidValue("InterfaceType", type, "Only 'interface' is supported.");
    }
    NetworkInterface eni =
        add(
            call,
            subnet,
            call.parameters(),
            call.parameters().textOrEmpty("Description").orElse(""),
            InterfaceGroups.read(call, call.parameters(), subnet.vpcId()));
    TagSpecifications.apply(call, ResourceType.NETWORK_INTERFACE, eni.id());
    Idempotency.remember(call, eni.id());
    return eni;
  }

  /**
   * Adds a network interface.
   *
   * @param parameters that name its addresses
   */
  public static NetworkInterface add(
      WriteCall call,
      Subnet subnet,
      Parameters parameters,
      String description,
      List<String> groups) {
    int others = call.inventory().by(NetworkInterface.BY_SCOPE, call.caller()).size();
    if (others >= call.quotas().of(Quota.NETWORK_INTERFACES_PER_REGION)) {
      throw new Ec2Exception(
          "NetworkInterfaceLimitExceeded",
          "The maximum number of network interfaces has been reached.");
    }
    SubnetAddresses free = SubnetAddresses.of(call.inventory(), subnet);
    NetworkInterface eni =
        new NetworkInterface(
            call.ids().next(ResourceType.NETWORK_INTERFACE),
            call.caller(),
            subnet.vpcId(),
            subnet.id(),
            description,
            InterfaceAddresses.newIpv4(parameters, free),
            InterfaceAddresses.newIpv6(
                parameters, free, call.ids(), subnet.attributes().assignIpv6AddressOnCreation()),
            groups,
            true,
            Optional.empty());
    call.draft().put(eni);
    return eni;
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.NETWORK_INTERFACE.wanted(
                call, "NetworkInterfaceId", NetworkInterface.BY_SCOPE, NetworkInterfaceXml.FILTERS),
            NetworkInterface::id,
            MOST_RESULTS)
        .write(
            xml,
            "networkInterfaceSet",
            eni -> NetworkInterfaceXml.write(call, xml, eni, NetworkInterfaceXml.status(eni)));
  }

  private static void delete(WriteCall call, Xml xml) {
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    if (eni.attachment().isPresent()) {
      throw new Ec2Exception(
          "InvalidNetworkInterface.InUse",
          "Network interface '" + eni.id() + "' is currently in use.");
    }
    remove(call, eni);
    xml.text("return", true);
  }

  /** Removes a network interface and its tags. */
  static void remove(WriteCall call, NetworkInterface eni) {
    Tags.forget(call.draft(), eni.id());
    call.draft().delete(eni);
  }
}
