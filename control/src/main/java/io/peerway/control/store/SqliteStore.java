package io.peerway.control.store;

import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import io.peerway.control.model.Kind;
import io.peerway.control.model.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * Keeps entities in an SQLite database: {@code peerway.db} in a data directory, which is this
 * store's alone until it is closed.
 *
 * <p>A commit is one transaction, appended to the write-ahead log and flushed to the disk before
 * {@link #commit} returns. A process that is killed at any moment leaves either all of a
 * transaction or nothing, and so does a power failure, as far as the disk keeps what it says is
 * flushed. A transaction that found no space is undone; the next one tries anew.
 *
 * @see <a href="https://www.sqlite.org/wal.html">Write-Ahead Logging</a>
 */
public final class SqliteStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

  static final String DATABASE = "peerway.db";
  static final String PROCESS = "peerway.pid";

  private static final String REVISION = "revision";

  private final Path directory;
  private final Connection connection;
  private final RecordCodec codec = new RecordCodec();
  private final List<Consumer<Commit>> watchers = new ArrayList<>();
  private RecordTable records;
  private long revision;
  private boolean usable = true;

  private SqliteStore(Path directory, Connection connection) {
    this.directory = directory;
    this.connection = connection;
  }

  /**
   * Opens the store of a data directory, or begins one.
   *
   * @param directory made if it is not there
   * @throws StoreException if another process has it, it is damaged, a newer release wrote it, or
   *     it cannot be written; the message says which
   */
  public static SqliteStore open(Path directory) {
    return open(directory, Schema.CURRENT);
  }

  static SqliteStore open(Path directory, Schema schema) {
    DataDirectory.create(directory);
    SqliteLibrary.load();
    Path file = directory.resolve(DATABASE);
    SQLiteConfig config = new SQLiteConfig();
    // Nobody else gets in while this process has the database: waiting for it is of no use.
    config.setBusyTimeout(0);
    SqliteStore store;
    try {
      store =
          new SqliteStore(
              directory, config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
    } catch (SQLException e) {
      throw unusable(directory, e);
    }
    try {
      store.take(schema);
      return store;
    } catch (SQLException e) {
      store.close();
      throw unusable(directory, e);
    } catch (StoreException e) {
      store.close();
      throw new StoreException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
  }

  private void take(Schema schema) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      // Before the first access, so that the log's index is in this process's memory.
      sql.execute("PRAGMA locking_mode = EXCLUSIVE");
      sql.execute("PRAGMA journal_mode = WAL");
      // The log is flushed with every commit, not only before it is copied back.
      sql.execute("PRAGMA synchronous = FULL");
      check(sql);
    }
    connection.setAutoCommit(false);
    records = schema.prepare(connection);
    revision = records.counter(REVISION);
    connection.commit();
    writeProcess();
  }

  private static void check(Statement sql) throws SQLException {
    try (ResultSet faults = sql.executeQuery("PRAGMA integrity_check(1)")) {
      faults.next();
      String first = faults.getString(1);
      if (!first.equals("ok")) {
        throw new StoreException(damaged(first));
      }
    }
  }

  @Override
  public synchronized long load(BiConsumer<Entity, Long> each) {
    try {
      for (StoredRecord record : records.all()) {
        Kind<?> kind =
            Kinds.named(record.kind())
                .orElseThrow(() -> new StoreException("there is no kind " + record.kind()));
        each.accept(codec.decode(kind, record.json()), record.revision());
      }
      return revision;
    } catch (SQLException e) {
      throw unusable(directory, e);
    } catch (StoreException e) {
      throw new StoreException(
          "%s cannot be used: %s".formatted(directory.resolve(DATABASE), damaged(e.getMessage())),
          e);
    }
  }

  @Override
  public synchronized long commit(List<Change> changes) {
    if (!usable) {
      throw new StoreException("The database could not be brought back to its last revision");
    }
    long next = revision + 1;
    try {
      for (Change change : changes) {
        if (!write(change, next)) {
          throw new ConflictException(
              "%s is not at revision %d".formatted(change.id(), change.expectedRevision()));
        }
      }
      records.setCounter(REVISION, next);
      connection.commit();
    } catch (SQLException e) {
      undo();
      throw failure(e);
    } catch (RuntimeException e) {
      undo();
      throw e;
    }
    revision = next;
    Commit commit = new Commit(revision, changes);
    watchers.forEach(watcher -> watcher.accept(commit));
    return revision;
  }

  private boolean write(Change change, long next) throws SQLException {
    String kind = change.kind().name();
    long expected = change.expectedRevision();
    if (change.entity().isEmpty()) {
      // To remove what must not be there is to do nothing.
      return expected == 0 || records.delete(kind, change.id(), expected);
    }
    StoredRecord record =
        new StoredRecord(kind, change.id(), next, codec.encode(change.entity().get()));
    return expected == 0 ? records.insert(record) : records.update(record, expected);
  }

  private void undo() {
    try {
      connection.rollback();
    } catch (SQLException noTransaction) {
      // SQLite itself undid it, as it does when the disk is full; the driver counts on an open one.
      begin();
    }
  }

  private void begin() {
    try (Statement sql = connection.createStatement()) {
      sql.execute("BEGIN");
    } catch (SQLException e) {
      usable = false;
      LOG.error("{} takes no more changes", directory.resolve(DATABASE), e);
    }
  }

  @Override
  public synchronized void watch(Consumer<Commit> watcher) {
    watchers.add(watcher);
  }

  @Override
  public synchronized void close() {
    watchers.clear();
    usable = false;
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("{} could not be closed", directory.resolve(DATABASE), e);
    }
  }

  private void writeProcess() {
    try {
      Files.writeString(
          directory.resolve(PROCESS), Long.toString(ProcessHandle.current().pid()) + "\n");
    } catch (IOException e) {
      // Only whoever wants the directory too misses it.
      LOG.warn("{} cannot be written", directory.resolve(PROCESS), e);
    }
  }

  private static String process(Path directory) {
    try {
      return "process " + Files.readString(directory.resolve(PROCESS)).strip();
    } catch (IOException unknown) {
      return "another process";
    }
  }

  private static StoreException unusable(Path directory, SQLException e) {
    Path file = directory.resolve(DATABASE);
    String why =
        switch (code(e)) {
          case SQLITE_BUSY, SQLITE_LOCKED ->
              "%s has it: stop that one, or use another data directory"
                  .formatted(process(directory));
          case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(e.getMessage());
          case SQLITE_FULL -> "the disk is full";
          default -> e.getMessage();
        };
    return new StoreException("%s cannot be used: %s".formatted(file, why), e);
  }

  private static String damaged(String how) {
    return "it is damaged (%s); restore it from a backup, or move it away to begin anew"
        .formatted(how);
  }

  private StoreException failure(SQLException e) {
    LOG.warn("{} cannot be written: {}", directory.resolve(DATABASE), e.getMessage());
    return new StoreException(
        code(e) == SQLiteErrorCode.SQLITE_FULL
            ? "The disk of the data directory is full."
            : "The data directory cannot be written.",
        e);
  }

  // An extended code, such as SQLITE_IOERR_FSYNC, has its kind in the low byte.
  private static SQLiteErrorCode code(SQLException e) {
    return SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
  }
}
