package io.peerway.tools.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OperatorSocketIT {

  /** Arguments and result of an operation that only this test has. */
  record Text(String text) {}

  private static final Operation<Text> UPPER =
      new Operation<>() {
        @Override
        public String name() {
          return "upper";
        }

        @Override
        public Class<Text> argumentsType() {
          return Text.class;
        }

        @Override
        public Object run(Text arguments) {
          if (arguments.text().isEmpty()) {
            throw new UserException(ExitStatus.FAILED, "there is no text");
          }
          if (arguments.text().equals("defect")) {
            throw new IllegalStateException("as it should not be");
          }
          return new Text(arguments.text().toUpperCase(Locale.ROOT));
        }
      };

  @TempDir private Path directory;

  private Path path() {
    return directory.resolve("run").resolve("peerway.sock");
  }

  private OperatorServer serve() {
    return OperatorServer.start(OperatorSocket.bind(path()), List.of(UPPER));
  }

  @Test
  void shouldAnswerSeveralOperators() {
    try (OperatorServer server = serve()) {
      OperatorClient client = new OperatorClient(path());
      assertThat(server).isNotNull();
      assertThat(client.call("upper", new Text("abc"), Text.class)).isEqualTo(new Text("ABC"));
      String longText = "é".repeat(20_000);
      assertThat(client.call("upper", new Text(longText), Text.class).text())
          .isEqualTo("É".repeat(20_000));
    }
  }

  @Test
  void shouldTellTheOperatorWhyItIsRefused() {
    try (OperatorServer server = serve()) {
      OperatorClient client = new OperatorClient(path());
      assertThat(server).isNotNull();
      assertThatThrownBy(() -> client.call("upper", new Text(""), Text.class))
          .hasMessage("there is no text")
          .asInstanceOf(InstanceOfAssertFactories.type(UserException.class))
          .returns(ExitStatus.FAILED, UserException::exitStatus);
      assertThatThrownBy(() -> client.call("upper", new Text("defect"), Text.class))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("as it should not be");
      assertThatThrownBy(() -> client.call("lower", new Text("x"), Text.class))
          .hasMessageContaining("no operation lower, only [upper]");
      assertThatThrownBy(() -> client.call("upper", List.of(1), Text.class))
          .hasMessageContaining("wrong arguments of upper");
    }
  }

  @Test
  void shouldSurviveWhatIsNoRequest() throws IOException {
    try (OperatorServer server = serve()) {
      assertThat(server).isNotNull();
      for (String garbage :
          List.of(
              "", "\n", "{\n", "[1]\n", "\"x\"\n", "x".repeat(1 << 17), "{\"operation\":7}\n")) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
          channel.connect(UnixDomainSocketAddress.of(path()));
          channel.write(StandardCharsets.UTF_8.encode(garbage));
        } catch (IOException hungUp) {
          assertThat(garbage).as("what is cut off").hasSizeGreaterThan(1 << 16);
        }
      }
      assertThat(new OperatorClient(path()).call("upper", new Text("a"), Text.class).text())
          .isEqualTo("A");
    }
  }

  @Test
  void shouldBelongToItsOwnerAlone() throws IOException {
    try (OperatorSocket socket = OperatorSocket.bind(path())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path())))
          .isEqualTo("rw-------");
    }
    try (var left = Files.list(path().getParent())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void shouldRefuseASecondRouterOnTheSameSocket() throws IOException {
    try (OperatorSocket first = OperatorSocket.bind(path())) {
      assertThatThrownBy(() -> OperatorSocket.bind(path()))
          .hasMessageContaining("a router already runs at " + first.path())
          .asInstanceOf(InstanceOfAssertFactories.type(UserException.class))
          .returns(ExitStatus.MACHINE, UserException::exitStatus);
      try (var files = Files.list(path().getParent())) {
        assertThat(files).containsExactly(path());
      }
    }
  }

  @Test
  void shouldReplaceTheSocketOfARouterThatHasDied() throws IOException {
    OperatorSocket dead = OperatorSocket.bind(path());
    dead.channel().close();
    try (OperatorServer server = serve()) {
      assertThat(server).isNotNull();
      assertThat(new OperatorClient(path()).call("upper", new Text("a"), Text.class).text())
          .isEqualTo("A");
    }
  }

  @Test
  void shouldNotReplaceAFileThatIsNoSocket() throws IOException {
    Files.createDirectories(path().getParent());
    Files.writeString(path(), "precious");
    assertThatThrownBy(() -> OperatorSocket.bind(path()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is no socket");
    assertThat(path()).hasContent("precious");
  }

  @Test
  void shouldSayThatNoRouterRuns() {
    assertThatThrownBy(() -> new OperatorClient(path()).call("upper", new Text("a"), Text.class))
        .hasMessageContaining("no router runs at " + path())
        .asInstanceOf(InstanceOfAssertFactories.type(UserException.class))
        .returns(ExitStatus.NO_ROUTER, UserException::exitStatus);
  }
}
