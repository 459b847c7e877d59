package io.peerway.control.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * The states of a peering connection.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html">VPC peering
 *     lifecycle</a>
 */
public enum PeeringState {
  INITIATING_REQUEST("initiating-request"),
  FAILED("failed"),
  PENDING_ACCEPTANCE("pending-acceptance"),
  EXPIRED("expired"),
  REJECTED("rejected"),
  PROVISIONING("provisioning"),
  ACTIVE("active"),
  DELETING("deleting"),
  DELETED("deleted");

  private final String code;

  PeeringState(String code) {
    this.code = code;
  }

  /** Its name in the API. */
  public String code() {
    return code;
  }

  /** The states that may follow. */
  public Set<PeeringState> next() {
    return switch (this) {
      case INITIATING_REQUEST -> EnumSet.of(PENDING_ACCEPTANCE, FAILED);
      // Failed: the accepter's VPC got a block that overlaps, or is gone.
      case PENDING_ACCEPTANCE ->
          EnumSet.of(PROVISIONING, REJECTED, EXPIRED, FAILED, DELETING, DELETED);
      case PROVISIONING -> EnumSet.of(ACTIVE);
      case ACTIVE -> EnumSet.of(DELETING, DELETED);
      case DELETING -> EnumSet.of(DELETED);
      case FAILED, EXPIRED, REJECTED, DELETED -> EnumSet.noneOf(PeeringState.class);
    };
  }

  /** Whether nothing can follow any more. */
  public boolean isFinal() {
    return next().isEmpty();
  }
}
