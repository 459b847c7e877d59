/**
 * What the user has: VPCs, subnets, route tables, peering connections.
 *
 * <p>Everything here is an immutable record or a part of one; nothing reads a clock, draws a random
 * number, or touches a disk or a socket. An {@link io.peerway.control.model.Inventory} is one
 * consistent snapshot of all records; a {@link io.peerway.control.model.Draft} is a change being
 * prepared on top of one.
 */
package io.peerway.control.model;
