package io.peerway.tools.flows;

/**
 * Which tracked connections are meant: those for which all holds that is not null.
 *
 * @param vpc id of a VPC, or of a network interface, at either end
 * @param address an address or a CIDR block, of either end
 * @param port TCP or UDP port of either end
 * @param protocol the number of an IP protocol
 * @param state the label of a {@link io.peerway.dataplane.flow.FlowState}
 * @param limit how many are listed at most; with 0 they are all counted, and none is listed
 */
public record FlowsArguments(
    String vpc, String address, Integer port, Integer protocol, String state, int limit) {

  /** More than anybody reads, and little to hold. */
  public static final int MAX_LIMIT = 10_000;
}
