package io.peerway.tools.command;

import io.peerway.tools.operator.OperatorClient;
import io.peerway.tools.operator.SocketPath;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of every command that talks to a running router. */
final class RouterOption {

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "The running router's socket. Standard: /run/peerway/peerway.sock.")
  private Path socket;

  OperatorClient client() {
    return new OperatorClient(path());
  }

  Path path() {
    return socket == null ? SocketPath.standard() : socket;
  }
}
