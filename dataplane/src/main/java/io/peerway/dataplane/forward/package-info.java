/**
 * The packet path. Start at {@link io.peerway.dataplane.forward.Pipeline}: it runs a {@link
 * io.peerway.dataplane.forward.Burst} through one class per {@link
 * io.peerway.dataplane.observe.Stage}; every packet that does not leave has one {@link
 * io.peerway.dataplane.observe.DropReason}.
 */
package io.peerway.dataplane.forward;
