package io.peerway.control.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tables of the database: the records, and a few named counters. */
final class RecordTable {
  static final List<String> DEFINITION =
      List.of(
          """
          CREATE TABLE record (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            revision INTEGER NOT NULL,
            json TEXT NOT NULL,
            crc32c INTEGER NOT NULL,
            PRIMARY KEY (kind, id)
          ) STRICT, WITHOUT ROWID
          """,
          """
          CREATE TABLE counter (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID
          """);

  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement delete;
  private final PreparedStatement clear;
  private final PreparedStatement counter;
  private final PreparedStatement setCounter;

  /** The tables have to be there already. */
  RecordTable(Connection connection) throws SQLException {
    select =
        connection.prepareStatement(
            "SELECT kind, id, revision, json, crc32c FROM record ORDER BY kind, id");
    insert =
        connection.prepareStatement(
            "INSERT INTO record (kind, id, revision, json, crc32c) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING");
    update =
        connection.prepareStatement(
            "UPDATE record SET revision = ?, json = ?, crc32c = ?"
                + " WHERE kind = ? AND id = ? AND revision = ?");
    delete =
        connection.prepareStatement(
            "DELETE FROM record WHERE kind = ? AND id = ? AND revision = ?");
    clear = connection.prepareStatement("DELETE FROM record");
    counter = connection.prepareStatement("SELECT value FROM counter WHERE name = ?");
    setCounter =
        connection.prepareStatement(
            "INSERT INTO counter (name, value) VALUES (?1, ?2)"
                + " ON CONFLICT DO UPDATE SET value = ?2");
  }

  /**
   * Every record.
   *
   * @throws StoreException if one is not what was written
   */
  List<StoredRecord> all() throws SQLException {
    List<StoredRecord> records = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        StoredRecord record =
            new StoredRecord(
                rows.getString(1), rows.getString(2), rows.getLong(3), rows.getString(4));
        if (record.checksum() != rows.getLong(5)) {
          throw new StoreException(
              "the record of %s %s does not have its checksum"
                  .formatted(record.kind(), record.id()));
        }
        records.add(record);
      }
    }
    return records;
  }

  /** Adds a record; returns whether there was none with its kind and id. */
  boolean insert(StoredRecord record) throws SQLException {
    insert.setString(1, record.kind());
    insert.setString(2, record.id());
    insert.setLong(3, record.revision());
    insert.setString(4, record.json());
    insert.setLong(5, record.checksum());
    return insert.executeUpdate() == 1;
  }

  /** Replaces a record; returns whether it was there at the revision that was expected. */
  boolean update(StoredRecord record, long expectedRevision) throws SQLException {
    update.setLong(1, record.revision());
    update.setString(2, record.json());
    update.setLong(3, record.checksum());
    update.setString(4, record.kind());
    update.setString(5, record.id());
    update.setLong(6, expectedRevision);
    return update.executeUpdate() == 1;
  }

  /** Removes a record; returns whether it was there at the revision that was expected. */
  boolean delete(String kind, String id, long expectedRevision) throws SQLException {
    delete.setString(1, kind);
    delete.setString(2, id);
    delete.setLong(3, expectedRevision);
    return delete.executeUpdate() == 1;
  }

  /** Puts these records in the place of all there are. */
  void replaceAll(List<StoredRecord> records) throws SQLException {
    clear.executeUpdate();
    for (StoredRecord record : records) {
      insert(record);
    }
  }

  /** The value of a counter; 0 if it was never set. */
  long counter(String name) throws SQLException {
    counter.setString(1, name);
    try (ResultSet row = counter.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  void setCounter(String name, long value) throws SQLException {
    setCounter.setString(1, name);
    setCounter.setLong(2, value);
    setCounter.executeUpdate();
  }
}
