package io.peerway.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpServerTest {
  private static final HttpLimits LIMITS =
      new HttpLimits(200, 1000, 5000, 4, Duration.ofSeconds(30));

  private final CountDownLatch slow = new CountDownLatch(1);
  private HttpServer server;

  private final Endpoint echo =
      new Endpoint() {
        @Override
        public HttpReply answer(HttpCall call) {
          if (call.body().equals("slow")) {
            awaitSlow();
          }
          if (call.body().equals("bug")) {
            throw new IllegalStateException("a bug");
          }
          return new HttpReply(
              200,
              "text/plain",
              call.method() + " " + call.path() + " " + call.query() + " " + call.body());
        }

        @Override
        public HttpReply refusal(int status, String why) {
          return new HttpReply(status, "text/plain", why);
        }
      };

  private void awaitSlow() {
    try {
      slow.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpServer start(HttpLimits limits) throws IOException {
    return HttpServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), echo, limits);
  }

  @BeforeEach
  void start() throws IOException {
    server = start(LIMITS);
  }

  @AfterEach
  void stop() {
    slow.countDown();
    server.close();
  }

  @Test
  void shouldAnswerOneAfterTheOtherOnOneConnection() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      assertThat(client.send(RawClient.post("one")).answer()).isEqualTo("200 POST /  one");
      assertThat(client.send("GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n").answer())
          .isEqualTo("200 GET /a b=c ");
    }
  }

  @Test
  void shouldWaitForTheRestOfARequest() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      for (int i = 0; i < 5; i++) {
        for (String piece : RawClient.post("two").split("(?<=\\G.{20})", -1)) {
          client.send(piece);
        }
        assertThat(client.answer()).isEqualTo("200 POST /  two");
      }
    }
  }

  @Test
  void shouldAnswerPipelinedRequestsInOrder() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send(RawClient.post("slow") + RawClient.post("b") + RawClient.post("c"));
      slow.countDown();

      assertThat(client.answer()).endsWith("slow");
      assertThat(client.answer()).endsWith("b");
      assertThat(client.answer()).endsWith("c");
    }
  }

  @Test
  void shouldAnswerOthersWhileOneAnswerTakesItsTime() throws IOException {
    try (RawClient waiting = new RawClient(server.address());
        RawClient client = new RawClient(server.address())) {
      waiting.send(RawClient.post("slow"));
      assertThat(client.send(RawClient.post("quick")).answer()).endsWith("quick");
      slow.countDown();
      assertThat(waiting.answer()).endsWith("slow");
    }
  }

  @Test
  void shouldTakeAChunkedBody() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

      assertThat(client.answer()).endsWith("abcde");
    }
  }

  @Test
  void shouldCloseWhenTheClientAsksForIt() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

      assertThat(client.answer()).startsWith("200");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void shouldRefuseWhatIsTooLargeAndHangUp() throws IOException {
    String longText = "a".repeat(6000);
    assertRefused(RawClient.post(longText), "413");
    assertRefused("GET /?" + longText + " HTTP/1.1\r\n\r\n", "414");
    assertRefused("GET / HTTP/1.1\r\nX: " + longText + "\r\n\r\n", "431");
  }

  @Test
  void shouldRefuseWhatIsTooLargeThoughTheClientNeverStopsSending() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
      for (int i = 0; i < 200; i++) {
        client.send("x".repeat(10_000));
      }

      assertThat(client.answer()).startsWith("413");
    }
  }

  @Test
  void shouldRefuseWhatIsNotHttp() throws IOException {
    assertRefused("\u0016\u0003\u0001 hello\r\n\r\n", "400");
    assertRefused("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", "400");
  }

  private void assertRefused(String request, String status) throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      assertThat(client.send(request).answer()).startsWith(status);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void shouldHangUpWhenTheEndpointFails() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      assertThat(client.send(RawClient.post("bug")).answer()).isEqualTo("closed");
    }
    try (RawClient client = new RawClient(server.address())) {
      assertThat(client.send(RawClient.post("more")).answer()).endsWith("more");
    }
  }

  @Test
  void shouldLoseItsPatienceWithIdleAndSlowClients() throws IOException {
    try (HttpServer impatient = start(new HttpLimits(200, 1000, 5000, 4, Duration.ofMillis(300)));
        RawClient idle = new RawClient(impatient.address());
        RawClient dribbling = new RawClient(impatient.address());
        RawClient afterwards = answeredInTime(impatient)) {
      dribbling.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");

      assertThat(idle.rest()).isEmpty();
      assertThat(dribbling.rest()).isEmpty();
      assertThat(afterwards.rest()).isEmpty();
    }
  }

  /** A client that was answered before the server's patience with it was over. */
  private static RawClient answeredInTime(HttpServer server) throws IOException {
    while (true) { // a busy machine may hold up the request; the test's timeout ends it
      RawClient client = new RawClient(server.address());
      try {
        if (client.send(RawClient.post("x")).answer().startsWith("200")) {
          return client;
        }
      } catch (SocketException hungUp) {
        // the same
      }
      client.close();
    }
  }

  @Test
  void shouldTurnAwayMoreConnectionsThanItMayHave() throws IOException {
    RawClient[] clients = new RawClient[LIMITS.connections()];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = new RawClient(server.address());
      assertThat(clients[i].send(RawClient.post("x")).answer()).startsWith("200");
    }
    try (RawClient oneTooMany = new RawClient(server.address())) {
      assertThat(oneTooMany.rest()).isEmpty();
    }
    for (RawClient client : clients) {
      client.close();
    }
  }

  @Test
  void shouldSayWhyItCannotListen() {
    assertThatThrownBy(() -> HttpServer.start(server.address(), echo, LIMITS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot listen on");
  }
}
