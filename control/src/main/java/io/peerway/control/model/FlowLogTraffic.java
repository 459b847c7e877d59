package io.peerway.control.model;

/** Which packets a flow log tells of. */
public enum FlowLogTraffic {
  /** What security groups and network ACLs let pass. */
  ACCEPT,
  /** What they did not. */
  REJECT,
  /** Both. */
  ALL
}
