package io.peerway.tools.explain;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.explain.Filtering;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.Verdict;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import io.peerway.tools.explain.Explanation.Remedy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What to do about a packet that is not delivered. */
final class Remedies {

  // Linux' clients choose from here on (ip_local_port_range of ip-sysctl); others from lower on, so
  // that AWS's guide opens these: docs.aws.amazon.com, "Custom network ACLs", ephemeral ports.
  private static final int FIRST_CLIENT_PORT = 32_768;
  private static final int FIRST_EPHEMERAL_PORT = 1024;
  private static final int LAST_PORT = 65_535;

  private final PacketFacts packet;
  private final Journey journey;
  private final Inventory inventory;
  private final Instant now;

  Remedies(PacketFacts packet, Journey journey, Inventory inventory, Instant now) {
    this.packet = packet;
    this.journey = journey;
    this.inventory = inventory;
    this.now = now;
  }

  /** The remedy, or null where nothing needs to be done, or can be. */
  Remedy find() {
    if (journey.verdict() == Verdict.HELD) {
      return unresolved(
          "Make sure that a host with this address is up. If there is none, attach one:");
    }
    if (journey.reason() == null) {
      return null;
    }
    return switch (journey.reason()) {
      case NO_ROUTE -> missingRoute();
      case BLACKHOLE_ROUTE -> blackhole();
      case NOT_IN_PEER_VPC -> beyondPeer();
      case SPOOFED_SOURCE -> wrongSender();
      case PORT_GONE -> portGone();
      case PACKET_TOO_BIG -> tooBig();
      case TTL_EXCEEDED ->
          advice(
              "The router counts as a hop: send with a larger TTL, or run it with --ttl transparent.");
      case PEER_ROUTER_ADDRESS ->
          advice("Choose a host's address: the peer VPC's router answers its own VPC only.");
      case ROUTER_PROTOCOL ->
          advice(
              "%s is the VPC's router, which answers ping, DHCP and DNS only."
                  .formatted(packet.destination()));
      case DESTINATION_CHECK ->
          new Remedy(
              "Let %s take packets for others:".formatted(journey.target().id()),
              List.of(
                  "aws ec2 modify-network-interface-attribute --network-interface-id %s --no-source-dest-check"
                      .formatted(journey.target().id())));
      case TARGET_NOT_EMULATED ->
          advice("Replace the route by one to a peering connection, or remove it.");
      case SECURITY_GROUP_EGRESS -> allow("egress");
      case SECURITY_GROUP_INGRESS -> allow("ingress");
      case FLOW_TABLE_FULL_EGRESS, FLOW_TABLE_FULL_INGRESS ->
          advice("Let idle connections end, or start the router with more --max-connections.");
      case NETWORK_ACL_EGRESS -> entry("--egress", journey.egressFilter());
      case NETWORK_ACL_INGRESS -> entry("--ingress", journey.ingressFilter());
      case NEIGHBOR_UNRESOLVED, NEIGHBOR_QUEUE_FULL ->
          unresolved("Attach a host with this address:");
      default -> null;
    };
  }

  private static Remedy advice(String text) {
    return new Remedy(text, List.of());
  }

  private Remedy attach(String text, String vpcId) {
    return new Remedy(
        text,
        List.of(
            "peerway attach %s --netns NAME --address %s".formatted(vpcId, packet.destination())));
  }

  /** Nobody answers; perhaps because another VPC's host was meant. */
  private Remedy unresolved(String text) {
    String vpcId = journey.egressVpc().id();
    Optional<Vpc> other =
        vpcId.equals(journey.vpc().id()) ? owners().stream().findFirst() : Optional.empty();
    return attach(
        other
            .map(
                vpc ->
                    "%s has this address too, but packets to a VPC's own addresses never leave it, and VPCs whose blocks overlap cannot be peered. If a host of %s is meant, make sure that it is up, or attach one:"
                        .formatted(vpc.id(), vpcId))
            .orElse(text),
        vpcId);
  }

  private Optional<Vpc> sender() {
    return inventory.find(Vpc.KIND, journey.vpc().id());
  }

  /** The VPCs, other than the sender's, that have the destination in a block of theirs. */
  private List<Vpc> owners() {
    return inventory.all(Vpc.KIND).stream()
        .filter(vpc -> !vpc.id().equals(journey.vpc().id()))
        .filter(vpc -> block(vpc, packet.destination()).isPresent())
        .toList();
  }

  private static Optional<String> block(Vpc vpc, String address) {
    if (address.indexOf(':') < 0) {
      int ipv4 = Ipv4Address.parse(address);
      return vpc.ipv4Prefixes().stream()
          .filter(prefix -> prefix.contains(ipv4))
          .map(Ipv4Prefix::format)
          .findFirst();
    }
    Ipv6Address ipv6 = Ipv6Address.parse(address);
    return vpc.ipv6Prefixes().stream()
        .filter(prefix -> prefix.contains(ipv6))
        .map(Ipv6Prefix::format)
        .findFirst();
  }

  private Remedy missingRoute() {
    Optional<Vpc> sender = sender();
    List<Vpc> owners = owners();
    if (sender.isEmpty() || owners.isEmpty()) {
      return advice(
          "No VPC here has the address %s: check the address.".formatted(packet.destination()));
    }
    for (Vpc owner : owners) {
      Optional<PeeringConnection> pcx = peering(sender.get(), owner);
      if (pcx.isPresent()) {
        return routeThrough(pcx.get(), sender.get(), owner);
      }
    }
    return peer(sender.get(), owners.getFirst());
  }

  private Optional<PeeringConnection> peering(Vpc sender, Vpc owner) {
    return inventory.by(PeeringConnection.LIVE_BY_VPC, sender.id()).stream()
        .map(pcx -> pcx.at(now))
        .filter(pcx -> !pcx.state().isFinal() && pcx.connects(owner.id()))
        .findFirst();
  }

  private Remedy routeThrough(PeeringConnection pcx, Vpc sender, Vpc owner) {
    String route = routeCommand("create-route", sender, owner, pcx.id());
    if (pcx.state() == PeeringState.PENDING_ACCEPTANCE) {
      return new Remedy(
          "%s is peered with %s by %s, but the request has not been accepted. Accept it, then add the route:"
              .formatted(sender.id(), owner.id(), pcx.id()),
          List.of(accept(pcx), route));
    }
    return new Remedy(
        "%s has this address, and the peering connection %s leads there. Add the route:"
            .formatted(owner.id(), pcx.id()),
        List.of(route));
  }

  private String routeCommand(String action, Vpc sender, Vpc owner, String pcxId) {
    String block = block(owner, packet.destination()).orElse(packet.destination());
    return aws(
        sender.scope(),
        "%s --route-table-id %s %s %s --vpc-peering-connection-id %s"
            .formatted(action, journey.routeTable().id(), destinationOption(), block, pcxId));
  }

  private String destinationOption() {
    return packet.isIpv6() ? "--destination-ipv6-cidr-block" : "--destination-cidr-block";
  }

  /** The destination of the route that matched: the prefix, or a prefix list that has it. */
  private String matchedDestination() {
    String prefix = journey.routePrefix();
    List<RouteDestination> destinations =
        inventory.by(Route.BY_TARGET, journey.target().id()).stream()
            .filter(route -> route.routeTableId().equals(journey.routeTable().id()))
            .map(Route::destination)
            .toList();
    boolean isItsOwn = destinations.stream().anyMatch(one -> one.text().equals(prefix));
    return destinations.stream()
        .filter(one -> !isItsOwn && one instanceof RouteDestination.PrefixList)
        .map(list -> "--destination-prefix-list-id " + list.text())
        .findFirst()
        .orElse(destinationOption() + " " + prefix);
  }

  /** The command, with the region where it has to be run and the account that has to run it. */
  private static String aws(Scope scope, String action) {
    return "aws ec2 %s --region %s   # as account %s"
        .formatted(action, scope.region(), scope.account());
  }

  private static String accept(PeeringConnection pcx) {
    return aws(
        pcx.accepter().scope(),
        "accept-vpc-peering-connection --vpc-peering-connection-id " + pcx.id());
  }

  private static Remedy peer(Vpc sender, Vpc owner) {
    if (sender.overlaps(owner)) {
      return advice(
          "%s has this address, but its blocks overlap with those of %s, and VPCs that overlap cannot be peered: give one of them other addresses."
              .formatted(owner.id(), sender.id()));
    }
    List<String> options = new ArrayList<>();
    options.add("create-vpc-peering-connection --vpc-id " + sender.id());
    options.add("--peer-vpc-id " + owner.id());
    if (!owner.scope().account().equals(sender.scope().account())) {
      options.add("--peer-owner-id " + owner.scope().account());
    }
    if (!owner.scope().region().equals(sender.scope().region())) {
      options.add("--peer-region " + owner.scope().region());
    }
    return new Remedy(
        "%s has this address, and no peering connection leads there. Request one; then accept it, and add routes in both VPCs:"
            .formatted(owner.id()),
        List.of(aws(sender.scope(), String.join(" ", options))));
  }

  private Remedy blackhole() {
    String id = journey.target().id();
    Optional<PeeringConnection> pcx =
        inventory.find(PeeringConnection.KIND, id).map(connection -> connection.at(now));
    if (pcx.isPresent() && pcx.get().state() == PeeringState.PENDING_ACCEPTANCE) {
      return new Remedy(
          "The request %s waits for the owner of %s. Accept it:"
              .formatted(id, pcx.get().accepter().vpcId()),
          List.of(accept(pcx.get())));
    }
    Optional<Vpc> sender = sender();
    Optional<Vpc> owner = owners().stream().findFirst();
    if (sender.isEmpty() || owner.isEmpty()) {
      return advice("The route leads nowhere: remove it, or point it to another target.");
    }
    Optional<PeeringConnection> other = peering(sender.get(), owner.get());
    if (other.isPresent()) {
      return new Remedy(
          "%s leads to the same VPC. Point the route to it:".formatted(other.get().id()),
          List.of(
              aws(
                  sender.get().scope(),
                  "replace-route --route-table-id %s %s --vpc-peering-connection-id %s"
                      .formatted(
                          journey.routeTable().id(), matchedDestination(), other.get().id()))));
    }
    Remedy peer = peer(sender.get(), owner.get());
    return new Remedy(
        "%s is %s for good; the route has to be replaced. %s"
            .formatted(id, pcx.map(p -> p.state().code()).orElse("gone"), peer.advice()),
        peer.commands());
  }

  private Remedy beyondPeer() {
    String peerId =
        inventory
            .find(PeeringConnection.KIND, journey.target().id())
            .map(pcx -> pcx.peerOf(journey.vpc().id()).vpcId())
            .orElse("the peer VPC");
    String blocks =
        inventory.find(Vpc.KIND, peerId).map(Remedies::blocks).orElse("other addresses");
    String why =
        "%s has %s, and a packet cannot go through it to a third network."
            .formatted(peerId, blocks);
    Optional<Vpc> sender = sender();
    Optional<Vpc> owner = owners().stream().filter(vpc -> !vpc.id().equals(peerId)).findFirst();
    if (sender.isEmpty() || owner.isEmpty()) {
      return advice(why + " No VPC here has the address " + packet.destination() + ".");
    }
    Remedy direct =
        peering(sender.get(), owner.get())
            .map(pcx -> routeThrough(pcx, sender.get(), owner.get()))
            .orElseGet(() -> peer(sender.get(), owner.get()));
    return new Remedy(why + " " + direct.advice(), direct.commands());
  }

  private static String blocks(Vpc vpc) {
    return Stream.concat(
            vpc.ipv4Prefixes().stream().map(Ipv4Prefix::format),
            vpc.ipv6Prefixes().stream().map(Ipv6Prefix::format))
        .collect(Collectors.joining(", "));
  }

  private Remedy wrongSender() {
    return advice(
        "Hosts of %s may send from %s, but not from the router's own addresses. Was the right VPC named?"
            .formatted(journey.vpc().id(), sender().map(Remedies::blocks).orElse("its blocks")));
  }

  private Remedy allow(String direction) {
    String other = direction.equals("egress") ? packet.destination() : packet.source();
    String range = packet.isIpv6() ? "Ipv6Ranges=[{CidrIpv6=%s/128}]" : "IpRanges=[{CidrIp=%s/32}]";
    String ports =
        hasPorts()
            ? ",FromPort=%d,ToPort=%d".formatted(packet.port(), packet.port())
            : isPing() ? ",FromPort=-1,ToPort=-1" : "";
    return new Remedy(
        "Security groups allow what a rule names, and nothing else. Add one, for this address or for its network:",
        List.of(
            "aws ec2 authorize-security-group-%s --group-id %s --ip-permissions IpProtocol=%s%s,%s"
                .formatted(
                    direction, journey.responsible(), protocol(), ports, range.formatted(other))));
  }

  private boolean hasPorts() {
    return packet.protocol() == IpProtocol.TCP || packet.protocol() == IpProtocol.UDP;
  }

  private boolean isPing() {
    return packet.protocol() == (packet.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP);
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

  /** A rule before the one that denies; where none matches, {@code *} denies. */
  private Remedy entry(String direction, Filtering filtering) {
    AclRule denies = filtering.aclRule();
    String other = direction.equals("--egress") ? packet.destination() : packet.source();
    String block = packet.isIpv6() ? "--ipv6-cidr-block %s/128" : "--cidr-block %s/32";
    boolean isClients = packet.port() >= FIRST_CLIENT_PORT;
    String ports =
        hasPorts()
            ? " --port-range From=%d,To=%d"
                .formatted(
                    isClients ? FIRST_EPHEMERAL_PORT : packet.port(),
                    isClients ? LAST_PORT : packet.port())
            : isPing() ? " --icmp-type-code Type=-1,Code=-1" : "";
    return new Remedy(
        "A network ACL keeps no state: it needs a rule for the packets and one for the answers, with a lower number than any that denies them. Add this one:",
        List.of(
            "aws ec2 create-network-acl-entry --network-acl-id %s %s --rule-number %s --protocol %d --rule-action allow %s%s"
                .formatted(
                    filtering.acl(),
                    direction,
                    denies == null ? "NUMBER" : "NUMBER-BELOW-" + denies.number(),
                    packet.protocol(),
                    block.formatted(other),
                    ports)));
  }

  private Remedy portGone() {
    String vpcId =
        journey.target() == null
            ? journey.vpc().id()
            : inventory
                .find(PeeringConnection.KIND, journey.target().id())
                .map(pcx -> pcx.peerOf(journey.vpc().id()).vpcId())
                .orElse(journey.vpc().id());
    return attach("%s has no device. Attach a host:".formatted(vpcId), vpcId);
  }

  private Remedy tooBig() {
    int mtu = journey.mtu();
    String told = "The router tells the sender the MTU; that message has to get through to it.";
    return journey.target().mtu() < journey.egress().mtu()
        ? advice(
            "A peering connection between regions carries %d bytes: let the sender use that MTU. %s"
                .formatted(mtu, told))
        : advice(
            "The receiver's device takes %d bytes: give it a larger MTU (peerway attach --mtu), or the sender this one. %s"
                .formatted(mtu, told));
  }
}
