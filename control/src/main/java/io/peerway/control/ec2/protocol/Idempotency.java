package io.peerway.control.ec2.protocol;

import io.peerway.control.model.ClientToken;
import io.peerway.control.model.Entity;
import io.peerway.control.model.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Client tokens: a call repeated with the token of an earlier one gets the earlier one's result.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Run_Instance_Idempotency.html">
 *     Ensuring idempotency</a>
 */
public final class Idempotency {
  public static final String PARAMETER = "ClientToken";

  private static final int LONGEST_TOKEN = 64;

  private Idempotency() {}

  /**
   * What an earlier call with this token created, unless it is gone.
   *
   * @throws Ec2Exception if the earlier call was a different one
   */
  public static <E extends Entity> Optional<E> earlier(WriteCall call, Kind<E> kind) {
    Optional<ClientToken> found =
        token(call)
            .flatMap(token -> call.inventory().find(ClientToken.KIND, id(call, token)))
            .filter(token -> !token.isForgotten(call.now()));
    if (found.isPresent() && !found.get().request().equals(request(call))) {
      throw new Ec2Exception(
          "IdempotentParameterMismatch",
          "The request uses the same client token as a previous, but non-identical request.");
    }
    return found.flatMap(token -> call.inventory().find(kind, token.resourceId()));
  }

  /** Remembers what this call created, if it has a token. */
  public static void remember(WriteCall call, String resourceId) {
    token(call)
        .ifPresent(
            token ->
                call.draft()
                    .put(
                        new ClientToken(
                            call.caller(),
                            action(call),
                            token,
                            request(call),
                            resourceId,
                            call.now())));
  }

  private static Optional<String> token(Call call) {
    Optional<String> token = call.parameters().text(PARAMETER);
    if (token.isPresent() && token.get().length() > LONGEST_TOKEN) {
      throw Errors.invalidValue("The client token is longer than " + LONGEST_TOKEN + " characters");
    }
    return token;
  }

  private static String id(Call call, String token) {
    return ClientToken.id(call.caller(), action(call), token);
  }

  private static String action(Call call) {
    return call.parameters().required("Action");
  }

  private static String request(Call call) {
    return call.parameters().all().entrySet().stream()
        .map(Map.Entry::toString)
        .collect(Collectors.joining("&"));
  }
}
