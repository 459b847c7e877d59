package io.peerway.control.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Where a router keeps what has to outlive it. */
public final class DataDirectory {
  private static final String NAME = "peerway";

  private DataDirectory() {}

  /**
   * The directory that is used when none is named: {@code peerway} in the user's state directory.
   *
   * @param environment of the process
   * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory
   *     Specification</a>
   */
  public static Path standard(Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    // The specification: a path that is not absolute is to be ignored.
    return state.startsWith("/")
        ? Path.of(state, NAME)
        : Path.of(environment.getOrDefault("HOME", "/"), ".local", "state", NAME);
  }

  /**
   * Makes the directory, for its owner alone, unless it is there.
   *
   * @throws StoreException if it cannot be made
   */
  static void create(Path directory) {
    try {
      make(directory.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new StoreException("The data directory %s cannot be made".formatted(directory), e);
    }
  }

  private static void make(Path missing) throws IOException {
    if (Files.isDirectory(missing)) {
      return;
    }
    Path parent = missing.getParent();
    make(parent);
    Files.createDirectory(
        missing,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // Without this a power failure could take the new name, and all in it, away again.
    try (FileChannel entries = FileChannel.open(parent, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}
