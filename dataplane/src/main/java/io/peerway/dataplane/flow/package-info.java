/**
 * Connection tracking: {@link io.peerway.dataplane.flow.FlowTable} remembers for which flows a
 * packet was allowed, {@link io.peerway.dataplane.flow.FragmentTable} for which datagrams. Both are
 * shared by all workers, without locks, in memory of a fixed size.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html">Amazon
 *     EC2 security group connection tracking</a>
 */
package io.peerway.dataplane.flow;
