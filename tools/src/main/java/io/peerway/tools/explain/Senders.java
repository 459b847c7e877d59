package io.peerway.tools.explain;

import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Finds the port that a packet with a certain source address comes from. */
final class Senders {

  private Senders() {}

  /**
   * The port of the VPC that is named, otherwise of the one that has the address.
   *
   * @param vpcId may be null
   * @param option by which the VPC can be named
   * @throws UserException when there is none, or when there are several
   */
  static PortForwarding find(ForwardingState state, String vpcId, String address, String option) {
    VpcForwarding vpc = vpcId == null ? owner(state, address, option) : named(state, vpcId);
    LocalEntry entry = entry(vpc, address);
    PortForwarding port =
        entry == null || entry.isRouter() ? anyPort(state, vpc) : state.port(entry.port());
    if (port == null) {
      throw new UserException(
          ExitStatus.FAILED,
          "%s has no port, so nothing can come from it: see peerway attach --help"
              .formatted(vpc.id()));
    }
    return port;
  }

  private static VpcForwarding owner(ForwardingState state, String address, String option) {
    List<VpcForwarding> owners =
        state.vpcs().stream()
            .filter(Objects::nonNull)
            .filter(vpc -> isHost(entry(vpc, address)))
            .toList();
    if (owners.isEmpty()) {
      throw new UserException(
          ExitStatus.FAILED,
          "no VPC has the address %s: name the VPC that it is sent from with %s"
              .formatted(address, option));
    }
    if (owners.size() > 1) {
      throw new UserException(
          ExitStatus.FAILED,
          "%d VPCs have the address %s: choose with %s one of %s"
              .formatted(
                  owners.size(),
                  address,
                  option,
                  owners.stream().map(VpcForwarding::id).collect(Collectors.joining(", "))));
    }
    return owners.getFirst();
  }

  private static boolean isHost(LocalEntry entry) {
    return entry != null && !entry.isRouter();
  }

  private static VpcForwarding named(ForwardingState state, String vpcId) {
    return state.vpcs().stream()
        .filter(vpc -> vpc != null && vpc.id().equals(vpcId))
        .findFirst()
        .orElseThrow(
            () -> new UserException(ExitStatus.FAILED, "there is no VPC " + vpcId + " here"));
  }

  private static LocalEntry entry(VpcForwarding vpc, String address) {
    if (address.indexOf(':') < 0) {
      return vpc.local().find(Ipv4Address.parse(address));
    }
    Ipv6Address ipv6 = Ipv6Address.parse(address);
    return vpc.local().find(ipv6.hi(), ipv6.lo());
  }

  private static PortForwarding anyPort(ForwardingState state, VpcForwarding vpc) {
    return state.ports().stream()
        .filter(port -> port != null && port.vpcIndex() == vpc.index())
        .findFirst()
        .orElse(null);
  }
}
