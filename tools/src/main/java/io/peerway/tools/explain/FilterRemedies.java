package io.peerway.tools.explain;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.SecurityGroup;
import io.peerway.dataplane.explain.Filtering;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.tools.explain.Explanation.Remedy;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which rule would let a packet pass. */
final class FilterRemedies {

  // Linux' clients choose from here on (ip_local_port_range of ip-sysctl); others from lower on, so
  // that AWS's guide opens these: docs.aws.amazon.com, "Custom network ACLs", ephemeral ports.
  private static final int FIRST_CLIENT_PORT = 32_768;
  private static final int FIRST_EPHEMERAL_PORT = 1024;
  private static final int LAST_PORT = 65_535;

  private static final int USUAL_FIRST_RULE = 100;
  private static final int USUAL_STEP = 10;

  private final PacketFacts packet;
  private final Inventory inventory;

  FilterRemedies(PacketFacts packet, Inventory inventory) {
    this.packet = packet;
    this.inventory = inventory;
  }

  /** A rule of a security group. */
  Remedy allow(boolean egress, String groupId) {
    String range = packet.isIpv6() ? "Ipv6Ranges=[{CidrIpv6=%s/128}]" : "IpRanges=[{CidrIp=%s/32}]";
    String ports =
        packet.hasPorts()
            ? ",FromPort=%d,ToPort=%d".formatted(packet.port(), packet.port())
            : packet.isIcmp() ? ",FromPort=-1,ToPort=-1" : "";
    String action =
        "authorize-security-group-%s --group-id %s --ip-permissions 'IpProtocol=%s%s,%s'"
            .formatted(
                egress ? "egress" : "ingress",
                groupId,
                protocol(),
                ports,
                range.formatted(otherEnd(egress)));
    return new Remedy(
        "Security groups allow what a rule names, and nothing else. Add one, for this address or"
            + " for its network:",
        inventory.find(SecurityGroup.KIND, groupId).stream()
            .map(group -> AwsLine.of(group.scope(), action))
            .toList());
  }

  private String otherEnd(boolean egress) {
    return egress ? packet.destination() : packet.source();
  }

  private String protocol() {
    return switch (packet.protocol()) {
      case IpProtocol.TCP -> "tcp";
      case IpProtocol.UDP -> "udp";
      case IpProtocol.ICMP -> "icmp";
      case IpProtocol.ICMPV6 -> "icmpv6";
      default -> Integer.toString(packet.protocol());
    };
  }

  /** A rule of a network ACL, before the one that denies the packet. */
  Remedy entry(boolean egress, Filtering filtering) {
    return inventory
        .find(NetworkAcl.KIND, filtering.acl())
        .map(acl -> entry(egress, filtering, acl))
        .orElse(null);
  }

  private Remedy entry(boolean egress, Filtering filtering, NetworkAcl acl) {
    NavigableSet<Integer> taken =
        acl.entries().stream()
            .filter(entry -> entry.egress() == egress)
            .map(NetworkAclEntry::number)
            .collect(Collectors.toCollection(TreeSet::new));
    int denies =
        filtering.aclRule() == null
            ? NetworkAclEntry.LAST + 1 // the rule *, after all others
            : filtering.aclRule().number();
    int number = freeBefore(denies, taken);
    String direction = egress ? "--egress" : "--ingress";
    if (number == 0) {
      return new Remedy(
          "A network ACL's first rule that matches decides, and none fits in before rule %d. Remove that one:"
              .formatted(denies),
          List.of(
              AwsLine.of(
                  acl.scope(),
                  "delete-network-acl-entry --network-acl-id %s %s --rule-number %d"
                      .formatted(acl.id(), direction, denies))));
    }
    return new Remedy(
        "A network ACL keeps no state: it needs a rule for the packets and one for the answers,"
            + " with a lower number than any that denies them. Add this one:",
        List.of(
            AwsLine.of(
                acl.scope(),
                "create-network-acl-entry --network-acl-id %s %s --rule-number %d --protocol %d --rule-action allow %s%s"
                    .formatted(
                        acl.id(),
                        direction,
                        number,
                        packet.protocol(),
                        (packet.isIpv6() ? "--ipv6-cidr-block %s/128" : "--cidr-block %s/32")
                            .formatted(otherEnd(egress)),
                        ports()))));
  }

  /** A number that no rule has, as near as people number their rules; 0 if there is none. */
  private static int freeBefore(int denies, NavigableSet<Integer> taken) {
    Integer before = taken.lower(denies);
    int usual = before == null ? USUAL_FIRST_RULE : before + USUAL_STEP;
    if (usual < denies) {
      return usual;
    }
    for (int number = denies - 1; number > 0; number--) {
      if (!taken.contains(number)) {
        return number;
      }
    }
    return 0;
  }

  private String ports() {
    if (!packet.hasPorts()) {
      return packet.isIcmp() ? " --icmp-type-code Type=-1,Code=-1" : "";
    }
    boolean isClients = packet.port() >= FIRST_CLIENT_PORT;
    return " --port-range From=%d,To=%d"
        .formatted(
            isClients ? FIRST_EPHEMERAL_PORT : packet.port(),
            isClients ? LAST_PORT : packet.port());
  }
}
