package io.peerway.control.compile;

import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.ManagedPrefixList;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclAssociation;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcDevice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What has to be compiled anew because of changes.
 *
 * @param vpcs ids of VPCs whose addresses, or the tables they route by, are not what they were
 * @param routeTables ids of route tables whose routes are not what they were
 * @param networkAcls ids of network ACLs whose rules are not what they were
 * @param securityGroups ids of security groups whose rules are not what they were
 */
record Affected(
    Set<String> vpcs,
    Set<String> routeTables,
    Set<String> networkAcls,
    Set<String> securityGroups) {

  /** VPCs alone. */
  Affected(Set<String> vpcs) {
    this(vpcs, Set.of(), Set.of(), Set.of());
  }

  static Affected by(List<Change> changes, Inventory before, Inventory after) {
    Affected affected =
        new Affected(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
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
      case NetworkInterface eni -> {
        vpcs.add(eni.vpcId());
        addRoutesTo(eni.id(), after);
      }
      case Instance instance ->
          after
              .by(NetworkInterface.BY_INSTANCE, instance.id())
              .forEach(eni -> addRoutesTo(eni.id(), after));
      case Subnet subnet -> vpcs.add(subnet.vpcId());
      case RouteTable table -> add(table.id(), table.vpcId());
      case RouteTableAssociation association -> vpcs.add(association.vpcId());
      case Route route -> add(route.routeTableId(), route.vpcId());
      case PeeringConnection pcx -> {
        addRoutesTo(pcx.id(), after);
        after
            .by(SecurityGroupRule.BY_PEERING, pcx.id())
            .forEach(rule -> addGroup(rule.groupId(), after));
      }
      case InternetGateway gateway -> addRoutesTo(gateway.id(), after);
      case NetworkAcl acl -> {
        networkAcls.add(acl.id());
        vpcs.add(acl.vpcId());
      }
      case NetworkAclAssociation association ->
          after
              .find(Subnet.KIND, association.subnetId())
              .ifPresent(subnet -> vpcs.add(subnet.vpcId()));
      case SecurityGroup group -> addGroup(group.id(), after);
      case SecurityGroupRule rule -> addGroup(rule.groupId(), after);
      case ManagedPrefixList list -> addPrefixList(list.id(), after);
      case VpcDevice device -> vpcs.add(device.vpcId());
      default -> {
        // Nothing is forwarded by it.
      }
    }
  }

  private void addRoutesTo(String target, Inventory after) {
    after.by(Route.BY_TARGET, target).forEach(route -> add(route.routeTableId(), route.vpcId()));
  }

  private void addPrefixList(String list, Inventory after) {
    after.by(Route.BY_PREFIX_LIST, list).forEach(route -> add(route.routeTableId(), route.vpcId()));
    after
        .by(SecurityGroupRule.BY_PREFIX_LIST, list)
        .forEach(rule -> addGroup(rule.groupId(), after));
  }

  private void addGroup(String group, Inventory after) {
    securityGroups.add(group);
    after.by(VpcDevice.BY_GROUP, group).forEach(device -> vpcs.add(device.vpcId()));
    after.by(NetworkInterface.BY_GROUP, group).forEach(eni -> vpcs.add(eni.vpcId()));
  }

  private void add(String routeTable, String vpc) {
    routeTables.add(routeTable);
    vpcs.add(vpc);
  }

  boolean isEmpty() {
    return vpcs.isEmpty()
        && routeTables.isEmpty()
        && networkAcls.isEmpty()
        && securityGroups.isEmpty();
  }
}
