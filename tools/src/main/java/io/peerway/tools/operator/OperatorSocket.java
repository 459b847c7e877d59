package io.peerway.tools.operator;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The socket at which one router, and no second, listens for operators. */
public final class OperatorSocket implements AutoCloseable {

  private final Path path;
  private final ServerSocketChannel channel;

  private OperatorSocket(Path path, ServerSocketChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Listens at {@code path}, mode 0600. The directory is made where it lacks; a socket whose router
   * has ended is replaced.
   *
   * @throws UserException when another router listens there, or the directory cannot be written
   */
  public static OperatorSocket bind(Path path) {
    Path checked = SocketPath.checked(path);
    try {
      Files.createDirectories(checked.getParent());
      return bindUnseen(checked);
    } catch (IOException e) {
      throw new UserException(
          ExitStatus.MACHINE,
          "cannot make the socket %s (%s): choose another --socket".formatted(checked, e));
    }
  }

  /** The socket becomes visible at its path only with its mode: nobody else can be in time. */
  private static OperatorSocket bindUnseen(Path path) throws IOException {
    Path unseen =
        Files.createTempDirectory(
            path.getParent(),
            ".",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path socket = unseen.resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      show(socket, path);
      return new OperatorSocket(path, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(unseen);
    }
  }

  private static void show(Path socket, Path path) throws IOException {
    try {
      Files.createLink(path, socket);
    } catch (FileAlreadyExistsException e) {
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new UserException(
            ExitStatus.MACHINE, path + " exists and is no socket: choose another --socket");
      }
      if (isAlive(path)) {
        throw new UserException(
            ExitStatus.MACHINE,
            "a router already runs at %s: stop it, or give this one another --socket"
                .formatted(path));
      }
      Files.delete(path);
      Files.createLink(path, socket);
    }
  }

  private static boolean isAlive(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  public Path path() {
    return path;
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /** Removes it. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
    channel.close();
  }
}
