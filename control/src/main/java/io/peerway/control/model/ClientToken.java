package io.peerway.control.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Remembers what a call with a client token created, so that the same call again creates nothing.
 *
 * @param request what the call was, for comparison
 * @param resourceId what it created
 * @param usedAt when
 */
public record ClientToken(
    Scope scope, String action, String token, String request, String resourceId, Instant usedAt)
    implements Entity {
  /** How long a token is remembered. */
  public static final Duration MEMORY = Duration.ofHours(24);

  public static final Kind<ClientToken> KIND =
      new Kind<>("client-token", ClientToken.class, List.of());

  /** What a token is filed under. */
  public static String id(Scope scope, String action, String token) {
    return scope.account() + "/" + scope.region() + "/" + action + "/" + token;
  }

  @Override
  public String id() {
    return id(scope, action, token);
  }

  @Override
  public Kind<ClientToken> kind() {
    return KIND;
  }

  public boolean isForgotten(Instant now) {
    return !now.isBefore(usedAt.plus(MEMORY));
  }
}
