package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.AccountRegion;
import io.peerway.control.model.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreIT extends StoreContract {
  private static final AccountRegion A = Regions.region("eu-west-1", "dopt-1");
  private static final AccountRegion B = Regions.region("us-west-1", "dopt-2");

  @TempDir private Path temporary;

  @Override
  Store open() {
    return SqliteStore.open(directory());
  }

  private Path directory() {
    return temporary.resolve("state/peerway");
  }

  private Path database() {
    return directory().resolve(SqliteStore.DATABASE);
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private void assertRefused(String... why) {
    assertThatThrownBy(this::openAndLoad)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(database().toString())
        .hasMessageContainingAll(why);
  }

  private Map<String, String> openAndLoad() {
    try (Store again = open()) {
      return Regions.contents(again);
    }
  }

  @Test
  void shouldHaveEverythingAfterItWasClosedAndOpenedAgain() {
    stop();
    try (Store store = open()) {
      store.commit(List.of(Regions.put(A, 0), Regions.put(B, 0)));
      store.commit(List.of(Regions.remove(B, 1)));
    }

    try (Store store = open()) {
      assertThat(Regions.contents(store).values()).containsExactly(A + " @1");
      assertThat(store.commit(List.of(Regions.put(Regions.region("eu-west-1", "new"), 1))))
          .isEqualTo(3);
    }
  }

  @Test
  void shouldMakeADirectoryThatNobodyElseCanRead() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
        .isEqualTo("rwx------");
  }

  @Test
  void shouldNameTheProcessThatHasTheDirectoryAlready() {
    assertRefused("process " + ProcessHandle.current().pid() + " has it");
  }

  @Test
  void shouldRefuseAFileOfSomebodyElse() throws SQLException, IOException {
    stop();
    Files.delete(database());
    sql("CREATE TABLE guests (name TEXT)");
    assertRefused("another program");

    Files.writeString(
        database(), "Dear diary, today I wrote more than a hundred bytes. ".repeat(9));
    assertRefused("damaged", "not a database");
  }

  @Test
  void shouldRefuseAFileOfANewerRelease() throws SQLException {
    stop();
    sql("PRAGMA user_version = 99");
    assertRefused("newer release", "version 99");
  }

  @Test
  void shouldRefuseADamagedFile() throws IOException {
    List<Change> many =
        IntStream.range(0, 500)
            .mapToObj(i -> Regions.put(Regions.region("region-" + i, "dopt-" + i), 0))
            .toList();
    stop();
    try (Store store = open()) {
      store.commit(many);
    }
    byte[] sound = Files.readAllBytes(database());

    byte[] overwritten = sound.clone();
    Arrays.fill(overwritten, sound.length / 2, sound.length / 2 + 4096, (byte) 0x55);
    Files.write(database(), overwritten);
    assertRefused("damaged");

    // One letter within a record: the page is as good as before, the record is not.
    byte[] flipped = sound.clone();
    flipped[indexOf(flipped, "dopt-321")] ^= 1;
    Files.write(database(), flipped);
    assertRefused("damaged", "checksum");

    Files.write(database(), sound);
    assertThat(openAndLoad()).hasSize(many.size());
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void shouldBringOldRecordsToTheirNewForm() throws SQLException {
    stop();
    try (Store store = open()) {
      store.commit(List.of(Regions.put(A, 0), Regions.put(B, 0)));
    }

    try (Store store = SqliteStore.open(directory(), twoVersionsLater())) {
      assertThat(Regions.contents(store).values())
          .containsExactly(new AccountRegion(A.scope(), "DOPT-1") + " @1");
      // Records that a migration wrote are as good as any.
      store.commit(List.of(Regions.remove(A, 1)));
    }
    assertRefused("newer release", "version " + (Schema.CURRENT.version() + 2));
  }

  /** The next version has options in capitals, the one after it has nothing in the west. */
  private static Schema twoVersionsLater() {
    return later(
        records ->
            records.stream()
                .map(
                    r ->
                        new StoredRecord(
                            r.kind(), r.id(), r.revision(), r.json().replace("dopt", "DOPT")))
                .toList(),
        records -> records.stream().filter(r -> !r.id().endsWith("us-west-1")).toList());
  }

  private static Schema later(Migration... next) {
    List<Migration> all =
        new ArrayList<>(Collections.nCopies(Schema.CURRENT.version() - 1, records -> records));
    all.addAll(List.of(next));
    return new Schema(all);
  }

  @Test
  void shouldLeaveTheFileAsItWasWhereAMigrationFails() {
    stop();
    try (Store store = open()) {
      store.commit(List.of(Regions.put(A, 0)));
    }
    Schema broken =
        later(
            records -> List.of(),
            records -> {
              throw new StoreException("it holds a riddle");
            });

    assertThatThrownBy(() -> SqliteStore.open(directory(), broken))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("it holds a riddle");

    assertThat(openAndLoad().values()).containsExactly(A + " @1");
  }

  @Test
  void shouldUseTheStateDirectoryThatTheSystemProvides() {
    assertThat(DataDirectory.standard(Map.of("HOME", "/home/u", "XDG_STATE_HOME", "/s")))
        .isEqualTo(Path.of("/s/peerway"));
    assertThat(DataDirectory.standard(Map.of("HOME", "/home/u", "XDG_STATE_HOME", "s")))
        .isEqualTo(Path.of("/home/u/.local/state/peerway"));
  }
}
