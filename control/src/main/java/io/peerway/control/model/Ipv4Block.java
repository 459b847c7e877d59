package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Prefix;

/**
 * An IPv4 CIDR block of a VPC.
 *
 * @param associationId {@code vpc-cidr-assoc-…}
 */
public record Ipv4Block(String associationId, Ipv4Prefix prefix) {}
