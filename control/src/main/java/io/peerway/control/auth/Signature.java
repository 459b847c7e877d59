package io.peerway.control.auth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says of its signature, in the Authorization header or, of a presigned URL, in the
 * query.
 *
 * @param timestamp as it was signed, such as {@code 20260101T000000Z}
 * @param signedAt the same as an instant
 * @param signedHeaders names in lower case, in the order in which they were signed
 * @param text 64 hexadecimal digits, if it is right
 * @param lifetime of a presigned URL
 */
record Signature(
    String timestamp,
    Instant signedAt,
    List<String> signedHeaders,
    String text,
    Optional<Duration> lifetime) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /** The parameter of a presigned URL that its signature does not cover: itself. */
  static final String PARAMETER = "X-Amz-Signature";

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
  private static final long LONGEST_LIFETIME = Duration.ofDays(7).toSeconds();

  /**
   * Reads a request's signature.
   *
   * @throws AuthException if something is missing or malformed
   */
  static Signature of(SignedRequest request) {
    return request.headers().containsKey("authorization")
        ? ofHeader(request.headers())
        : ofQuery(request.query());
  }

  private static Signature ofHeader(Map<String, String> headers) {
    Map<String, String> elements = elements(headers.get("authorization"));
    String timestamp = headers.get("x-amz-date");
    if (timestamp == null) {
      throw incomplete("Authorization header requires existence of a 'X-Amz-Date' header.");
    }
    return of(
        timestamp,
        element(elements, "SignedHeaders"),
        element(elements, "Signature"),
        Optional.empty());
  }

  // AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...
  private static Map<String, String> elements(String header) {
    if (!header.startsWith(ALGORITHM + " ")) {
      throw incomplete("Unsupported Authorization header: it does not begin with " + ALGORITHM);
    }
    Map<String, String> elements = new HashMap<>();
    for (String element : header.substring(ALGORITHM.length()).split(",", -1)) {
      String[] parts = element.strip().split("=", 2);
      if (parts.length < 2 || elements.put(parts[0], parts[1]) != null) {
        throw incomplete("Authorization header is malformed.");
      }
    }
    return elements;
  }

  private static Signature ofQuery(Map<String, String> query) {
    if (!ALGORITHM.equals(query.get("X-Amz-Algorithm"))) {
      throw incomplete("AWS query-string parameters must include 'X-Amz-Algorithm' " + ALGORITHM);
    }
    return of(
        element(query, "X-Amz-Date"),
        element(query, "X-Amz-SignedHeaders"),
        element(query, PARAMETER),
        Optional.of(lifetime(element(query, "X-Amz-Expires"))));
  }

  private static Signature of(
      String timestamp, String signedHeaders, String text, Optional<Duration> lifetime) {
    try {
      Instant at = LocalDateTime.parse(timestamp, BASIC).toInstant(ZoneOffset.UTC);
      return new Signature(timestamp, at, List.of(signedHeaders.split(";", -1)), text, lifetime);
    } catch (DateTimeException e) {
      throw incomplete("Date must be in ISO-8601 'basic format'. Got '" + timestamp + "'.");
    }
  }

  private static Duration lifetime(String seconds) {
    try {
      long count = Long.parseLong(seconds);
      if (count >= 1 && count <= LONGEST_LIFETIME) {
        return Duration.ofSeconds(count);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw incomplete("X-Amz-Expires must be between 1 and " + LONGEST_LIFETIME + " seconds.");
  }

  private static String element(Map<String, String> elements, String name) {
    String value = elements.get(name);
    if (value == null || value.isEmpty()) {
      throw incomplete("The request signature requires a '" + name + "' parameter.");
    }
    return value;
  }

  private static AuthException incomplete(String message) {
    return new AuthException(400, "IncompleteSignature", message);
  }
}
