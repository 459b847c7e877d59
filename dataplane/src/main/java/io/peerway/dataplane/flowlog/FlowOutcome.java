package io.peerway.dataplane.flowlog;

/** What became of a flow's packets, as far as flow logs tell. */
public enum FlowOutcome {
  /** They were delivered. */
  DELIVERED,
  /** EGRESS_FILTER dropped them: the sender's security groups or network ACL. */
  REJECTED_AT_SENDER,
  /** INGRESS_FILTER dropped them: the receiver's network ACL or security groups. */
  REJECTED_AT_RECEIVER
}
