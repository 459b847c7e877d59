package io.peerway.control;

import io.peerway.control.http.Endpoint;
import io.peerway.control.http.HttpCall;
import io.peerway.control.http.HttpReply;
import io.peerway.control.observe.Health;
import io.peerway.control.observe.Metrics;
import java.util.Optional;

/**
 * The API, and beside it two pages for whoever watches the router: {@code /health} and {@code
 * /metrics}. They need no signature, for those who collect them have none, and name no resource.
 */
final class ControlEndpoint implements Endpoint {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain;charset=UTF-8";

  private final ApiEndpoint api;
  private final Health health;
  private final Metrics metrics;

  ControlEndpoint(ApiEndpoint api, Health health, Metrics metrics) {
    this.api = api;
    this.health = health;
    this.metrics = metrics;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    return switch (call.path()) {
      case "/health" -> isRead(call) ? health() : notAllowed(call);
      case "/metrics" ->
          isRead(call)
              ? new HttpReply(200, Metrics.CONTENT_TYPE, metrics.text())
              : notAllowed(call);
      default -> api.answer(call);
    };
  }

  @Override
  public HttpReply refusal(int status, String why) {
    return api.refusal(status, why);
  }

  private static boolean isRead(HttpCall call) {
    return call.method().equals("GET");
  }

  private HttpReply health() {
    Optional<String> trouble = health.trouble();
    return new HttpReply(trouble.isEmpty() ? 200 : 503, JSON, health.json(trouble));
  }

  private static HttpReply notAllowed(HttpCall call) {
    return new HttpReply(405, TEXT, call.path() + " can only be read: GET\n");
  }
}
