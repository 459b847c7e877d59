package io.peerway.control.insight;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PortRange;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.dataplane.wire.DhcpV4;
import io.peerway.dataplane.wire.DhcpV6;
import io.peerway.dataplane.wire.IpProtocol;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Divides ports into classes that nothing here tells apart, so that one port of each speaks for all
 * of them: rules begin and end at class boundaries, and the router serves DHCP.
 */
final class PortClasses {
  private static final List<Integer> SERVED = List.of(DhcpV4.SERVER_PORT, DhcpV6.SERVER_PORT);

  private final SortedSet<Integer> starts = new TreeSet<>();

  private PortClasses() {}

  /**
   * The classes for packets of a VPC: the rules that they can meet are its own and its peers', for
   * peering is not transitive.
   *
   * @param protocol TCP or UDP
   */
  static PortClasses of(Inventory inventory, String vpcId, int protocol) {
    PortClasses classes = new PortClasses();
    Stream.concat(
            Stream.of(vpcId),
            inventory.by(PeeringConnection.LIVE_BY_VPC, vpcId).stream()
                .map(pcx -> pcx.peerOf(vpcId).vpcId()))
        .distinct()
        .flatMap(vpc -> traffic(inventory, vpc))
        .filter(traffic -> traffic.protocol() == protocol)
        .forEach(traffic -> classes.add(traffic.from(), traffic.to()));
    if (protocol == IpProtocol.UDP) {
      SERVED.forEach(port -> classes.add(port, port));
    }
    return classes;
  }

  private static Stream<RuleTraffic> traffic(Inventory inventory, String vpcId) {
    return Stream.concat(
        inventory.by(SecurityGroup.BY_VPC, vpcId).stream()
            .flatMap(group -> inventory.by(SecurityGroupRule.BY_GROUP, group.id()).stream())
            .map(SecurityGroupRule::traffic),
        inventory.by(NetworkAcl.BY_VPC, vpcId).stream()
            .flatMap(acl -> acl.entries().stream())
            .map(NetworkAclEntry::traffic));
  }

  private void add(int from, int to) {
    starts.add(from);
    starts.add(to + 1);
  }

  /** The first port of each class that the range has ports of. */
  List<Integer> in(PortRange range) {
    SortedSet<Integer> ports = new TreeSet<>(starts.subSet(range.from(), range.to() + 1));
    ports.add(range.from());
    return List.copyOf(ports);
  }
}
