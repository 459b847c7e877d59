package io.peerway.tools.counters;

import io.peerway.dataplane.observe.CounterReader;
import io.peerway.tools.operator.SocketPath;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file of a router's counters, which is beside its operator socket. */
public final class CounterFile {

  private static final String EXTENSION = ".counters";
  private static final String SOCKET_EXTENSION = ".sock";

  private CounterFile() {}

  /** {@code /run/peerway/peerway.counters} for {@code /run/peerway/peerway.sock}. */
  public static Path beside(Path socket) {
    String name = socket.getFileName().toString();
    String stem =
        name.endsWith(SOCKET_EXTENSION)
            ? name.substring(0, name.length() - SOCKET_EXTENSION.length())
            : name;
    return socket.resolveSibling(stem + EXTENSION);
  }

  /**
   * Opens the counters of the router that has or had a socket.
   *
   * @throws UserException when there are none, or they cannot be read
   */
  public static CounterReader open(Path socket) {
    Path file = beside(socket);
    try {
      return CounterReader.open(file);
    } catch (NoSuchFileException e) {
      throw SocketPath.noRouter(socket);
    } catch (AccessDeniedException e) {
      throw new UserException(
          ExitStatus.NO_ROUTER,
          "you may not read %s: run this as the user who runs the router (root?)".formatted(file));
    } catch (IOException e) {
      throw new UserException(ExitStatus.FAILED, e.getMessage());
    }
  }

  /** What to say where a router is needed that lives. */
  public static UserException ended(CounterReader counters) {
    return new UserException(
        ExitStatus.NO_ROUTER,
        "the router, process %d, has ended; peerway counters and peerway drops show what it counted"
            .formatted(counters.process()));
  }
}
