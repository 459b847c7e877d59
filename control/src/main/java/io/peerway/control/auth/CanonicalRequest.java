package io.peerway.control.auth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The one text for a request that both sides sign.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Create a signed AWS API request</a>
 */
final class CanonicalRequest {
  private CanonicalRequest() {}

  /**
   * The text.
   *
   * @param signedHeaders names of headers that the request has
   */
  static String of(SignedRequest request, List<String> signedHeaders) {
    String headers =
        signedHeaders.stream()
            .map(name -> name + ":" + oneSpaceApart(request.headers().get(name)) + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        request.method(),
        request.path(),
        query(request.query()),
        headers,
        String.join(";", signedHeaders),
        Hmac.sha256Hex(request.body()));
  }

  // By code points of the encoded names, which are ASCII.
  private static String query(Map<String, String> parameters) {
    Map<String, String> encoded = new TreeMap<>();
    parameters.forEach((name, value) -> encoded.put(encode(name), encode(value)));
    encoded.remove(Signature.PARAMETER);
    return encoded.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
        .collect(Collectors.joining("&"));
  }

  /** RFC 3986 section 2.3: everything but letters, digits and {@code - . _ ~} is escaped. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String oneSpaceApart(String value) {
    return value.strip().replaceAll(" +", " ");
  }
}
