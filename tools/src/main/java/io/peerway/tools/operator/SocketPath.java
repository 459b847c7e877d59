package io.peerway.tools.operator;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Where the operator socket is. */
public final class SocketPath {

  /**
   * sun_path of unix(7) has 108 bytes, the last of them zero; {@link OperatorSocket} needs some of
   * them for the longer name under which it makes the socket.
   */
  static final int MAX_BYTES = 107 - 24;

  private static final Path SYSTEM = Path.of("/run/peerway/peerway.sock");

  private SocketPath() {}

  /**
   * The path unless the user names one: {@code /run/peerway/peerway.sock} for root, a file in
   * {@code $XDG_RUNTIME_DIR} for everybody else who has that.
   */
  public static Path standard() {
    return standard("root".equals(System.getProperty("user.name")), System.getenv());
  }

  static Path standard(boolean root, Map<String, String> environment) {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return root || runtime.isEmpty() ? SYSTEM : Path.of(runtime, "peerway", "peerway.sock");
  }

  /** What to say where nothing is that a router makes at its start. */
  public static UserException noRouter(Path socket) {
    return new UserException(
        ExitStatus.NO_ROUTER,
        "no router runs at %s: start one with ./peerway serve, or name its --socket"
            .formatted(socket));
  }

  /** Refuses a path that the kernel could not bind. */
  static Path checked(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    int bytes = absolute.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new UserException(
          ExitStatus.USAGE,
          "the socket path %s has %d bytes, and a socket can have %d: choose a shorter --socket"
              .formatted(absolute, bytes, MAX_BYTES));
    }
    return absolute;
  }
}
