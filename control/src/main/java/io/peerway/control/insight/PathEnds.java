package io.peerway.control.insight;

import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.Instance;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PortRange;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a path says of its ends, in one place: filters and plain parameters name the same things,
 * for nothing translates a packet on its way.
 */
public final class PathEnds {
  // Of a client that nobody says more about: the first of the dynamic ports (RFC 6335, section 6).
  private static final PortRange CLIENT = PortRange.of(49_152);

  private final Inventory inventory;
  private final InsightsPath path;

  public PathEnds(Inventory inventory, InsightsPath path) {
    this.inventory = inventory;
    this.path = path;
  }

  /** The sender's address; empty if nothing says which. */
  public Optional<String> sourceAddress() {
    return givenSource()
        .or(() -> interfaceAt(path.source()).flatMap(eni -> address(eni, givenDestination())));
  }

  /** The receiver's address; empty if nothing says which. */
  public Optional<String> destinationAddress() {
    return givenDestination()
        .or(
            () ->
                path.destination()
                    .flatMap(this::interfaceAt)
                    .flatMap(eni -> address(eni, givenSource())));
  }

  private Optional<String> givenSource() {
    return said(path.sourceIp(), InsightsPath.Filter::sourceAddress).stream().findFirst();
  }

  private Optional<String> givenDestination() {
    return said(path.destinationIp(), InsightsPath.Filter::destinationAddress).stream().findFirst();
  }

  /** The network interface of an end: an instance's is its primary one. */
  Optional<NetworkInterface> interfaceAt(String end) {
    return inventory
        .find(NetworkInterface.KIND, end)
        .or(() -> Instance.interfaces(inventory, end).stream().findFirst());
  }

  /** Its first address of the IP version that the other end has, of IPv4 if that says nothing. */
  private static Optional<String> address(NetworkInterface eni, Optional<String> other) {
    return other.isPresent() && isIpv6(other.get())
        ? eni.ipv6().stream().map(Ipv6Address::format).findFirst()
        : Optional.of(eni.primary().format());
  }

  private static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }

  /**
   * The ports that the sender may use; empty if what is said at the source and at the destination
   * has none in common.
   */
  Optional<PortRange> sourcePorts() {
    List<PortRange> said = said(Optional.empty(), InsightsPath.Filter::sourcePorts);
    return said.isEmpty() ? Optional.of(CLIENT) : common(said);
  }

  /** The ports of the receiver that may be meant; empty as above. */
  Optional<PortRange> destinationPorts() {
    return common(
        said(path.destinationPort().map(PortRange::of), InsightsPath.Filter::destinationPorts));
  }

  private static Optional<PortRange> common(List<PortRange> ranges) {
    return ranges.stream()
        .map(Optional::of)
        .reduce(Optional.of(PortRange.ALL), (a, b) -> a.flatMap(x -> b.flatMap(x::and)));
  }

  /**
   * AWS's code for what is said at the destination and cannot be, because nothing changes a packet
   * on its way and something else is said at the source; empty if there is no such thing.
   */
  Optional<String> contradiction() {
    if (differ(said(path.sourceIp(), InsightsPath.Filter::sourceAddress))) {
      return Optional.of("FILTER_AT_DESTINATION_SOURCE_ADDRESS");
    }
    if (differ(said(path.destinationIp(), InsightsPath.Filter::destinationAddress))) {
      return Optional.of("FILTER_AT_DESTINATION_DESTINATION_ADDRESS");
    }
    if (sourcePorts().isEmpty()) {
      return Optional.of("FILTER_AT_DESTINATION_SOURCE_PORT_RANGE");
    }
    return destinationPorts().isEmpty()
        ? Optional.of("FILTER_AT_DESTINATION_DESTINATION_PORT_RANGE")
        : Optional.empty();
  }

  private static boolean differ(List<String> addresses) {
    return addresses.stream().distinct().count() > 1;
  }

  /** All that is said of one thing. */
  private <T> List<T> said(Optional<T> plain, Function<InsightsPath.Filter, Optional<T>> field) {
    return Stream.of(
            plain, path.filterAtSource().flatMap(field), path.filterAtDestination().flatMap(field))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * By whose port the packet comes.
   *
   * @param owner a network interface or a VPC
   * @param vpcId the VPC
   */
  record Sender(String owner, String vpcId) {
    private static Sender of(NetworkInterface eni) {
      return new Sender(eni.id(), eni.vpcId());
    }
  }

  /** Whose port the packet comes by; empty if the source is gone. */
  Optional<Sender> sender(String address) {
    return interfaceAt(path.source())
        .map(Sender::of)
        .or(
            () ->
                senderVpc(address)
                    .map(
                        vpc ->
                            inventory.by(NetworkInterface.BY_VPC, vpc.id()).stream()
                                .filter(eni -> has(eni, address))
                                .map(Sender::of)
                                .findFirst()
                                .orElse(new Sender(vpc.id(), vpc.id()))));
  }

  /** The VPC that is the source, or of a peering connection the one that has the address. */
  private Optional<Vpc> senderVpc(String address) {
    Optional<PeeringConnection> pcx = inventory.find(PeeringConnection.KIND, path.source());
    return pcx.map(p -> Stream.of(p.requester().vpcId(), p.accepter().vpcId()))
        .orElseGet(() -> Stream.of(path.source()))
        .flatMap(id -> inventory.find(Vpc.KIND, id).stream())
        .filter(vpc -> pcx.isEmpty() || has(vpc, address))
        .findFirst();
  }

  static boolean has(Vpc vpc, String address) {
    if (isIpv6(address)) {
      Ipv6Address ipv6 = Ipv6Address.parse(address);
      return vpc.ipv6Prefixes().stream().anyMatch(block -> block.contains(ipv6));
    }
    int ipv4 = Ipv4Address.parse(address);
    return vpc.ipv4Prefixes().stream().anyMatch(block -> block.contains(ipv4));
  }

  static boolean has(NetworkInterface eni, String address) {
    return isIpv6(address)
        ? eni.ipv6().contains(Ipv6Address.parse(address))
        : eni.ipv4().stream().anyMatch(host -> host.address() == Ipv4Address.parse(address));
  }
}
