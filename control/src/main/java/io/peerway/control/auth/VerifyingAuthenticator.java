package io.peerway.control.auth;

import io.peerway.control.model.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Verifies AWS Signature Version 4: a request is taken once, in time, unaltered, and only from the
 * holder of a key that may do what it asks for.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Create a signed AWS API request</a>
 */
public final class VerifyingAuthenticator implements Authenticator {
  /** RequestExpired in EC2's list of error codes: in either direction. */
  static final Duration TOLERANCE = Duration.ofMinutes(15);

  // Signatures have whole seconds, and a request is under way for a moment.
  private static final Duration SAME_MOMENT = Duration.ofSeconds(2);

  private static final String STS = "sts";

  // AWS: no permission is needed to ask who one is.
  private static final String ALWAYS_ALLOWED = "sts:GetCallerIdentity";

  // Whoever acts for another account has a key of that account in the file.
  private static final String NEVER_ALLOWED = "sts:AssumeRole";

  private final Credentials credentials;
  private final InstantSource clock;
  private final Instant start;
  private final ReplayGuard replays = new ReplayGuard();

  public VerifyingAuthenticator(Credentials credentials, InstantSource clock) {
    this.credentials = credentials;
    this.clock = clock;
    // Signatures have whole seconds.
    this.start = clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public Scope authenticate(SignedRequest request, CredentialScope scope, String action) {
    Signature signature = Signature.of(request);
    AccessKey key = credentials.key(scope.accessKeyId()).orElseThrow(() -> unknownKey(scope));
    checkHeaders(request, signature.signedHeaders());
    Instant now = clock.instant();
    Instant validUntil = signature.signedAt().plus(signature.lifetime().orElse(TOLERANCE));
    checkTime(signature, scope, validUntil, now);
    String expected = sign(request, signature, scope, key.secret());
    if (!MessageDigest.isEqual(bytes(expected), bytes(signature.text()))) {
      throw mismatch(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
    if (!replays.take(expected, validUntil, now)) {
      throw repeated(signature.signedAt(), now);
    }
    checkAllowed(key, scope.service() + ":" + action);
    return new Scope(key.account(), scope.region());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sign(
      SignedRequest request, Signature signature, CredentialScope scope, String secret) {
    byte[] key = Hmac.hmac(bytes("AWS4" + secret), scope.date());
    for (String part : List.of(scope.region(), scope.service(), CredentialScope.TERMINATOR)) {
      key = Hmac.hmac(key, part);
    }
    return Hmac.hmacHex(
        key,
        String.join(
            "\n",
            Signature.ALGORITHM,
            signature.timestamp(),
            scope.text(),
            Hmac.sha256Hex(CanonicalRequest.of(request, signature.signedHeaders()))));
  }

  /** What says where a request goes, and what it means to AWS, has to be signed. */
  private static void checkHeaders(SignedRequest request, List<String> signed) {
    for (String name : signed) {
      if (!request.headers().containsKey(name)) {
        throw mismatch("The header '" + name + "' is signed and is not there.");
      }
    }
    for (String name : request.headers().keySet()) {
      if ((name.equals("host") || name.startsWith("x-amz-")) && !signed.contains(name)) {
        throw mismatch("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
      }
    }
    if (!signed.contains("host")) {
      throw mismatch("'host' must be a 'SignedHeader' in the AWS Authorization.");
    }
  }

  private void checkTime(
      Signature signature, CredentialScope scope, Instant validUntil, Instant now) {
    if (!signature.timestamp().startsWith(scope.date())) {
      throw mismatch(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '%s' != '%s'".formatted(scope.date(), signature.timestamp()));
    }
    if (now.isAfter(validUntil)) {
      throw expired("Signature expired: it was valid until %s, and now it is %s", validUntil, now);
    }
    Instant signedAt = signature.signedAt();
    if (signedAt.isAfter(now.plus(TOLERANCE))) {
      throw expired("Signature not yet current: it is of %s, and now it is %s", signedAt, now);
    }
    if (signedAt.isBefore(start)) {
      // What an earlier process took is forgotten.
      throw expired("Signature expired: it is of %s, before the start at %s", signedAt, start);
    }
  }

  private static void checkAllowed(AccessKey key, String action) {
    boolean allowed = key.mayDo(action) && !action.equals(NEVER_ALLOWED);
    if (!allowed && !action.equals(ALWAYS_ALLOWED)) {
      String user = "arn:aws:iam::" + key.account() + ":user/" + key.id();
      throw new AuthException(
          403,
          action.startsWith(STS) ? "AccessDenied" : "UnauthorizedOperation",
          "You are not authorized to perform this operation. User: %s is not authorized to perform: %s"
              .formatted(user, action));
    }
  }

  private static AuthException unknownKey(CredentialScope scope) {
    return scope.service().equals(STS)
        ? new AuthException(
            403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        : new AuthException(
            401, "AuthFailure", "AWS was not able to validate the provided access credentials");
  }

  private static AuthException mismatch(String message) {
    return new AuthException(403, "SignatureDoesNotMatch", message);
  }

  /**
   * Two equal requests that a client signs within a second have one signature. SDKs take the
   * throttling code as a reason to wait a moment and to sign again, so that scripts do not notice.
   */
  private static AuthException repeated(Instant signedAt, Instant now) {
    return now.isBefore(signedAt.plus(SAME_MOMENT))
        ? new AuthException(
            503,
            "RequestLimitExceeded",
            "Request limit exceeded. A request with this signature was received already: sign it"
                + " anew.")
        : mismatch("The request was received before. Sign every request anew.");
  }

  // SDKs take this code for a wrong clock, correct theirs by the answer's Date, and sign again.
  private static AuthException expired(String message, Instant then, Instant now) {
    return new AuthException(400, "RequestExpired", message.formatted(then, now));
  }
}
