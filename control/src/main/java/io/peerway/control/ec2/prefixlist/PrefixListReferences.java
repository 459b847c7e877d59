package io.peerway.control.ec2.prefixlist;

import io.peerway.control.ec2.filter.RuleLimits;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.route.RouteLimits;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import java.util.List;
import java.util.stream.Stream;

/** What references a managed prefix list: route tables by their routes, groups by their rules. */
final class PrefixListReferences {
  // As many as EC2 names in a state message.
  private static final int MOST_NAMED = 10;

  /**
   * One route table or security group.
   *
   * @param owner its account
   */
  record Reference(String resourceId, String owner) {}

  private PrefixListReferences() {}

  /** The references to a list, each once, in the order of their ids. */
  static Stream<Reference> of(Inventory inventory, String listId) {
    Stream<Reference> tables =
        inventory.by(Route.BY_PREFIX_LIST, listId).stream()
            .map(route -> table(inventory, route))
            .map(table -> new Reference(table.id(), table.scope().account()));
    Stream<Reference> groups =
        inventory.by(SecurityGroupRule.BY_PREFIX_LIST, listId).stream()
            .map(rule -> new Reference(rule.groupId(), rule.scope().account()));
    return Stream.concat(tables, groups)
        .distinct()
        .sorted((one, other) -> one.resourceId().compareTo(other.resourceId()));
  }

  /** The first of those that have more routes or rules than they may, by a list's new size. */
  static List<String> tooFull(WriteCall call, String listId) {
    Inventory inventory = call.inventory();
    Stream<String> groups =
        inventory.by(SecurityGroupRule.BY_PREFIX_LIST, listId).stream()
            .filter(rule -> !RuleLimits.fits(call, group(inventory, rule), rule.egress()))
            .map(SecurityGroupRule::groupId);
    Stream<String> tables =
        inventory.by(Route.BY_PREFIX_LIST, listId).stream()
            .map(route -> table(inventory, route))
            .filter(table -> !RouteLimits.fits(call, table))
            .map(RouteTable::id);
    return Stream.concat(groups, tables).distinct().sorted().limit(MOST_NAMED).toList();
  }

  private static SecurityGroup group(Inventory inventory, SecurityGroupRule rule) {
    return inventory.find(SecurityGroup.KIND, rule.groupId()).orElseThrow();
  }

  private static RouteTable table(Inventory inventory, Route route) {
    return inventory.find(RouteTable.KIND, route.routeTableId()).orElseThrow();
  }
}
