package io.peerway.control.http;

import java.util.Map;
import java.util.Optional;

/**
 * A request.
 *
 * @param method in capitals
 * @param path without the query
 * @param query what follows the question mark, still encoded; empty if nothing does
 * @param headers by their names in lower case; several with one name joined by commas
 * @param body as it came, one character a byte
 * @param connection that it came by, if it came by one
 */
public record HttpCall(
    String method,
    String path,
    String query,
    Map<String, String> headers,
    String body,
    Optional<TcpConnection> connection) {
  /** A request that came by no connection. */
  public HttpCall(
      String method, String path, String query, Map<String, String> headers, String body) {
    this(method, path, query, headers, body, Optional.empty());
  }

  /**
   * The text of a header.
   *
   * @param name in lower case
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
