package io.peerway.dataplane.state;

/**
 * A rule (EC2: entry) of a network ACL.
 *
 * @param number 1 to 32766; of the rules that match a packet the one with the lowest number decides
 * @param allows whether the packets that it matches may pass
 */
public record AclRule(int number, boolean allows, Traffic traffic, Peers peers) {}
