package io.peerway.control.rule;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.SecurityGroup;
import java.util.Optional;

/**
 * Which security groups the rules of a VPC's groups may reference: those of the same VPC, and those
 * of a VPC that an active peering within the region leads to.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html">Update
 *     your security groups to reference peer security groups</a>
 */
public final class GroupReferences {
  private GroupReferences() {}

  /** The reference from a group's rule to a group, if there may be one. */
  public static Optional<RulePeer.Group> between(
      Inventory inventory, SecurityGroup from, SecurityGroup to) {
    if (from.vpcId().equals(to.vpcId())) {
      return Optional.of(reference(to, Optional.empty()));
    }
    return inventory.by(PeeringConnection.LIVE_BY_VPC, from.vpcId()).stream()
        .filter(pcx -> pcx.connects(to.vpcId()) && pcx.isActive() && pcx.isWithinRegion())
        .map(pcx -> reference(to, Optional.of(pcx.id())))
        .findFirst();
  }

  private static RulePeer.Group reference(SecurityGroup to, Optional<String> peeringId) {
    return new RulePeer.Group(to.scope().account(), to.id(), to.vpcId(), peeringId);
  }

  /** Whether a reference leads nowhere: its peering has ended, or a peer's group is deleted. */
  public static boolean isStale(Inventory inventory, RulePeer.Group reference) {
    return inventory.find(SecurityGroup.KIND, reference.id()).isEmpty()
        || status(inventory, reference).filter(state -> state != PeeringState.ACTIVE).isPresent();
  }

  /** The state of the peering that a reference crosses; empty within one VPC. */
  public static Optional<PeeringState> status(Inventory inventory, RulePeer.Group reference) {
    return reference
        .peeringId()
        .map(
            id ->
                inventory
                    .find(PeeringConnection.KIND, id)
                    .map(PeeringConnection::state)
                    // Nothing is remembered of it but that it is over.
                    .orElse(PeeringState.DELETED));
  }
}
