package io.peerway.control.http;

import java.time.Duration;

/**
 * What a client may ask of the server.
 *
 * @param requestLine longest request line in bytes; a GET carries its parameters there
 * @param headers all of them together, in bytes
 * @param body in bytes
 * @param connections open at a time
 * @param patience how long a request may take to arrive in full, from the connection's opening or
 *     from the answer before it
 */
public record HttpLimits(
    int requestLine, int headers, int body, int connections, Duration patience) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(64 << 10, 32 << 10, 1 << 20, 1024, Duration.ofSeconds(60));
}
