package io.peerway.dataplane.forward;

import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.forward.slowpath.NeighborTable;

/**
 * Two peered VPCs with IPv4 and IPv6, routes in both, and a host in each; the router knows them.
 */
final class PeeredLab {
  static final String ROUTER_A = "10.1.0.1";
  static final String ROUTER_A6 = "2001:db8:a::1";
  static final String ROUTER_B = "10.2.0.1";
  static final String ROUTER_B6 = "2001:db8:b::1";

  final Lab lab;
  final Vpc a;
  final Vpc b;
  final Host hostA;
  final Host hostB;
  final Host hostA6;
  final Host hostB6;

  PeeredLab() {
    this(TtlMode.DECREMENT);
  }

  PeeredLab(TtlMode ttlMode) {
    this(new Lab(ttlMode));
  }

  /** Whose worker tracks connections as it is told. */
  PeeredLab(FlowLimits flows) {
    this(new Lab(flows));
  }

  /** Whose worker joins packets of one flow. */
  static PeeredLab coalescing() {
    return new PeeredLab(new Lab(TtlMode.DECREMENT, new NeighborTable(() -> {}), true));
  }

  private PeeredLab(Lab lab) {
    this.lab = lab;
    a = lab.config.vpc("vpc-a", "10.1.0.0/16", "2001:db8:a::/56");
    b = lab.config.vpc("vpc-b", "10.2.0.0/16", "2001:db8:b::/56");
    routeByPeering();
    hostA = Host.of(a, 13, "10.1.1.13");
    hostB = Host.of(b, 139, "10.2.1.139");
    hostA6 = Host.of(a, 6, "2001:db8:a:1::13");
    hostB6 = Host.of(b, 6, "2001:db8:b:1::139");
    lab.publish();
    lab.introduce(hostA, hostB, hostA6, hostB6);
  }

  void routeByPeering() {
    a.noRoutes()
        .route("10.2.0.0/16", LabState.peering(b))
        .route("2001:db8:b::/56", LabState.peering(b));
    b.noRoutes()
        .route("10.1.0.0/16", LabState.peering(a))
        .route("2001:db8:a::/56", LabState.peering(a));
  }

  /** The host of VPC A with an address of this IP version. */
  Host hostA(int version) {
    return version == 4 ? hostA : hostA6;
  }

  Host hostB(int version) {
    return version == 4 ? hostB : hostB6;
  }

  /** The router's address in VPC A. */
  static String routerA(int version) {
    return version == 4 ? ROUTER_A : ROUTER_A6;
  }

  static String routerB(int version) {
    return version == 4 ? ROUTER_B : ROUTER_B6;
  }
}
