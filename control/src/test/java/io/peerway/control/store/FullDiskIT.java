package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of two megabytes, mounted as root. */
class FullDiskIT {
  private static final int SIZE = 2 << 20;

  @TempDir private Path disk;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString());
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    run("umount", disk.toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private Path ballast() {
    return disk.resolve("ballast");
  }

  /** Leaves this much free. */
  private void fill(int free) throws IOException {
    Files.write(ballast(), new byte[(int) (Files.getFileStore(disk).getUsableSpace() - free)]);
  }

  private Store open() {
    return SqliteStore.open(disk.resolve("data"));
  }

  @Test
  void shouldRefuseWhatDoesNotFitKeepTheRestAndGoOnWhenThereIsSpace() throws IOException {
    Map<String, String> kept;
    try (Store store = open()) {
      fill(200_000);
      long commits = commitUntilFull(store);
      kept = Regions.contents(store);
      assertThat(kept).isEqualTo(SerialWriter.contentsAfter(commits));

      Files.delete(ballast());
      assertThat(store.commit(SerialWriter.changes(commits + 1))).isEqualTo(commits + 1);
      kept = Regions.contents(store);
      assertThat(kept).isEqualTo(SerialWriter.contentsAfter(commits + 1));
    }
    try (Store again = open()) {
      assertThat(Regions.contents(again)).isEqualTo(kept);
    }
  }

  @Test
  void shouldHoldAfterACrashOnAFullDiskWhatWasAcknowledged(@TempDir Path copy) throws IOException {
    Store store = open();
    fill(200_000);
    long commits = commitUntilFull(store);
    try (var files = Files.list(disk.resolve("data"))) {
      // What a killed process leaves: nothing is closed, nothing tidied up.
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    store.close();

    try (Store survivor = SqliteStore.open(copy)) {
      assertThat(Regions.contents(survivor)).isEqualTo(SerialWriter.contentsAfter(commits));
    }
  }

  @Test
  void shouldReadWhatItHasWhereTheDiskIsFull() throws IOException {
    try (Store store = open()) {
      store.commit(SerialWriter.changes(1));
    }
    fill(0);

    try (Store store = open()) {
      assertThat(Regions.contents(store)).isEqualTo(SerialWriter.contentsAfter(1));
    }
  }

  @Test
  void shouldSayThatTheDiskIsFullWhereItCannotBegin() throws IOException {
    fill(0);

    assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("full");
  }

  private static long commitUntilFull(Store store) {
    for (long n = 1; ; n++) {
      try {
        store.commit(SerialWriter.changes(n));
      } catch (StoreException full) {
        assertThat(full).hasMessageContaining("full");
        long refused = n;
        // And again: a refusal leaves nothing behind that would break the next one.
        assertThatThrownBy(() -> store.commit(SerialWriter.changes(refused)))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("full");
        return n - 1;
      }
    }
  }
}
