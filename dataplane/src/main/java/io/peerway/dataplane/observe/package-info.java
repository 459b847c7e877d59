/**
 * What is seen of forwarding from outside: the {@link io.peerway.dataplane.observe.Stage}s, the
 * {@link io.peerway.dataplane.observe.DropReason}s, and the counters, which workers write without
 * locks.
 */
package io.peerway.dataplane.observe;
