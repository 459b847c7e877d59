package io.peerway.control.rule;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringSide;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.PeeringOutcome.Done;
import io.peerway.control.rule.PeeringOutcome.Reason;
import io.peerway.control.rule.PeeringOutcome.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what to a peering connection, and what comes of it.
 *
 * <p>The states that EC2 passes through by itself ({@code initiating-request}, {@code
 * provisioning}, {@code deleting}) take no time here: they are steps of one change, and replies may
 * show them.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html">VPC peering
 *     lifecycle</a>
 */
public final class PeeringRules {
  private PeeringRules() {}

  /** Whether both VPCs are where the request says, and no block of the one overlaps the other's. */
  public static boolean arePeerable(Inventory inventory, PeeringConnection pcx) {
    Optional<Vpc> mine = find(inventory, pcx.requester());
    Optional<Vpc> theirs = find(inventory, pcx.accepter());
    return mine.isPresent() && theirs.isPresent() && !mine.get().overlaps(theirs.get());
  }

  private static Optional<Vpc> find(Inventory inventory, PeeringSide side) {
    return inventory.find(Vpc.KIND, side.vpcId()).filter(vpc -> vpc.scope().equals(side.scope()));
  }

  /** A new request that is good: it waits for the accepter. */
  public static Done submit(PeeringConnection request) {
    return new Done(List.of(request, request.in(PeeringState.PENDING_ACCEPTANCE)));
  }

  /**
   * A request that cannot become a connection: the VPCs overlap, or the accepter's is not there.
   */
  public static Done fail(PeeringConnection request, Instant now) {
    return new Done(List.of(request, failed(request, now)));
  }

  /** A request that can become no connection any more: the accepter's VPC overlaps by now. */
  public static PeeringConnection failed(PeeringConnection pending, Instant now) {
    return pending.ended(PeeringState.FAILED, now, Optional.empty());
  }

  /** What comes of an action that somebody asks for. */
  public static PeeringOutcome act(
      PeeringAction action, PeeringConnection stored, Scope actor, Instant now) {
    PeeringConnection pcx = stored.at(now);
    if (!pcx.isVisibleTo(actor.account(), now)) {
      return new Refused(Reason.NOT_FOUND);
    }
    return action == PeeringAction.DELETE
        ? delete(pcx, actor, now)
        : answer(action, pcx, actor, now);
  }

  private static PeeringOutcome answer(
      PeeringAction action, PeeringConnection pcx, Scope actor, Instant now) {
    Scope accepter = pcx.accepter().scope();
    if (!actor.region().equals(accepter.region())) {
      return new Refused(Reason.WRONG_REGION);
    }
    if (!actor.account().equals(accepter.account())) {
      return new Refused(Reason.NOT_PERMITTED);
    }
    if (pcx.state() != PeeringState.PENDING_ACCEPTANCE) {
      return new Refused(Reason.WRONG_STATE);
    }
    if (action == PeeringAction.REJECT) {
      return new Done(List.of(pcx.ended(PeeringState.REJECTED, now, Optional.of(actor.account()))));
    }
    PeeringConnection provisioning = pcx.in(PeeringState.PROVISIONING);
    return new Done(List.of(provisioning, provisioning.in(PeeringState.ACTIVE)));
  }

  private static PeeringOutcome delete(PeeringConnection pcx, Scope actor, Instant now) {
    if (!pcx.isVisibleTo(actor, now)) {
      return new Refused(Reason.NOT_FOUND);
    }
    if (pcx.state() == PeeringState.PENDING_ACCEPTANCE
        && !actor.account().equals(pcx.requester().scope().account())) {
      return new Refused(Reason.NOT_PERMITTED);
    }
    if (pcx.state() != PeeringState.PENDING_ACCEPTANCE && !pcx.isActive()) {
      return new Refused(Reason.WRONG_STATE);
    }
    return end(pcx, actor.account(), now);
  }

  /** Ends a pending or active connection because an account deletes it, or one of its VPCs. */
  public static Done end(PeeringConnection pcx, String account, Instant now) {
    List<PeeringConnection> steps = new ArrayList<>();
    PeeringConnection last = pcx;
    if (!pcx.isWithinRegion()) {
      last = pcx.in(PeeringState.DELETING);
      steps.add(last);
    }
    steps.add(last.ended(PeeringState.DELETED, now, Optional.of(account)));
    return new Done(steps);
  }
}
