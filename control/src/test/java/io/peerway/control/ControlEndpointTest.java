package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.store.MemoryStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the endpoint serves beside the API, over HTTP. */
class ControlEndpointTest {
  private static final String SIGNATURE =
      "AWS4-HMAC-SHA256 Credential=111111111111/20260101/eu-west-1/ec2/aws4_request,"
          + " SignedHeaders=host, Signature=0";

  private final FailingStore store = new FailingStore(new MemoryStore());
  @AutoClose private final TestControlPlane plane = new TestControlPlane(any -> any, store);
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = plane.uri().resolve(path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> call(String form) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(plane.uri())
            .header("Authorization", SIGNATURE)
            .POST(BodyPublishers.ofString("Version=2016-11-15&" + form))
            .build(),
        BodyHandlers.ofString());
  }

  private long generation(HttpResponse<String> answer) {
    return answer.headers().firstValueAsLong("x-peerway-generation").orElse(-1);
  }

  @Test
  void shouldBeWell() throws Exception {
    HttpResponse<String> health = get("/health");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.headers().firstValue("content-type")).contains("application/json");
    assertThat(health.body()).contains("\"status\":\"ok\"", "\"generation\":", "\"reached\":");
  }

  @Test
  void shouldSayWhatIsWrongUntilItIsMended() throws Exception {
    store.fail("The disk is full.");
    HttpResponse<String> refused = call("Action=CreateVpc&CidrBlock=10.1.0.0%2F16");

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body())
        .contains("<Code>Unavailable</Code>", "The disk is full. Nothing changed.");
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health").body()).contains("\"trouble\":\"The disk is full.\"");

    store.mend();
    assertThat(call("Action=DescribeVpcs").body()).doesNotContain("10.1.0.0/16");
    assertThat(call("Action=CreateVpc&CidrBlock=10.1.0.0%2F16").statusCode()).isEqualTo(200);
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldNameTheGenerationInWhichAChangeIs() throws Exception {
    HttpResponse<String> one = call("Action=CreateVpc&CidrBlock=10.1.0.0%2F16");
    HttpResponse<String> two = call("Action=CreateVpc&CidrBlock=10.2.0.0%2F16");
    HttpResponse<String> refused = call("Action=CreateVpc&CidrBlock=10.2.0.0%2F99");

    assertThat(generation(one)).isPositive();
    assertThat(generation(two))
        .isGreaterThan(generation(one))
        .isEqualTo(plane.datapath().state().generation());
    assertThat(generation(refused)).isEqualTo(-1);
    assertThat(generation(call("Action=DescribeVpcs"))).isEqualTo(-1);
    assertThat(get("/health").body()).contains("\"reached\":" + generation(two));
  }

  @Test
  void shouldCountForPrometheus() throws Exception {
    call("Action=CreateVpc&CidrBlock=10.1.0.0%2F16");
    call("Action=CreateVpc&CidrBlock=10.1.0.0%2F99");
    call("Action=RunAway");

    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains(
            "# TYPE peerway_api_calls_total counter",
            "peerway_api_calls_total{action=\"CreateVpc\",code=\"Success\"} 1.0",
            "peerway_api_calls_total{action=\"CreateVpc\",code=\"InvalidParameterValue\"} 1.0",
            "peerway_api_calls_total{action=\"unknown\",code=\"InvalidAction\"} 1.0",
            "peerway_api_call_seconds_bucket{action=\"CreateVpc\",le=\"+Inf\"} 2",
            "peerway_apply_seconds_count",
            "peerway_objects{kind=\"vpc\"} 2.0",
            "peerway_store_revision",
            "peerway_generation_published",
            "peerway_generation_reached");
  }

  @Test
  void shouldOnlyBeReadThere() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(plane.uri().resolve("/metrics"))
            .POST(BodyPublishers.noBody())
            .build();

    assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    assertThat(get("/other").statusCode()).isEqualTo(404);
  }
}
