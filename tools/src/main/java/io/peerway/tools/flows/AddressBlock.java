package io.peerway.tools.flows;

import io.peerway.dataplane.flow.FlowReader;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;

/** Addresses of one IP version. */
public sealed interface AddressBlock {

  /** Whether an end of a flow is among them. */
  boolean contains(FlowReader flow, FlowReader.End end);

  /**
   * Reads an address, or a CIDR block.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static AddressBlock parse(String text) {
    boolean isIpv6 = text.indexOf(':') >= 0;
    String block = text.indexOf('/') >= 0 ? text : text + (isIpv6 ? "/128" : "/32");
    return isIpv6
        ? new Ipv6(Ipv6Prefix.parseCanonical(block))
        : new Ipv4(Ipv4Prefix.parseCanonical(block));
  }

  /** Of IPv4. */
  record Ipv4(Ipv4Prefix prefix) implements AddressBlock {
    @Override
    public boolean contains(FlowReader flow, FlowReader.End end) {
      return !flow.isIpv6() && prefix.contains(flow.ipv4(end));
    }
  }

  /** Of IPv6. */
  record Ipv6(Ipv6Prefix prefix) implements AddressBlock {
    @Override
    public boolean contains(FlowReader flow, FlowReader.End end) {
      return flow.isIpv6() && prefix.contains(flow.ipv6Hi(end), flow.ipv6Lo(end));
    }
  }
}
