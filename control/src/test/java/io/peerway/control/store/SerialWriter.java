package io.peerway.control.store;

import io.peerway.control.model.AccountRegion;
import io.peerway.control.model.Change;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process that writes to stores as fast as it can and says after each commit that it is done,
 * until it is killed. Commit number n adds a few records and takes those of an earlier one away, so
 * that what a store holds follows from n alone.
 */
final class SerialWriter {
  private static final int PER_COMMIT = 3;
  private static final int KEPT = 4;

  private SerialWriter() {}

  /**
   * Writes to the stores of these directories, a thread each. Prints a directory's place among the
   * arguments and a commit's number, one line a commit.
   */
  public static void main(String[] directories) {
    @SuppressWarnings("resource") // standard output is not buffered, and stays open
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    for (int i = 0; i < directories.length; i++) {
      int store = i;
      new Thread(() -> write(Path.of(directories[store]), store, out)).start();
    }
  }

  private static void write(Path directory, int place, FileOutputStream out) {
    try (Store store = SqliteStore.open(directory)) {
      for (long n = store.load((entity, revision) -> {}) + 1; ; n++) {
        store.commit(changes(n));
        out.write((place + " " + n + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException nobodyListens) {
      Runtime.getRuntime().halt(1);
    }
  }

  /** What commit n changes. */
  static List<Change> changes(long n) {
    List<Change> changes = new ArrayList<>();
    changes.add(Regions.put(serial(n), n - 1));
    for (int i = 0; i < PER_COMMIT; i++) {
      changes.add(Regions.put(record(n, i), 0));
      if (n > KEPT) {
        changes.add(Regions.remove(record(n - KEPT, i), n - KEPT));
      }
    }
    return changes;
  }

  /** What a store holds after commit n, as {@link Regions#contents} tells it. */
  static Map<String, String> contentsAfter(long n) {
    Map<String, String> contents = new TreeMap<>();
    if (n > 0) {
      contents.put(serial(n).id(), serial(n) + " @" + n);
    }
    for (long k = Math.max(1, n - KEPT + 1); k <= n; k++) {
      for (int i = 0; i < PER_COMMIT; i++) {
        contents.put(record(k, i).id(), record(k, i) + " @" + k);
      }
    }
    return contents;
  }

  private static AccountRegion serial(long n) {
    return Regions.region("serial", "after-" + n);
  }

  private static AccountRegion record(long n, int i) {
    return Regions.region("commit-" + n + "-" + i, "padding ".repeat((int) (n % 100)));
  }
}
