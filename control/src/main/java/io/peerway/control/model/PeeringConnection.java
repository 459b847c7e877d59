package io.peerway.control.model;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A peering connection between two VPCs.
 *
 * @param expiresAt when the request expires if nobody answers it
 * @param accepted whether the accepter ever accepted
 * @param end how it ended; present in the final states only
 */
public record PeeringConnection(
    String id,
    PeeringSide requester,
    PeeringSide accepter,
    PeeringState state,
    Instant expiresAt,
    boolean accepted,
    Optional<End> end)
    implements Entity {

  /**
   * How it ended.
   *
   * @param at when
   * @param account whose doing it was; empty if nobody's
   */
  public record End(Instant at, Optional<String> account) {}

  /** The requester's VPC and the accepter's VPC, in this order. */
  public record Pair(String requesterVpcId, String accepterVpcId) {
    public Pair reversed() {
      return new Pair(accepterVpcId, requesterVpcId);
    }
  }

  /** How long a request waits for its answer. */
  public static final Duration TIME_TO_ACCEPT = Duration.ofDays(7);

  private static final Duration SHORT_STAY = Duration.ofHours(2);
  private static final Duration LONG_STAY = Duration.ofDays(2);

  private static final Set<PeeringState> ANSWERED =
      EnumSet.of(PeeringState.PROVISIONING, PeeringState.ACTIVE, PeeringState.DELETING);

  public static final Index<PeeringConnection, Scope> BY_SCOPE =
      Index.onEach(pcx -> distinct(pcx.requester.scope(), pcx.accepter.scope()));
  public static final Index<PeeringConnection, String> LIVE_BY_VPC =
      Index.onEach(
          pcx ->
              pcx.state.isFinal()
                  ? List.of()
                  : distinct(pcx.requester.vpcId(), pcx.accepter.vpcId()));
  public static final Index<PeeringConnection, Pair> LIVE_BY_PAIR =
      Index.onEach(pcx -> pcx.state.isFinal() ? List.of() : List.of(pcx.pair()));
  public static final Index<PeeringConnection, PeeringState> BY_STATE =
      Index.on(PeeringConnection::state);
  public static final Kind<PeeringConnection> KIND =
      new Kind<>(
          "vpc-peering-connection",
          PeeringConnection.class,
          List.of(BY_SCOPE, LIVE_BY_VPC, LIVE_BY_PAIR, BY_STATE));

  /** A request that has just been made. */
  public static PeeringConnection request(
      String id, PeeringSide requester, PeeringSide accepter, Instant now) {
    return new PeeringConnection(
        id,
        requester,
        accepter,
        PeeringState.INITIATING_REQUEST,
        now.plus(TIME_TO_ACCEPT),
        false,
        Optional.empty());
  }

  @Override
  public Kind<PeeringConnection> kind() {
    return KIND;
  }

  public Pair pair() {
    return new Pair(requester.vpcId(), accepter.vpcId());
  }

  public boolean isActive() {
    return state == PeeringState.ACTIVE;
  }

  /** Whether one account owns both VPCs. */
  public boolean isWithinAccount() {
    return requester.scope().account().equals(accepter.scope().account());
  }

  public boolean isWithinRegion() {
    return requester.scope().region().equals(accepter.scope().region());
  }

  /** Whether this VPC is one of the two. */
  public boolean connects(String vpcId) {
    return requester.vpcId().equals(vpcId) || accepter.vpcId().equals(vpcId);
  }

  /** The side whose VPC this is not. */
  public PeeringSide peerOf(String vpcId) {
    return requester.vpcId().equals(vpcId) ? accepter : requester;
  }

  /** The connection as it is by now: a request that nobody answered in time has expired. */
  public PeeringConnection at(Instant now) {
    return state == PeeringState.PENDING_ACCEPTANCE && !now.isBefore(expiresAt)
        ? ended(PeeringState.EXPIRED, expiresAt, Optional.empty())
        : this;
  }

  /** Whether this account, in this region, still (or already) sees the connection. */
  public boolean isVisibleTo(Scope scope, Instant now) {
    PeeringConnection current = at(now);
    return Stream.of(requester, accepter)
        .anyMatch(side -> side.scope().equals(scope) && current.shownTo(side, now));
  }

  /** Whether this account sees the connection in any region. */
  public boolean isVisibleTo(String account, Instant now) {
    return isVisibleTo(new Scope(account, requester.scope().region()), now)
        || isVisibleTo(new Scope(account, accepter.scope().region()), now);
  }

  /** Whether nobody will see it again. */
  public boolean isForgotten(Instant now) {
    return !isVisibleTo(requester.scope(), now) && !isVisibleTo(accepter.scope(), now);
  }

  /** The connection with other options of its sides, as far as they are given. */
  public PeeringConnection allowingDnsResolution(
      Optional<Boolean> byRequester, Optional<Boolean> byAccepter) {
    return new PeeringConnection(
        id,
        byRequester.map(requester::allowingDnsResolution).orElse(requester),
        byAccepter.map(accepter::allowingDnsResolution).orElse(accepter),
        state,
        expiresAt,
        accepted,
        end);
  }

  /**
   * The connection in another state that does not end it.
   *
   * @throws IllegalStateException when it cannot follow the state that it is in
   */
  public PeeringConnection in(PeeringState next) {
    checkFollows(next);
    return new PeeringConnection(
        id, requester, accepter, next, expiresAt, accepted || ANSWERED.contains(next), end);
  }

  /**
   * The connection in a final state.
   *
   * @param account who ended it; empty if nobody did
   * @throws IllegalStateException when it cannot follow the state that it is in
   */
  public PeeringConnection ended(PeeringState last, Instant at, Optional<String> account) {
    checkFollows(last);
    return new PeeringConnection(
        id, requester, accepter, last, expiresAt, accepted, Optional.of(new End(at, account)));
  }

  private void checkFollows(PeeringState next) {
    if (!state.next().contains(next)) {
      throw new IllegalStateException(id + ": " + next + " cannot follow " + state);
    }
  }

  private boolean shownTo(PeeringSide side, Instant now) {
    boolean toRequester = side.equals(requester);
    return switch (state) {
      case INITIATING_REQUEST -> toRequester;
      case PENDING_ACCEPTANCE, PROVISIONING, ACTIVE, DELETING -> true;
      case FAILED -> toRequester && endedLessThan(SHORT_STAY, now);
      case EXPIRED -> endedLessThan(LONG_STAY, now);
      case REJECTED, DELETED ->
          endedLessThan(isWithinAccount() || endedBy(side) ? SHORT_STAY : LONG_STAY, now);
    };
  }

  private boolean endedLessThan(Duration stay, Instant now) {
    return now.isBefore(end.orElseThrow().at().plus(stay));
  }

  private boolean endedBy(PeeringSide side) {
    return end.orElseThrow().account().filter(side.scope().account()::equals).isPresent();
  }

  private static <K> List<K> distinct(K one, K other) {
    return one.equals(other) ? List.of(one) : List.of(one, other);
  }
}
