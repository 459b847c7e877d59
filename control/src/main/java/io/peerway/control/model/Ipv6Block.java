package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv6Prefix;

/**
 * An IPv6 CIDR block of a VPC or a subnet.
 *
 * @param associationId {@code vpc-cidr-assoc-…} or {@code subnet-cidr-assoc-…}
 */
public record Ipv6Block(String associationId, Ipv6Prefix prefix) {}
