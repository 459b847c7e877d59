package io.peerway.dataplane.flowlog;

/**
 * One end of a flow.
 *
 * @param vpc {@code vpc-…}
 * @param subnet {@code subnet-…}; empty for an address in no subnet
 * @param owner whose port it is: {@code eni-…}, or {@code vpc-…} for the VPC's own device
 */
public record FlowEnd(String vpc, String subnet, String owner) {}
