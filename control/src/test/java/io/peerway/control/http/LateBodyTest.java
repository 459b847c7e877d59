package io.peerway.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that write a request's headers and its body one after the other, as most do. */
@Timeout(120)
class LateBodyTest {

  private static final int REQUESTS = 5;

  private static final Endpoint ECHO =
      new Endpoint() {
        @Override
        public HttpReply answer(HttpCall call) {
          return new HttpReply(200, "text/plain", call.body());
        }

        @Override
        public HttpReply refusal(int status, String why) {
          return new HttpReply(status, "text/plain", why);
        }
      };

  @Test
  void shouldAnswerEveryRequestOfAConnectionWhoseBodiesComeAfterTheirHeaders() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (HttpServer server = HttpServer.start(anyPort, ECHO, HttpLimits.DEFAULT);
        Socket client = connect(server);
        Socket other = connect(server)) {
      for (int i = 0; i < REQUESTS; i++) {
        String body = "request-" + i;
        write(client, headers(body));
        // One thread serves both: when it has answered this it has read the headers, too.
        exchange(other, "other-" + i);
        write(client, body);
        assertThat(readUntil(client, body)).startsWith("HTTP/1.1 200");
      }
    }
  }

  private static Socket connect(HttpServer server) throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static String headers(String body) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(body.length());
  }

  private static void exchange(Socket socket, String body) throws IOException {
    write(socket, headers(body) + body);
    readUntil(socket, body);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new EOFException("the server closed after: " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }
}
