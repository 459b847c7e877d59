package io.peerway.tools.flows;

import io.peerway.dataplane.flow.FlowReader;
import io.peerway.dataplane.flow.FlowReader.End;
import io.peerway.dataplane.wire.IpProtocol;
import java.util.Set;

/** Which flows are meant. Looks at no more of a flow than it has to: there may be a million. */
final class FlowMatch {

  private final FlowsArguments arguments;
  private final AddressBlock block;
  private final Set<Integer> zones;

  /**
   * @param zones of the interfaces of which one has to be at an end; null for any
   * @throws IllegalArgumentException when the address is none
   */
  FlowMatch(FlowsArguments arguments, Set<Integer> zones) {
    this.arguments = arguments;
    this.block = arguments.address() == null ? null : AddressBlock.parse(arguments.address());
    this.zones = zones;
  }

  boolean isMeant(FlowReader flow) {
    return (arguments.protocol() == null || arguments.protocol() == flow.protocol())
        && (arguments.port() == null || hasPort(flow, arguments.port()))
        && (block == null
            || block.contains(flow, End.INITIATOR)
            || block.contains(flow, End.RESPONDER))
        && (zones == null
            || zones.contains(flow.zone(End.INITIATOR))
            || zones.contains(flow.zone(End.RESPONDER)))
        && (arguments.state() == null || arguments.state().equals(flow.state().label()));
  }

  private static boolean hasPort(FlowReader flow, int port) {
    return hasPorts(flow.protocol())
        && (flow.port(End.INITIATOR) == port || flow.port(End.RESPONDER) == port);
  }

  static boolean hasPorts(int protocol) {
    return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
  }
}
