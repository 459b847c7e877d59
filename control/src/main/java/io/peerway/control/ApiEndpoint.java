package io.peerway.control;

import io.peerway.control.auth.AuthException;
import io.peerway.control.auth.Authenticator;
import io.peerway.control.auth.CredentialScope;
import io.peerway.control.auth.SignedRequest;
import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.ec2.StsService;
import io.peerway.control.ec2.protocol.ApiAnswer;
import io.peerway.control.ec2.protocol.ApiRequest;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.http.Endpoint;
import io.peerway.control.http.Form;
import io.peerway.control.http.HttpCall;
import io.peerway.control.http.HttpReply;
import io.peerway.control.http.TcpConnection;
import io.peerway.control.model.Scope;
import io.peerway.control.observe.Metrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes HTTP requests to the service that their signature names. */
final class ApiEndpoint implements Endpoint {
  /**
   * The header of an answer to a call that changed something: the generation of a forwarding state
   * in which the change is.
   */
  static final String GENERATION = "x-peerway-generation";

  private static final Logger LOG = LoggerFactory.getLogger(ApiEndpoint.class);
  private static final String XML = "text/xml;charset=UTF-8";

  // Clients can ask for any name; metrics must not grow by it.
  private static final String UNKNOWN_ACTION = "unknown";

  // A presigned URL carries its signature among the parameters.
  private static final Set<String> SIGNATURE_PARAMETERS =
      Set.of(
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Date",
          "X-Amz-Expires",
          "X-Amz-Security-Token",
          "X-Amz-Signature",
          "X-Amz-SignedHeaders");

  private final Ec2Service ec2;
  private final StsService sts;
  private final Authenticator authenticator;
  private final LongSupplier generation;
  private final Metrics metrics;
  private final Set<String> actions;

  ApiEndpoint(
      Ec2Service ec2,
      StsService sts,
      Authenticator authenticator,
      LongSupplier generation,
      Metrics metrics) {
    this.ec2 = ec2;
    this.sts = sts;
    this.authenticator = authenticator;
    this.generation = generation;
    this.metrics = metrics;
    this.actions = new HashSet<>(Ec2Service.actionNames());
    this.actions.addAll(StsService.actionNames());
  }

  @Override
  public HttpReply answer(HttpCall call) {
    long start = System.nanoTime();
    Map<String, String> parameters = new HashMap<>();
    ApiAnswer answer = answer(call, parameters, UUID.randomUUID().toString());
    String action = parameters.getOrDefault("Action", UNKNOWN_ACTION);
    boolean known = actions.contains(action);
    metrics.called(
        known ? action : UNKNOWN_ACTION,
        answer.code(),
        Duration.ofNanos(System.nanoTime() - start));
    boolean changed = answer.code().equals(ApiAnswer.SUCCESS) && Ec2Service.changes(action);
    return reply(
        answer, changed ? Map.of(GENERATION, Long.toString(generation.getAsLong())) : Map.of());
  }

  @Override
  public HttpReply refusal(int status, String why) {
    Ec2Exception refused = new Ec2Exception(status, "InvalidRequest", why);
    return reply(Ec2Service.error(refused, UUID.randomUUID().toString()), Map.of());
  }

  private ApiAnswer answer(HttpCall call, Map<String, String> parameters, String requestId) {
    try {
      return route(call, parameters, requestId);
    } catch (AuthException refused) {
      return Ec2Service.error(error(refused), requestId);
    } catch (Ec2Exception refused) {
      return Ec2Service.error(refused, requestId);
    } catch (RuntimeException bug) {
      LOG.error("Request {} failed", requestId, bug);
      return Ec2Service.error(
          new Ec2Exception(500, "InternalError", "An internal error has occurred"), requestId);
    }
  }

  private static Ec2Exception error(AuthException refused) {
    return new Ec2Exception(refused.status(), refused.code(), refused.getMessage());
  }

  private ApiAnswer route(HttpCall call, Map<String, String> parameters, String requestId) {
    if (!call.path().equals("/")) {
      throw new Ec2Exception(404, "InvalidRequest", "There is nothing at " + call.path());
    }
    Map<String, String> query = readParameters(call, parameters);
    CredentialScope scope = CredentialScope.of(call.header("authorization"), query);
    SignedRequest signed =
        new SignedRequest(call.method(), call.path(), query, call.headers(), call.body());
    Scope caller;
    try {
      caller = authenticator.authenticate(signed, scope, parameters.getOrDefault("Action", ""));
    } catch (AuthException refused) {
      return scope.service().equals("sts")
          ? StsService.error(error(refused), requestId)
          : Ec2Service.error(error(refused), requestId);
    }
    parameters.keySet().removeAll(SIGNATURE_PARAMETERS);
    ApiRequest request = new ApiRequest(caller, parameters, requestId, () -> mayRunPrograms(call));
    return switch (scope.service()) {
      case "ec2" -> ec2.answer(request);
      case "sts" -> sts.answer(request);
      // IAM, which some clients ask for the account first, shares the shape of its errors with STS.
      default ->
          StsService.error(
              new Ec2Exception(
                  "InvalidAction", "The service " + scope.service() + " is not served here."),
              requestId);
    };
  }

  /**
   * Whether a caller may have programs run by the user of this process: who has proved who they
   * are, or who is that user. A page in that user's browser can send no Authorization header.
   */
  private boolean mayRunPrograms(HttpCall call) {
    return authenticator.verifies()
        || (call.header("authorization").isPresent()
            && call.connection().filter(TcpConnection::isOfOwnUser).isPresent());
  }

  /** Reads all parameters of a call, and returns those of the query. */
  private static Map<String, String> readParameters(HttpCall call, Map<String, String> parameters) {
    try {
      Map<String, String> query = Form.parse(call.query());
      parameters.putAll(query);
      switch (call.method()) {
        case "GET" -> {}
        case "POST" -> Form.parse(call.body(), parameters);
        default ->
            throw new Ec2Exception(
                405, "InvalidRequest", "The method " + call.method() + " is not allowed");
      }
      return query;
    } catch (IllegalArgumentException malformed) {
      throw new Ec2Exception("MalformedQueryString", malformed.getMessage());
    }
  }

  private static HttpReply reply(ApiAnswer answer, Map<String, String> headers) {
    return new HttpReply(answer.status(), XML, headers, answer.body());
  }
}
