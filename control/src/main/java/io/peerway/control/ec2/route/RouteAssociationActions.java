package io.peerway.control.ec2.route;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Subnet;
import java.util.List;
import java.util.Optional;

/** AssociateRouteTable, DisassociateRouteTable, ReplaceRouteTableAssociation. */
public final class RouteAssociationActions {
  private RouteAssociationActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("AssociateRouteTable", RouteAssociationActions::associate)
            .takes("RouteTableId", "SubnetId")
            .refuses("GatewayId", "PublicIpv4Pool"),
        Action.write("DisassociateRouteTable", RouteAssociationActions::disassociate)
            .takes("AssociationId"),
        Action.write("ReplaceRouteTableAssociation", RouteAssociationActions::replace)
            .takes("AssociationId", "RouteTableId"));
  }

  private static void associate(WriteCall call, Xml xml) {
    RouteTable table = Lookup.ROUTE_TABLE.required(call, "RouteTableId");
    Subnet subnet = Lookup.SUBNET.required(call, "SubnetId");
    checkSameVpc(table, subnet.vpcId(), "subnet " + subnet.id());
    Optional<RouteTableAssociation> old =
        call.inventory().by(RouteTableAssociation.BY_SUBNET, subnet.id()).stream().findFirst();
    if (old.isPresent() && !old.get().routeTableId().equals(table.id())) {
      throw new Ec2Exception(
          "Resource.AlreadyAssociated",
          "the specified association for route table "
              + table.id()
              + " conflicts with an existing association");
    }
    RouteTableAssociation association =
        old.orElseGet(() -> create(call, table, Optional.of(subnet.id())));
    xml.text("associationId", association.id());
    writeState(xml);
  }

  private static void disassociate(WriteCall call, Xml xml) {
    RouteTableAssociation association =
        Lookup.ROUTE_TABLE_ASSOCIATION.required(call, "AssociationId");
    if (association.isMain()) {
      throw Errors.invalidValue(
          "cannot disassociate the main route table association " + association.id());
    }
    call.draft().delete(association);
    xml.text("return", true);
  }

  private static void replace(WriteCall call, Xml xml) {
    RouteTableAssociation old = Lookup.ROUTE_TABLE_ASSOCIATION.required(call, "AssociationId");
    RouteTable table = Lookup.ROUTE_TABLE.required(call, "RouteTableId");
    checkSameVpc(table, old.vpcId(), "association " + old.id());
    RouteTableAssociation association = old;
    if (!old.routeTableId().equals(table.id())) {
      call.draft().delete(old);
      association = create(call, table, old.subnetId());
    }
    xml.text("newAssociationId", association.id());
    writeState(xml);
  }

  private static void checkSameVpc(RouteTable table, String vpcId, String other) {
    if (!table.vpcId().equals(vpcId)) {
      throw Errors.invalidValue(
          "route table " + table.id() + " and " + other + " belong to different networks");
    }
  }

  private static RouteTableAssociation create(
      WriteCall call, RouteTable table, Optional<String> subnetId) {
    RouteTableAssociation association =
        new RouteTableAssociation(
            call.ids().next("rtbassoc"), call.caller(), table.vpcId(), table.id(), subnetId);
    call.draft().put(association);
    return association;
  }

  private static void writeState(Xml xml) {
    xml.element("associationState", () -> xml.text("state", "associated"));
  }
}
