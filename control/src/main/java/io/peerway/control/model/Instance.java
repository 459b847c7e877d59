package io.peerway.control.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An instance: a host of its own on this machine, with its network interfaces. They name it, see
 * {@link NetworkInterface#BY_INSTANCE}.
 *
 * @param reservationId {@code r-…}, of those that one call launched together
 * @param launchIndex its place among them
 * @param imageId as the caller named it; nothing comes of it
 * @param instanceType as the caller named it; nothing comes of it
 * @param userData a script that its host runs at each start, in Base64
 * @param protection from being stopped or terminated
 * @param starts how often it was to be started: one more for each start and reboot
 * @param reason why it is in its state, if somebody asked for that or something went wrong
 * @param terminatedAt when it was
 */
public record Instance(
    String id,
    Scope scope,
    String reservationId,
    int launchIndex,
    String imageId,
    String instanceType,
    String vpcId,
    String subnetId,
    String zone,
    Optional<String> userData,
    Optional<String> clientToken,
    Instant launchedAt,
    Protection protection,
    InstanceState state,
    int starts,
    Optional<Reason> reason,
    Optional<Instant> terminatedAt)
    implements Entity {

  /**
   * What nobody may do to an instance.
   *
   * @param termination terminate it
   * @param stop stop it
   */
  public record Protection(boolean termination, boolean stop) {}

  /**
   * Why an instance is in its state.
   *
   * @param code such as {@code Client.UserInitiatedShutdown}
   * @param message begins with the code
   */
  public record Reason(String code, String message) {
    /** Somebody wanted it. */
    public static final Reason USER =
        new Reason(
            "Client.UserInitiatedShutdown",
            "Client.UserInitiatedShutdown: User initiated shutdown");

    /** Its host could not be made. */
    public static Reason failed(String why) {
      return new Reason("Server.InternalError", "Server.InternalError: " + why);
    }
  }

  /** How many network interfaces it may have: device indexes are less than this. */
  public static final int MOST_INTERFACES = 15;

  /** How long an instance can be seen after its end. */
  public static final Duration VISIBLE_AFTER_END = Duration.ofHours(1);

  public static final Index<Instance, Scope> BY_SCOPE = Index.on(Instance::scope);
  public static final Index<Instance, String> BY_RESERVATION = Index.on(Instance::reservationId);
  public static final Kind<Instance> KIND =
      new Kind<>("instance", Instance.class, List.of(BY_SCOPE, BY_RESERVATION));

  @Override
  public Kind<Instance> kind() {
    return KIND;
  }

  /** Its network interfaces in the order of their device indexes, the primary one first. */
  public static List<NetworkInterface> interfaces(Inventory inventory, String instanceId) {
    Collection<NetworkInterface> found = inventory.by(NetworkInterface.BY_INSTANCE, instanceId);
    return found.stream()
        .sorted(Comparator.comparing(eni -> eni.attachment().orElseThrow().deviceIndex()))
        .toList();
  }

  /** Whether it ended so long ago that nobody sees it any more. */
  public boolean isForgotten(Instant now) {
    return terminatedAt.isPresent() && !now.isBefore(terminatedAt.get().plus(VISIBLE_AFTER_END));
  }

  /** The instance in another state. */
  public Instance in(InstanceState next, Optional<Reason> why) {
    return at(launchedAt, next, starts, why, terminatedAt);
  }

  /** The instance when it is to be started anew. */
  public Instance startedAgain(InstanceState next, Instant now) {
    return at(now, next, starts + 1, Optional.empty(), terminatedAt);
  }

  /** The instance after its end. */
  public Instance terminated(Instant now) {
    return at(launchedAt, InstanceState.TERMINATED, starts, reason, Optional.of(now));
  }

  public Instance withProtection(Protection changed) {
    return with(instanceType, userData, changed);
  }

  public Instance withInstanceType(String changed) {
    return with(changed, userData, protection);
  }

  /** The instance with another script, in Base64, for its next start. */
  public Instance withUserData(Optional<String> changed) {
    return with(instanceType, changed, protection);
  }

  private Instance with(String type, Optional<String> script, Protection changed) {
    return new Instance(
        id,
        scope,
        reservationId,
        launchIndex,
        imageId,
        type,
        vpcId,
        subnetId,
        zone,
        script,
        clientToken,
        launchedAt,
        changed,
        state,
        starts,
        reason,
        terminatedAt);
  }

  private Instance at(
      Instant launched,
      InstanceState next,
      int startsSoFar,
      Optional<Reason> why,
      Optional<Instant> terminated) {
    return new Instance(
        id,
        scope,
        reservationId,
        launchIndex,
        imageId,
        instanceType,
        vpcId,
        subnetId,
        zone,
        userData,
        clientToken,
        launched,
        protection,
        next,
        startsSoFar,
        why,
        terminated);
  }
}
