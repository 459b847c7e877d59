package io.peerway.dataplane.io;

import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.Arrays;
import java.util.List;

/**
 * Two VPCs, 10.1.0.0/16 and 10.2.0.0/16, each with one port and a router at .0.1, that route to
 * each other through a peering connection.
 */
final class PeeredVpcs {

  static final int MTU = 1500;

  static final PortSpec A = PortSpec.ofVpc("vpc-0aaaaaaaaaaaaaaaa", routerMac(0), MTU);
  static final PortSpec B = PortSpec.ofVpc("vpc-0bbbbbbbbbbbbbbbb", routerMac(1), MTU);

  private static final Ipv4Prefix[] BLOCKS = {
    Ipv4Prefix.parse("10.1.0.0/16"), Ipv4Prefix.parse("10.2.0.0/16")
  };

  private static final Ipv6Prefix[] BLOCKS6 = {
    Ipv6Prefix.parse("fd00:a::/64"), Ipv6Prefix.parse("fd00:b::/64")
  };

  private PeeredVpcs() {}

  static long routerMac(int vpc) {
    return 0x02_00_00_00_00_01L + vpc;
  }

  /** The state in which VPC A is behind one port and VPC B behind another. */
  static ForwardingState state(long generation, int portA, int portB) {
    return state(generation, portA, portB, MTU, MTU, MTU);
  }

  /** The same with other MTUs than everybody's. */
  static ForwardingState state(
      long generation, int portA, int portB, int mtuA, int mtuB, int mtuOfPeering) {
    int[] numbers = {portA, portB};
    VpcForwarding[] vpcs = new VpcForwarding[2];
    PortForwarding[] ports = new PortForwarding[Math.max(portA, portB) + 1];
    for (int vpc = 0; vpc < 2; vpc++) {
      PortSpec spec = vpc == 0 ? A : B;
      RouteTable routes =
          RouteTable.builder("rtb-" + vpc)
              .add4(BLOCKS[vpc].address(), 16, Target.local(vpc))
              .add4(BLOCKS[1 - vpc].address(), 16, peering(1 - vpc, mtuOfPeering))
              .add6(BLOCKS6[vpc].hi(), BLOCKS6[vpc].lo(), 64, Target.local(vpc))
              .add6(
                  BLOCKS6[1 - vpc].hi(), BLOCKS6[1 - vpc].lo(), 64, peering(1 - vpc, mtuOfPeering))
              .build();
      vpcs[vpc] =
          new VpcForwarding(
              vpc, spec.owner(), routerMac(vpc), false, local(vpc, numbers[vpc], routes));
      ports[numbers[vpc]] =
          new PortForwarding(numbers[vpc], spec.owner(), vpc, vpc == 0 ? mtuA : mtuB);
    }
    return new ForwardingState(generation, List.of(vpcs), Arrays.asList(ports));
  }

  private static Target peering(int vpc, int mtu) {
    return Target.peering("pcx-1", vpc, mtu);
  }

  private static LocalTable local(int vpc, int port, RouteTable routes) {
    int router = BLOCKS[vpc].address() + 1;
    LocalTable.Builder local = LocalTable.builder();
    long hi = BLOCKS6[vpc].hi();
    long lo = BLOCKS6[vpc].lo() + 1;
    int hosts = local.entry(new LocalEntry("hosts", port, routes, router, hi, lo));
    int self = local.entry(new LocalEntry("router", LocalEntry.ROUTER, routes, router, hi, lo));
    return local
        .add4(BLOCKS[vpc].address(), 16, hosts)
        .add4(router, 32, self)
        .add6(hi, BLOCKS6[vpc].lo(), 64, hosts)
        .add6(hi, lo, 128, self)
        .build();
  }
}
