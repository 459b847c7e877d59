package io.peerway.dataplane.state;

/**
 * A rule of a security group, which allows.
 *
 * @param id {@code sgr-…}
 */
public record SecurityRule(String id, Traffic traffic, Peers peers) {}
