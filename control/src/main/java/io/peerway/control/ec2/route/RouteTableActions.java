package io.peerway.control.ec2.route;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Idempotency;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Tags;
import io.peerway.control.model.Vpc;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** CreateRouteTable, DescribeRouteTables, DeleteRouteTable. */
public final class RouteTableActions {
  private static final int MOST_RESULTS = 100;

  private static final Filters<RouteTable> FILTERS =
      Filters.<RouteTable>tagged(RouteTable::id)
          .onNone("association.gateway-id")
          .onAny(
              "association.main",
              (call, table) -> associations(call, table).map(a -> Boolean.toString(a.isMain())))
          .onAny(
              "association.route-table-association-id",
              (call, table) -> associations(call, table).map(RouteTableAssociation::id))
          .onAny(
              "association.route-table-id",
              (call, table) -> associations(call, table).map(RouteTableAssociation::routeTableId))
          .onAny(
              "association.subnet-id",
              (call, table) -> associations(call, table).flatMap(a -> a.subnetId().stream()))
          .on("owner-id", table -> table.scope().account())
          .on("route-table-id", RouteTable::id)
          .on("vpc-id", RouteTable::vpcId);

  static {
    RouteXml.addFilters(FILTERS);
  }

  private RouteTableActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateRouteTable", RouteTableActions::create)
            .takes("VpcId", "ClientToken")
            .takesTags(),
        Action.read("DescribeRouteTables", RouteTableActions::describe)
            .takes("RouteTableId.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteRouteTable", RouteTableActions::delete).takes("RouteTableId"));
  }

  private static void create(WriteCall call, Xml xml) {
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    Optional<RouteTable> before = Idempotency.earlier(call, RouteTable.KIND);
    RouteTable table = before.orElseGet(() -> createNew(call, vpc));
    xml.element("routeTable", () -> write(call, xml, table))
        .text("clientToken", call.parameters().text(Idempotency.PARAMETER));
  }

  private static RouteTable createNew(WriteCall call, Vpc vpc) {
    int others = call.inventory().by(RouteTable.BY_VPC, vpc.id()).size();
    if (others >= call.quotas().of(Quota.ROUTE_TABLES_PER_VPC)) {
      throw new Ec2Exception(
          "RouteTableLimitExceeded", "The maximum number of route tables has been reached.");
    }
    RouteTable table =
        new RouteTable(call.ids().next(ResourceType.ROUTE_TABLE), call.caller(), vpc.id());
    call.draft().put(table);
    TagSpecifications.apply(call, ResourceType.ROUTE_TABLE, table.id());
    Idempotency.remember(call, table.id());
    return table;
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.ROUTE_TABLE.wanted(call, "RouteTableId", RouteTable.BY_SCOPE, FILTERS),
            RouteTable::id,
            MOST_RESULTS)
        .write(xml, "routeTableSet", table -> write(call, xml, table));
  }

  private static void delete(WriteCall call, Xml xml) {
    RouteTable table = Lookup.ROUTE_TABLE.required(call, "RouteTableId");
    if (associations(call, table).findAny().isPresent()) {
      throw Errors.dependency("routeTable", table.id());
    }
    remove(call, table);
    xml.text("return", true);
  }

  /** Removes a table that nothing is associated with, and its routes. */
  public static void remove(WriteCall call, RouteTable table) {
    call.inventory().by(Route.BY_TABLE, table.id()).forEach(call.draft()::delete);
    Tags.forget(call.draft(), table.id());
    call.draft().delete(table);
  }

  private static Stream<RouteTableAssociation> associations(Call call, RouteTable table) {
    return call.inventory().by(RouteTableAssociation.BY_TABLE, table.id()).stream();
  }

  private static void write(Call call, Xml xml, RouteTable table) {
    xml.text("routeTableId", table.id())
        .text("vpcId", table.vpcId())
        .text("ownerId", table.scope().account());
    RouteXml.write(call, xml, table);
    xml.list(
        "associationSet",
        associations(call, table).toList(),
        association ->
            xml.text("routeTableAssociationId", association.id())
                .text("routeTableId", association.routeTableId())
                .text("subnetId", association.subnetId())
                .text("main", association.isMain())
                .element("associationState", () -> xml.text("state", "associated")));
    xml.list("propagatingVgwSet", List.of(), none -> {});
    TagSpecifications.write(call, xml, table.id());
  }
}
