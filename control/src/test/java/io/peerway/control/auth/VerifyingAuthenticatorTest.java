package io.peerway.control.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.TestClock;
import io.peerway.control.model.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class VerifyingAuthenticatorTest {
  // The example of AWS's page "Create a signed AWS API request", key and signature included.
  private static final String EXAMPLE_KEY = "AKIDEXAMPLE";
  private static final String EXAMPLE_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final SignedRequest EXAMPLE =
      new SignedRequest(
          "GET",
          "/",
          Map.of("Action", "ListUsers", "Version", "2010-05-08"),
          Map.of(
              "content-type",
              "application/x-www-form-urlencoded; charset=utf-8",
              "host",
              "iam.amazonaws.com",
              "x-amz-date",
              "20150830T123600Z",
              "authorization",
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                  + " SignedHeaders=content-type;host;x-amz-date,"
                  + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
          "");
  private static final Instant SIGNED_AT = Instant.parse("2015-08-30T12:36:00Z");

  private static final Credentials CREDENTIALS =
      Credentials.parse(
          """
          {"keys": [
            {"accessKeyId": "%s", "secretAccessKey": "%s", "account": "111111111111"},
            {"accessKeyId": "READER", "secretAccessKey": "r", "account": "222222222222",
             "allow": ["ec2:Describe*"]}]}
          """
              .formatted(EXAMPLE_KEY, EXAMPLE_SECRET));

  private static VerifyingAuthenticator at(Instant now) {
    VerifyingAuthenticator[] made = new VerifyingAuthenticator[1];
    Instant[] time = {Instant.EPOCH};
    made[0] = new VerifyingAuthenticator(CREDENTIALS, () -> time[0]);
    time[0] = now;
    return made[0];
  }

  private static Scope authenticate(VerifyingAuthenticator authenticator, SignedRequest request) {
    CredentialScope scope =
        CredentialScope.of(
            Optional.ofNullable(request.headers().get("authorization")), request.query());
    return authenticator.authenticate(
        request, scope, request.query().getOrDefault("Action", "ListUsers"));
  }

  private static void assertRefused(
      VerifyingAuthenticator authenticator, SignedRequest request, int status, String code) {
    assertThatThrownBy(() -> authenticate(authenticator, request))
        .asInstanceOf(InstanceOfAssertFactories.type(AuthException.class))
        .returns(code, AuthException::code)
        .returns(status, AuthException::status);
  }

  private static SignedRequest withHeader(String name, UnaryOperator<String> change) {
    Map<String, String> headers = new HashMap<>(EXAMPLE.headers());
    headers.compute(name, (any, old) -> change.apply(old));
    return new SignedRequest("GET", "/", EXAMPLE.query(), headers, "");
  }

  private static SignedRequest withAuthorization(String part, String other) {
    assertThat(EXAMPLE.headers().get("authorization")).contains(part);
    return withHeader("authorization", text -> text.replace(part, other));
  }

  @Test
  void shouldVerifyTheExampleOfTheSpecification() {
    assertThat(authenticate(at(SIGNED_AT), EXAMPLE))
        .isEqualTo(new Scope("111111111111", "us-east-1"));
  }

  @Test
  void shouldRefuseWhatWasAlteredAnywhere() {
    VerifyingAuthenticator now = at(SIGNED_AT);
    Map<String, String> query = EXAMPLE.query();
    Map<String, String> headers = EXAMPLE.headers();
    SignedRequest[] altered = {
      new SignedRequest("POST", "/", query, headers, ""),
      new SignedRequest("GET", "/x", query, headers, ""),
      new SignedRequest("GET", "/", query, headers, "x"),
      new SignedRequest("GET", "/", Map.of("Action", "ListUsers"), headers, ""),
      new SignedRequest(
          "GET", "/", Map.of("Action", "DeleteUser", "Version", "2010-05-08"), headers, ""),
      withHeader("host", old -> "example.com"),
      withHeader("content-type", old -> "text/plain"),
      withHeader("x-amz-date", old -> "20150830T123601Z"),
      withHeader("x-amz-target", old -> "unsigned"),
      withAuthorization("us-east-1", "us-west-1"),
      withAuthorization("/20150830/", "/20150831/"),
      withAuthorization("content-type;host;x-amz-date", "content-type;host"),
      withAuthorization("content-type;host;x-amz-date", "content-type;x-amz-date"),
      withAuthorization("content-type;host;x-amz-date", "content-type;host;x-amz-date;x-amz-none"),
      withAuthorization("Signature=5d67", "Signature=5d66"),
      withAuthorization("AKIDEXAMPLE", "READER")
    };

    for (SignedRequest request : altered) {
      assertRefused(now, request, 403, "SignatureDoesNotMatch");
    }
    assertThat(authenticate(now, EXAMPLE).account()).isEqualTo("111111111111");
  }

  @Test
  void shouldRefuseAnIncompleteSignature() {
    VerifyingAuthenticator now = at(SIGNED_AT);

    assertRefused(now, withHeader("x-amz-date", old -> null), 400, "IncompleteSignature");
    assertRefused(now, withHeader("x-amz-date", old -> "today"), 400, "IncompleteSignature");
    assertRefused(now, withAuthorization(", Signature=", ", Signed="), 400, "IncompleteSignature");
    assertRefused(now, withAuthorization("SignedHeaders=", ""), 400, "IncompleteSignature");
  }

  @Test
  void shouldRefuseAKeyThatNobodyNamed() {
    VerifyingAuthenticator now = at(SIGNED_AT);
    SignedRequest ec2 =
        withAuthorization("AKIDEXAMPLE/20150830/us-east-1/iam", "X/1/us-east-1/ec2");
    SignedRequest sts =
        withAuthorization("AKIDEXAMPLE/20150830/us-east-1/iam", "X/1/us-east-1/sts");

    assertRefused(now, ec2, 401, "AuthFailure");
    assertRefused(now, sts, 403, "InvalidClientTokenId");
  }

  @Test
  void shouldTakeASignatureWithinAQuarterOfAnHour() {
    Duration tolerance = VerifyingAuthenticator.TOLERANCE;
    Duration more = tolerance.plusSeconds(1);

    assertThat(authenticate(at(SIGNED_AT.plus(tolerance)), EXAMPLE)).isNotNull();
    assertThat(authenticate(at(SIGNED_AT.minus(tolerance)), EXAMPLE)).isNotNull();
    assertRefused(at(SIGNED_AT.plus(more)), EXAMPLE, 400, "RequestExpired");
    assertRefused(at(SIGNED_AT.minus(more)), EXAMPLE, 400, "RequestExpired");
  }

  @Test
  void shouldRefuseTheSameRequestTwice() {
    VerifyingAuthenticator now = at(SIGNED_AT.plusSeconds(60));
    authenticate(now, EXAMPLE);

    assertRefused(now, EXAMPLE, 403, "SignatureDoesNotMatch");
  }

  @Test
  void shouldAskAClientToSignAnewWhereTwoOfItsRequestsAreEqual() {
    VerifyingAuthenticator now = at(SIGNED_AT);
    authenticate(now, EXAMPLE);

    assertRefused(now, EXAMPLE, 503, "RequestLimitExceeded");
  }

  @Test
  void shouldRefuseWhatAnEarlierProcessMayHaveTaken() {
    InstantSource restarted = () -> SIGNED_AT.plusSeconds(60);

    assertRefused(
        new VerifyingAuthenticator(CREDENTIALS, restarted), EXAMPLE, 400, "RequestExpired");
  }

  @Test
  void shouldTakeAPresignedUrlForAsLongAsItSays() {
    TestClock clock = new TestClock();
    VerifyingAuthenticator authenticator = new VerifyingAuthenticator(CREDENTIALS, clock);

    assertThat(authenticate(authenticator, presigned("DescribeVpcs", 60)).account())
        .isEqualTo("222222222222");
    SignedRequest late = presigned("DescribeSubnets", 60);
    clock.advance(Duration.ofSeconds(61));
    assertRefused(authenticator, late, 400, "RequestExpired");
    assertRefused(authenticator, presigned("DescribeVpcs", 604_801), 400, "IncompleteSignature");
    assertRefused(authenticator, presigned("DescribeVpcs", 0), 400, "IncompleteSignature");
  }

  @Test
  void shouldRefuseWhatAKeyMayNotDoThoughItIsSignedWell() {
    VerifyingAuthenticator now = new VerifyingAuthenticator(CREDENTIALS, new TestClock());

    assertRefused(now, presigned("CreateVpc", 60), 403, "UnauthorizedOperation");
    assertThat(authenticate(now, presigned("DescribeVpcs", 60))).isNotNull();
  }

  @Test
  void shouldOnlyEverRefuseWhateverComes() {
    VerifyingAuthenticator now = at(SIGNED_AT);
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      SignedRequest signed = random.nextBoolean() ? EXAMPLE : presigned("DescribeVpcs", 60);
      Map<String, String> headers = mutated(random, signed.headers());
      Map<String, String> query = mutated(random, signed.query());
      try {
        authenticate(now, new SignedRequest("GET", "/", query, headers, ""));
      } catch (AuthException refused) {
        assertThat(refused.status()).isBetween(400, 503);
      }
    }
  }

  private static Map<String, String> mutated(Random random, Map<String, String> fields) {
    Map<String, String> mutated = new HashMap<>(fields);
    List<String> names = fields.keySet().stream().sorted().toList();
    for (int i = random.nextInt(3); i > 0; i--) {
      String name = names.get(random.nextInt(names.size()));
      StringBuilder value = new StringBuilder(mutated.getOrDefault(name, " "));
      int at = random.nextInt(value.length());
      switch (random.nextInt(4)) {
        case 0 -> value.deleteCharAt(at);
        case 1 -> value.insert(at, (char) random.nextInt(300));
        case 2 -> value.setLength(at);
        default -> value.setCharAt(at, "=/,; -09ZT".charAt(random.nextInt(10)));
      }
      if (value.isEmpty()) {
        mutated.remove(name);
      } else {
        mutated.put(name, value.toString());
      }
    }
    return mutated;
  }

  /** A URL that READER presigned when {@link TestClock} starts. */
  private static SignedRequest presigned(String action, int seconds) {
    Map<String, String> query = new HashMap<>();
    query.put("Action", action);
    query.put("Odd name", "a/b+c~*ä");
    query.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
    query.put("X-Amz-Credential", "READER/20260101/eu-west-1/ec2/aws4_request");
    query.put("X-Amz-Date", "20260101T000000Z");
    query.put("X-Amz-Expires", Integer.toString(seconds));
    query.put("X-Amz-SignedHeaders", "host");
    Map<String, String> headers = Map.of("host", "localhost");
    String text =
        "AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/eu-west-1/ec2/aws4_request\n"
            + Hmac.sha256Hex(
                "GET\n/\nAction="
                    + action
                    + "&Odd%20name=a%2Fb%2Bc~%2A%C3%A4&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                    + "&X-Amz-Credential=READER%2F20260101%2Feu-west-1%2Fec2%2Faws4_request"
                    + "&X-Amz-Date=20260101T000000Z&X-Amz-Expires="
                    + seconds
                    + "&X-Amz-SignedHeaders=host\nhost:localhost\n\nhost\n"
                    + Hmac.sha256Hex(""));
    byte[] key = Hmac.hmac("AWS4r".getBytes(StandardCharsets.UTF_8), "20260101");
    for (String part : new String[] {"eu-west-1", "ec2", "aws4_request"}) {
      key = Hmac.hmac(key, part);
    }
    query.put("X-Amz-Signature", Hmac.hmacHex(key, text));
    return new SignedRequest("GET", "/", query, headers, "");
  }
}
