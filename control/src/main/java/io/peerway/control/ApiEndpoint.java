package io.peerway.control;

import io.peerway.control.auth.AuthException;
import io.peerway.control.auth.CredentialScope;
import io.peerway.control.ec2.ApiAnswer;
import io.peerway.control.ec2.ApiRequest;
import io.peerway.control.ec2.Ec2Exception;
import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.ec2.StsService;
import io.peerway.control.http.Endpoint;
import io.peerway.control.http.Form;
import io.peerway.control.http.HttpCall;
import io.peerway.control.http.HttpReply;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes HTTP requests to the service that their signature names. */
final class ApiEndpoint implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ApiEndpoint.class);
  private static final String XML = "text/xml;charset=UTF-8";

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

  ApiEndpoint(Ec2Service ec2) {
    this.ec2 = ec2;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    String requestId = UUID.randomUUID().toString();
    try {
      return reply(route(call, requestId));
    } catch (AuthException refused) {
      return reply(
          Ec2Service.error(
              new Ec2Exception(refused.status(), refused.code(), refused.getMessage()), requestId));
    } catch (Ec2Exception refused) {
      return reply(Ec2Service.error(refused, requestId));
    } catch (RuntimeException bug) {
      LOG.error("Request {} failed", requestId, bug);
      return reply(
          Ec2Service.error(
              new Ec2Exception(500, "InternalError", "An internal error has occurred"), requestId));
    }
  }

  @Override
  public HttpReply refusal(int status, String why) {
    return reply(
        Ec2Service.error(
            new Ec2Exception(status, "InvalidRequest", why), UUID.randomUUID().toString()));
  }

  private ApiAnswer route(HttpCall call, String requestId) {
    if (!call.path().equals("/")) {
      throw new Ec2Exception(404, "InvalidRequest", "There is nothing at " + call.path());
    }
    Map<String, String> parameters = parameters(call);
    CredentialScope scope = CredentialScope.of(call.header("authorization"), parameters);
    parameters.keySet().removeAll(SIGNATURE_PARAMETERS);
    ApiRequest request = new ApiRequest(scope.caller(), parameters, requestId);
    return switch (scope.service()) {
      case "ec2" -> ec2.answer(request);
      case "sts" -> StsService.answer(request);
      // IAM, which some clients ask for the account first, shares the shape of its errors with STS.
      default ->
          StsService.error(
              new Ec2Exception(
                  "InvalidAction", "The service " + scope.service() + " is not served here."),
              requestId);
    };
  }

  private static Map<String, String> parameters(HttpCall call) {
    Map<String, String> parameters = new HashMap<>();
    try {
      Form.parse(call.query(), parameters);
      switch (call.method()) {
        case "GET" -> {}
        case "POST" -> Form.parse(call.body(), parameters);
        default ->
            throw new Ec2Exception(
                405, "InvalidRequest", "The method " + call.method() + " is not allowed");
      }
    } catch (IllegalArgumentException malformed) {
      throw new Ec2Exception("MalformedQueryString", malformed.getMessage());
    }
    return parameters;
  }

  private static HttpReply reply(ApiAnswer answer) {
    return new HttpReply(answer.status(), XML, answer.body());
  }
}
