/**
 * What holds between records, as EC2 has it: which addresses there may be, who may do what to a
 * peering connection, what comes into being together, and what time ends.
 *
 * <p>Rules read an {@link io.peerway.control.model.Inventory} and write to a {@link
 * io.peerway.control.model.Draft}; they get the time, and what draws ids, as arguments.
 */
package io.peerway.control.rule;
