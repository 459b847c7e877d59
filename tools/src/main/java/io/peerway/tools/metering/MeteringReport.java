package io.peerway.tools.metering;

/**
 * What a peering connection carried in one direction and over one distance since the router
 * started.
 *
 * @param peering {@code pcx-…}
 * @param fromVpc the VPC that sent it
 * @param fromRegion its region; empty once nobody remembers the peering connection
 * @param toVpc the VPC that got it; empty as well
 * @param toRegion its region; empty as well
 * @param distance {@code same_zone}, {@code other_zone} or {@code other_region}
 * @param packets IP packets; a super-packet counts as one
 * @param bytes of these IP packets, headers included
 */
public record MeteringReport(
    String peering,
    String fromVpc,
    String fromRegion,
    String toVpc,
    String toRegion,
    String distance,
    long packets,
    long bytes) {}
