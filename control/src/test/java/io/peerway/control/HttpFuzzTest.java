package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Bytes that are nearly HTTP, or nothing of the kind, on connections to a whole control plane: each
 * is answered or hung up on, no failure is the server's own, and no buffer is forgotten.
 */
@Timeout(300)
class HttpFuzzTest {
  private static final int CONNECTIONS = 1500;
  private static final int COLLECTIONS = 5;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1.1 ([0-9]{3})");

  private final Random random = new Random(20260101);
  private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();
  private final Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  private final ResourceLeakDetector.Level usualLevel = ResourceLeakDetector.getLevel();
  private TestControlPlane plane;

  @BeforeEach
  void start() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    leaks.start();
    detector.addAppender(leaks);
    plane = new TestControlPlane();
  }

  @AfterEach
  void stop() {
    plane.close();
    detector.detachAppender(leaks);
    ResourceLeakDetector.setLevel(usualLevel);
  }

  @Test
  void shouldAnswerOrHangUpWhateverComesAndForgetNoBuffer() throws IOException {
    int answers = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      String bytes = bytes();
      Matcher status = STATUS.matcher(exchange(bytes));
      while (status.find()) {
        answers++;
        assertThat(Integer.parseInt(status.group(1))).as(bytes).isBetween(200, 499);
      }
    }
    assertThat(answers).isGreaterThan(CONNECTIONS / 4);

    for (int i = 0; i < COLLECTIONS; i++) {
      // The detector tells of a buffer that was collected when the next one is made.
      System.gc();
      assertThat(exchange(request("Action=DescribeVpcs&Version=2016-11-15"))).contains(" 200 ");
    }
    assertThat(leaks.list).isEmpty();
  }

  private String bytes() {
    String valid = request("Action=DescribeRegions&Version=2016-11-15");
    return switch (random.nextInt(6)) {
      case 0 -> noise(random.nextInt(2000));
      case 1 -> valid + mutate(valid);
      case 2 -> valid.substring(0, random.nextInt(valid.length()));
      case 3 -> mutate(valid.replaceFirst("Content-Length: [0-9]+", "Transfer-Encoding: chunked"));
      default -> mutate(valid);
    };
  }

  private static String request(String form) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256"
        + " Credential=111111111111/20260101/eu-west-1/ec2/aws4_request, SignedHeaders=host,"
        + " Signature=0\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        + form.length()
        + "\r\n\r\n"
        + form;
  }

  private String mutate(String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(4)) {
        case 0 -> mutated.deleteCharAt(at);
        case 1 -> mutated.insert(at, noise(1 + random.nextInt(20)));
        case 2 -> mutated.insert(at, "\r\n");
        default -> mutated.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return mutated.toString();
  }

  private String noise(int length) {
    StringBuilder noise = new StringBuilder();
    for (int i = 0; i < length; i++) {
      noise.append((char) random.nextInt(256));
    }
    return noise.toString();
  }

  /** Everything that comes back until the server hangs up. */
  private String exchange(String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plane.uri().getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      try {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        // Whoever waits for more than this learns that nothing comes.
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketException reset) {
        return "";
      }
    }
  }
}
