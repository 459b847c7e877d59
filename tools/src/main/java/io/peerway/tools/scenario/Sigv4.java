package io.peerway.tools.scenario;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs EC2 Query requests: a POST of a form to {@code /}. Source: AWS General Reference, "Create a
 * signed AWS API request" (Signature Version 4).
 *
 * @param accessKey a 12-digit one is the account itself
 */
record Sigv4(String accessKey, String secretKey, String region, String service) {

  static final String CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String SIGNED_HEADERS = "content-type;host;x-amz-date";
  private static final int DATE_LENGTH = 8;

  /** The headers that make the request of {@code body} to {@code endpoint} a signed one. */
  Map<String, String> headers(URI endpoint, String body, Instant now) {
    String time = TIME.format(now);
    String date = time.substring(0, DATE_LENGTH);
    String scope = "%s/%s/%s/aws4_request".formatted(date, region, service);
    String canonicalRequest =
        """
        POST
        /

        content-type:%s
        host:%s
        x-amz-date:%s

        %s
        %s"""
            .formatted(CONTENT_TYPE, endpoint.getAuthority(), time, SIGNED_HEADERS, sha256(body));
    String toSign = "%s\n%s\n%s\n%s".formatted(ALGORITHM, time, scope, sha256(canonicalRequest));
    byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    String signature = HexFormat.of().formatHex(hmac(key, toSign));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", CONTENT_TYPE);
    headers.put("X-Amz-Date", time);
    headers.put(
        "Authorization",
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, accessKey, scope, SIGNED_HEADERS, signature));
    return headers;
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
