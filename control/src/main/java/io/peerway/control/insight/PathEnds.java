package io.peerway.control.insight;

import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a path says of its ends, in one place: filters and plain parameters name the same things,
 * for nothing translates a packet on its way.
 */
public final class PathEnds {
  private final Inventory inventory;
  private final InsightsPath path;

  public PathEnds(Inventory inventory, InsightsPath path) {
    this.inventory = inventory;
    this.path = path;
  }

  /** The sender's address; empty if nothing says which. */
  public Optional<String> sourceAddress() {
    return first(path.sourceIp(), InsightsPath.Filter::sourceAddress)
        .or(() -> primaryAddress(path.source()));
  }

  /** The receiver's address; empty if nothing says which. */
  public Optional<String> destinationAddress() {
    return first(path.destinationIp(), InsightsPath.Filter::destinationAddress)
        .or(() -> path.destination().flatMap(this::primaryAddress));
  }

  Optional<Integer> sourcePort() {
    return first(Optional.empty(), InsightsPath.Filter::sourcePort);
  }

  Optional<Integer> destinationPort() {
    return first(path.destinationPort(), InsightsPath.Filter::destinationPort);
  }

  private <T> Optional<T> first(
      Optional<T> plain, Function<InsightsPath.Filter, Optional<T>> field) {
    return plain
        .or(() -> path.filterAtSource().flatMap(field))
        .or(() -> path.filterAtDestination().flatMap(field));
  }

  private Optional<String> primaryAddress(String id) {
    return inventory
        .find(NetworkInterface.KIND, id)
        .map(NetworkInterface::primary)
        .map(Ipv4Host::format);
  }

  /** By whose port the packet comes: a network interface's or a VPC's; empty if it is gone. */
  Optional<String> sender(String address) {
    if (inventory.find(NetworkInterface.KIND, path.source()).isPresent()) {
      return Optional.of(path.source());
    }
    return senderVpc(address)
        .map(
            vpc ->
                inventory.by(NetworkInterface.BY_VPC, vpc.id()).stream()
                    .filter(eni -> has(eni, address))
                    .map(NetworkInterface::id)
                    .findFirst()
                    .orElse(vpc.id()));
  }

  /** The VPC that is the source, or of a peering connection the one that has the address. */
  private Optional<Vpc> senderVpc(String address) {
    Stream<String> vpcs =
        inventory
            .find(PeeringConnection.KIND, path.source())
            .map(pcx -> Stream.of(pcx.requester().vpcId(), pcx.accepter().vpcId()))
            .orElseGet(() -> Stream.of(path.source()));
    boolean isPeering = inventory.find(PeeringConnection.KIND, path.source()).isPresent();
    return vpcs.flatMap(id -> inventory.find(Vpc.KIND, id).stream())
        .filter(vpc -> !isPeering || has(vpc, address))
        .findFirst();
  }

  private static boolean has(Vpc vpc, String address) {
    if (address.indexOf(':') < 0) {
      int ipv4 = Ipv4Address.parse(address);
      return vpc.ipv4Prefixes().stream().anyMatch(block -> block.contains(ipv4));
    }
    Ipv6Address ipv6 = Ipv6Address.parse(address);
    return vpc.ipv6Prefixes().stream().anyMatch(block -> block.contains(ipv6.hi(), ipv6.lo()));
  }

  private static boolean has(NetworkInterface eni, String address) {
    return address.indexOf(':') < 0
        ? eni.ipv4().stream().anyMatch(host -> host.address() == Ipv4Address.parse(address))
        : eni.ipv6().contains(Ipv6Address.parse(address));
  }
}
