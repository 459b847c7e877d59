package io.peerway.control.model;

/**
 * How much of everything there may be, with EC2's defaults.
 *
 * @param vpcsPerRegion of one account
 * @param subnetsPerVpc in one VPC
 * @param routeTablesPerVpc in one VPC, the main one included
 * @param routesPerTable that were created, per IP version
 * @param activePeeringsPerVpc on either side
 * @param outstandingPeeringsPerVpc requests of one VPC that nobody has answered
 */
public record Quotas(
    int vpcsPerRegion,
    int subnetsPerVpc,
    int routeTablesPerVpc,
    int routesPerTable,
    int activePeeringsPerVpc,
    int outstandingPeeringsPerVpc) {
  /** EC2's defaults, except that a lab may have any number of VPCs. */
  public static final Quotas DEFAULT = new Quotas(Integer.MAX_VALUE, 200, 200, 50, 50, 25);
}
