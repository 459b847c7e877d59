package io.peerway.control.compile;

import io.peerway.control.model.Cidr;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclAssociation;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PrefixListVersion;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.VpcDevice;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which packets the records allow, by search of everything; no connection is remembered. */
final class SlowFilters {
  /** Of a packet, what filters look at: the type and code of ICMP, or the port it goes to. */
  record Packet(int protocol, int port, int icmpType, int icmpCode) {}

  /** One end of a packet; its address as a block of one. */
  record End(String vpcId, Cidr address) {}

  private final Inventory inventory;

  SlowFilters(Inventory inventory) {
    this.inventory = inventory;
  }

  /** What becomes of a packet that is delivered from one end to the other. */
  String verdict(Packet packet, End from, End to) {
    if (!groupsAllow(packet, from, to, true)) {
      return "security group egress";
    }
    Optional<Subnet> left = subnet(from);
    Optional<Subnet> entered = subnet(to);
    boolean crosses = !left.equals(entered);
    if (crosses && left.isPresent() && !aclAllows(packet, left.get(), to, true)) {
      return "network ACL egress";
    }
    if (crosses && entered.isPresent() && !aclAllows(packet, entered.get(), from, false)) {
      return "network ACL ingress";
    }
    return groupsAllow(packet, to, from, false) ? "passes" : "security group ingress";
  }

  private Optional<Subnet> subnet(End end) {
    return inventory.all(Subnet.KIND).stream()
        .filter(subnet -> subnet.vpcId().equals(end.vpcId()))
        .filter(
            subnet ->
                contains(new Cidr.Ipv4(subnet.ipv4()), end.address())
                    || subnet.ipv6().stream()
                        .anyMatch(block -> contains(new Cidr.Ipv6(block.prefix()), end.address())))
        .findFirst();
  }

  private boolean aclAllows(Packet packet, Subnet subnet, End peer, boolean egress) {
    String acl =
        inventory.all(NetworkAclAssociation.KIND).stream()
            .filter(association -> association.subnetId().equals(subnet.id()))
            .findFirst()
            .orElseThrow()
            .networkAclId();
    return inventory.find(NetworkAcl.KIND, acl).orElseThrow().entries().stream()
        .filter(entry -> entry.egress() == egress)
        .filter(entry -> matches(entry.traffic(), packet))
        .filter(entry -> contains(entry.cidr(), peer.address()))
        .min(Comparator.comparing(NetworkAclEntry::number))
        .map(NetworkAclEntry::allow)
        .orElse(false);
  }

  private boolean groupsAllow(Packet packet, End of, End peer, boolean egress) {
    List<String> groups = groups(of);
    return groups.isEmpty()
        || inventory.all(SecurityGroupRule.KIND).stream()
            .filter(rule -> groups.contains(rule.groupId()) && rule.egress() == egress)
            .filter(rule -> matches(rule.traffic(), packet))
            .anyMatch(rule -> contains(rule.peer(), peer));
  }

  private List<String> groups(End end) {
    return inventory.all(NetworkInterface.KIND).stream()
        .filter(eni -> eni.vpcId().equals(end.vpcId()))
        .filter(eni -> has(eni, end.address()))
        .findFirst()
        .map(NetworkInterface::groups)
        .or(() -> inventory.find(VpcDevice.KIND, end.vpcId()).map(VpcDevice::groupIds))
        .orElse(List.of());
  }

  private static boolean has(NetworkInterface eni, Cidr address) {
    return switch (address) {
      case Cidr.Ipv4(var host) -> eni.ipv4().contains(new Ipv4Host(host.address()));
      case Cidr.Ipv6(var host) -> eni.ipv6().contains(host.first());
    };
  }

  private static boolean matches(RuleTraffic traffic, Packet packet) {
    if (traffic.protocol() == RuleTraffic.ANY) {
      return true;
    }
    if (traffic.protocol() != packet.protocol()) {
      return false;
    }
    return switch (traffic.protocol()) {
      case RuleTraffic.TCP, RuleTraffic.UDP ->
          traffic.from() <= packet.port() && packet.port() <= traffic.to();
      case RuleTraffic.ICMP, RuleTraffic.ICMPV6 ->
          (traffic.from() == RuleTraffic.ANY || traffic.from() == packet.icmpType())
              && (traffic.to() == RuleTraffic.ANY || traffic.to() == packet.icmpCode());
      default -> true;
    };
  }

  private boolean contains(RulePeer peer, End end) {
    return switch (peer) {
      case RulePeer.Block(Cidr cidr) -> contains(cidr, end.address());
      case RulePeer.PrefixList(String id) ->
          inventory.all(PrefixListVersion.KIND).stream()
              .filter(version -> version.listId().equals(id))
              .max(Comparator.comparing(PrefixListVersion::version))
              .orElseThrow()
              .entries()
              .stream()
              .anyMatch(entry -> contains(entry.cidr(), end.address()));
      case RulePeer.Group group ->
          groups(end).contains(group.id())
              && inventory.find(SecurityGroup.KIND, group.id()).isPresent()
              && group.peeringId().stream().allMatch(this::isActive);
    };
  }

  private boolean isActive(String peeringId) {
    return inventory
        .find(PeeringConnection.KIND, peeringId)
        .filter(PeeringConnection::isActive)
        .isPresent();
  }

  private static boolean contains(Cidr cidr, Cidr address) {
    return switch (cidr) {
      case Cidr.Ipv4(var prefix) ->
          address instanceof Cidr.Ipv4(var host) && prefix.contains(host.address());
      case Cidr.Ipv6(var prefix) ->
          address instanceof Cidr.Ipv6(var host) && prefix.contains(host.first());
    };
  }
}
