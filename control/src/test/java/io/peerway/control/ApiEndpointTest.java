package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.auth.Authenticator;
import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.ec2.StsService;
import io.peerway.control.http.HttpCall;
import io.peerway.control.http.HttpReply;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Quotas;
import io.peerway.control.observe.Metrics;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.MemoryStore;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApiEndpointTest {
  private final Metrics metrics = new Metrics();
  private final ApiEndpoint endpoint =
      new ApiEndpoint(
          new Ec2Service(
              new Ledger(new MemoryStore()),
              new TestClock(),
              new Ids(new Random(1)),
              Quotas.DEFAULT,
              new FakeRouter()),
          new StsService(new TestClock()),
          Authenticator.believing(),
          () -> 42,
          metrics);

  private static String signature(String service) {
    return "AWS4-HMAC-SHA256 Credential=111111111111/20260101/eu-west-1/"
        + service
        + "/aws4_request, SignedHeaders=host, Signature=0";
  }

  private HttpReply post(String service, String body) {
    return endpoint.answer(
        new HttpCall("POST", "/", "", Map.of("authorization", signature(service)), body));
  }

  @Test
  void shouldTakeParametersFromBodyAndQuery() {
    String call = "Action=DescribeRegions&Version=2016-11-15";
    Map<String, String> headers = Map.of("authorization", signature("ec2"));

    assertThat(post("ec2", call).body()).contains("DescribeRegionsResponse");
    assertThat(endpoint.answer(new HttpCall("GET", "/", call, headers, "")).body())
        .contains("DescribeRegionsResponse");
    assertThat(post("ec2", call).contentType()).isEqualTo("text/xml;charset=UTF-8");
  }

  @Test
  void shouldTakeAPresignedUrl() {
    HttpReply reply =
        endpoint.answer(
            new HttpCall(
                "GET",
                "/",
                "Action=DescribeVpcs&Version=2016-11-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                    + "&X-Amz-Credential=210987654321%2F20260101%2Feu-west-1%2Fec2%2Faws4_request"
                    + "&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
                    + "&X-Amz-Signature=0",
                Map.of(),
                ""));

    assertThat(reply.body()).contains("<ownerId>210987654321</ownerId>");
  }

  @Test
  void shouldRefuseUnsignedAndMalformedCalls() {
    HttpReply unsigned =
        endpoint.answer(new HttpCall("POST", "/", "", Map.of(), "Action=DescribeVpcs"));
    assertThat(unsigned.status()).isEqualTo(403);
    assertThat(unsigned.body()).contains("<Code>MissingAuthenticationToken</Code>");
    assertThat(post("ec2", "Action=%zz").body()).contains("<Code>MalformedQueryString</Code>");
    assertThat(post("ec2", "Action=A&Action=B").body())
        .contains("<Code>MalformedQueryString</Code>", "Action is given twice");
  }

  @Test
  void shouldServeNothingElse() {
    Map<String, String> headers = Map.of("authorization", signature("ec2"));
    assertThat(endpoint.answer(new HttpCall("GET", "/other", "", headers, "")).status())
        .isEqualTo(404);
    assertThat(endpoint.answer(new HttpCall("PUT", "/", "", headers, "")).status()).isEqualTo(405);
    HttpReply iam = post("iam", "Action=GetUser&Version=2010-05-08");
    assertThat(iam.status()).isEqualTo(400);
    assertThat(iam.body()).contains("<Code>InvalidAction</Code>");
  }

  @Test
  void shouldAnswerStsInItsOwnShape() {
    assertThat(post("sts", "Action=GetCallerIdentity&Version=2011-06-15").body())
        .startsWith(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\
            <GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:root</Arn>\
            <UserId>111111111111</UserId><Account>111111111111</Account>\
            </GetCallerIdentityResult><ResponseMetadata><RequestId>""");
    assertThat(post("sts", "Action=GetCallerIdentity&Version=2011-06-15&Colour=red").body())
        .contains("<ErrorResponse", "<Type>Sender</Type>", "<Code>UnknownParameter</Code>");
    assertThat(post("sts", "Version=2011-06-15").body()).contains("<Code>MissingParameter</Code>");
  }

  @Test
  void shouldSayInXmlWhatTheServerRefuses() {
    assertThat(endpoint.refusal(413, "too much").body())
        .contains("<Code>InvalidRequest</Code><Message>too much</Message>");
  }
}
