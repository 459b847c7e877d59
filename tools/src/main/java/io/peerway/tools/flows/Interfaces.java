package io.peerway.tools.flows;

import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whose connections are whose: the interfaces that there are now, by their zones. */
final class Interfaces {

  /**
   * Who is at an end.
   *
   * @param vpc {@code vpc-…}, empty when it is gone
   * @param networkInterface {@code eni-…}, empty for the VPC's own device
   */
  record Owner(String vpc, String networkInterface) {}

  private static final Owner GONE = new Owner("", "");

  private final Map<Integer, Owner> byZone = new HashMap<>();

  Interfaces(ForwardingState state) {
    for (PortForwarding port : state.ports()) {
      if (port != null) {
        String vpc = state.vpc(port.vpcIndex()).id();
        String owner = port.owner();
        byZone.put(port.zone(), new Owner(vpc, owner.equals(vpc) ? "" : owner));
      }
    }
  }

  Owner owner(int zone) {
    return byZone.getOrDefault(zone, GONE);
  }

  /** The zones of all interfaces of a VPC, or that of a network interface; empty for nobody's. */
  Set<Integer> zones(String id) {
    Set<Integer> zones = new HashSet<>();
    byZone.forEach(
        (zone, owner) -> {
          if (id.equals(owner.vpc()) || id.equals(owner.networkInterface())) {
            zones.add(zone);
          }
        });
    return zones;
  }
}
