package io.peerway.control.model;

/**
 * One of the two VPCs of a peering connection, as the request named it; it need not exist.
 *
 * @param scope its account and region
 * @param allowDnsResolution the owner's AllowDnsResolutionFromRemoteVpc
 */
public record PeeringSide(Scope scope, String vpcId, boolean allowDnsResolution) {
  PeeringSide allowingDnsResolution(boolean allow) {
    return new PeeringSide(scope, vpcId, allow);
  }
}
