package io.peerway.control.http;

import java.util.Map;

/**
 * An answer.
 *
 * @param status such as 200
 * @param headers beside the content type and those of the connection
 * @param body text in UTF-8
 */
public record HttpReply(int status, String contentType, Map<String, String> headers, String body) {
  public HttpReply {
    headers = Map.copyOf(headers);
  }

  /** An answer without more headers. */
  public HttpReply(int status, String contentType, String body) {
    this(status, contentType, Map.of(), body);
  }
}
