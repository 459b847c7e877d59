package io.peerway.control.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A question about reachability: a network insights path.
 *
 * @param source the instance, network interface, VPC or peering connection that the packet comes
 *     from
 * @param destination where it is to arrive, an internet gateway also; empty if an address alone
 *     says that
 * @param sourceIp the sender's address, if it was given
 * @param destinationIp the receiver's address, if it was given
 * @param protocol {@code tcp} or {@code udp}
 * @param destinationPort if it was given
 * @param filterAtSource what else the packet is to be, as it leaves
 * @param filterAtDestination what else it is to be as it arrives
 */
public record InsightsPath(
    String id,
    Scope scope,
    String source,
    Optional<String> destination,
    Optional<String> sourceIp,
    Optional<String> destinationIp,
    String protocol,
    Optional<Integer> destinationPort,
    Optional<Filter> filterAtSource,
    Optional<Filter> filterAtDestination,
    Instant createdAt)
    implements Entity {

  /** Addresses and ports of a packet, as far as they matter. */
  public record Filter(
      Optional<String> sourceAddress,
      Optional<PortRange> sourcePorts,
      Optional<String> destinationAddress,
      Optional<PortRange> destinationPorts) {}

  public static final Index<InsightsPath, Scope> BY_SCOPE = Index.on(InsightsPath::scope);
  public static final Kind<InsightsPath> KIND =
      new Kind<>("network-insights-path", InsightsPath.class, List.of(BY_SCOPE));

  @Override
  public Kind<InsightsPath> kind() {
    return KIND;
  }
}
