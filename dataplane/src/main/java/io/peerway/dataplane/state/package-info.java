/**
 * The forwarding state: the immutable, compiled result of all configuration.
 *
 * <p>A new {@link io.peerway.dataplane.state.ForwardingState} is published for every change; the
 * parts that did not change are the same objects as in the state before it. Objects refer to a VPC
 * and to a port by index, never by reference, so that replacing one VPC replaces nothing else.
 */
package io.peerway.dataplane.state;
