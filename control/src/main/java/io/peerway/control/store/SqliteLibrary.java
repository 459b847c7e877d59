package io.peerway.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library.
 *
 * <p>The driver copies it out of its jar to a temporary file, which it removes when the JVM ends:
 * each process that is killed would leave a copy behind. The kernel needs the name no longer than
 * until the library is mapped.
 */
final class SqliteLibrary {
  private static final String DIRECTORY_PROPERTY = "org.sqlite.tmpdir";

  private static boolean isLoaded;

  private SqliteLibrary() {}

  /**
   * Loads it, unless it is loaded.
   *
   * @throws StoreException if that is not possible; the message says why
   */
  static synchronized void load() {
    if (isLoaded) {
      return;
    }
    try {
      Path directory = Files.createTempDirectory("peerway-sqlite-");
      String before = System.getProperty(DIRECTORY_PROPERTY);
      System.setProperty(DIRECTORY_PROPERTY, directory.toString());
      try {
        isLoaded = SQLiteJDBCLoader.initialize();
      } finally {
        restore(before);
        remove(directory);
      }
    } catch (Exception e) {
      throw new StoreException("SQLite's library cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void restore(String before) {
    if (before == null) {
      System.clearProperty(DIRECTORY_PROPERTY);
    } else {
      System.setProperty(DIRECTORY_PROPERTY, before);
    }
  }

  private static void remove(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(directory)) {
      files = list.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(directory);
  }
}
