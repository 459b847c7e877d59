package io.peerway.control.compile;

import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What has to be compiled anew because of changes.
 *
 * @param vpcs ids of VPCs whose addresses, or the tables they route by, are not what they were
 * @param routeTables ids of route tables whose routes are not what they were
 */
record Affected(Set<String> vpcs, Set<String> routeTables) {

  static Affected by(List<Change> changes, Inventory before, Inventory after) {
    Affected affected = new Affected(new HashSet<>(), new HashSet<>());
    for (Change change : changes) {
      Stream.of(before, after)
          .flatMap(inventory -> inventory.find(change.kind(), change.id()).stream())
          .forEach(entity -> affected.add(entity, after));
    }
    return affected;
  }

  private void add(Entity entity, Inventory after) {
    switch (entity) {
      case Vpc vpc -> {
        vpcs.add(vpc.id());
        // Its local routes are in every one of its tables.
        after.by(RouteTable.BY_VPC, vpc.id()).forEach(table -> routeTables.add(table.id()));
      }
      case Subnet subnet -> vpcs.add(subnet.vpcId());
      case RouteTable table -> add(table.id(), table.vpcId());
      case RouteTableAssociation association -> vpcs.add(association.vpcId());
      case Route route -> add(route.routeTableId(), route.vpcId());
      case PeeringConnection pcx -> addRoutesTo(pcx.id(), after);
      case InternetGateway gateway -> addRoutesTo(gateway.id(), after);
      default -> {
        // Nothing is forwarded by it.
      }
    }
  }

  private void addRoutesTo(String target, Inventory after) {
    after.by(Route.BY_TARGET, target).forEach(route -> add(route.routeTableId(), route.vpcId()));
  }

  private void add(String routeTable, String vpc) {
    routeTables.add(routeTable);
    vpcs.add(vpc);
  }

  boolean isEmpty() {
    return vpcs.isEmpty() && routeTables.isEmpty();
  }
}
