package io.peerway.control.ec2.route;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTarget;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads what a route is to lead to. */
final class RouteTargets {
  /** The parameters that name a target. */
  static final String[] TAKEN = {
    "GatewayId", "InstanceId", "NetworkInterfaceId", "VpcPeeringConnectionId"
  };

  /** Those of EC2 that there is nothing to name for here. */
  static final String[] REFUSED = {
    "CarrierGatewayId",
    "CoreNetworkArn",
    "EgressOnlyInternetGatewayId",
    "LocalGatewayId",
    "LocalTarget",
    "NatGatewayId",
    "OdbNetworkArn",
    "TransitGatewayId",
    "VpcEndpointId"
  };

  private interface Reader {
    RouteTarget read(Call call, RouteTable table, String id);
  }

  private static final Map<String, Reader> READERS =
      Map.of(
          "GatewayId", RouteTargets::gateway,
          "InstanceId", RouteTargets::instance,
          "NetworkInterfaceId", RouteTargets::networkInterface,
          "VpcPeeringConnectionId", RouteTargets::peering);

  private RouteTargets() {}

  /**
   * The target that the call names.
   *
   * @throws Ec2Exception if it names none or several, or one that the table cannot lead to
   */
  static RouteTarget of(Call call, RouteTable table) {
    Predicate<String> isGiven = name -> call.parameters().text(name).isPresent();
    var given = READERS.keySet().stream().filter(isGiven).toList();
    String one =
        "The request must contain exactly one of gatewayId, instanceId, networkInterfaceId,"
            + " vpcPeeringConnectionId";
    if (given.isEmpty()) {
      throw new Ec2Exception("MissingParameter", one);
    }
    if (given.size() > 1) {
      throw Errors.invalidCombination(one);
    }
    String parameter = given.getFirst();
    return READERS.get(parameter).read(call, table, call.parameters().required(parameter));
  }

  private static RouteTarget gateway(Call call, RouteTable table, String id) {
    InternetGateway gateway =
        call.inventory()
            .find(InternetGateway.KIND, id)
            .filter(found -> found.scope().equals(call.caller()))
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "InvalidGatewayID.NotFound", "The gateway ID '" + id + "' does not exist"));
    if (!gateway.isAttachedTo(table.vpcId())) {
      throw differentNetworks(table, id);
    }
    return new RouteTarget(RouteTarget.Type.INTERNET_GATEWAY, id);
  }

  private static RouteTarget instance(Call call, RouteTable table, String id) {
    Instance instance = Lookup.INSTANCE.find(call, id);
    List<NetworkInterface> interfaces = Instance.interfaces(call.inventory(), instance.id());
    if (interfaces.size() != 1) {
      throw new Ec2Exception(
          "InvalidInstanceID",
          "There are multiple interfaces attached to instance '"
              + id
              + "'. Please specify an interface ID for the operation instead.");
    }
    return networkInterface(table, interfaces.getFirst());
  }

  private static RouteTarget networkInterface(Call call, RouteTable table, String id) {
    return networkInterface(table, Lookup.NETWORK_INTERFACE.find(call, id));
  }

  private static RouteTarget networkInterface(RouteTable table, NetworkInterface eni) {
    if (!eni.vpcId().equals(table.vpcId())) {
      throw Errors.invalidValue(
          "route table "
              + table.id()
              + " and interface "
              + eni.id()
              + " belong to different networks");
    }
    return new RouteTarget(RouteTarget.Type.NETWORK_INTERFACE, eni.id());
  }

  private static RouteTarget peering(Call call, RouteTable table, String id) {
    PeeringConnection pcx = Lookup.PEERING.find(call, id).at(call.now());
    if (pcx.state().isFinal()) {
      throw Lookup.PEERING.notFound(id);
    }
    if (!pcx.connects(table.vpcId())) {
      throw differentNetworks(table, id);
    }
    return new RouteTarget(RouteTarget.Type.VPC_PEERING_CONNECTION, id);
  }

  private static Ec2Exception differentNetworks(RouteTable table, String id) {
    return Errors.invalidValue(
        "route table "
            + table.id()
            + " and network gateway "
            + id
            + " belong to different networks");
  }
}
