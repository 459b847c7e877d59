package io.peerway.control.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The version of what is in the database, and the way to it from every older one.
 *
 * <p>A version is a shape of the records. Whoever changes the shape adds a migration at the end of
 * the list, and none is ever removed: a file of any age can be opened.
 */
final class Schema {
  /** What this release writes. */
  static final Schema CURRENT =
      new Schema(List.of(AttachmentStatusMigration.migration(), PortRangesMigration.migration()));

  // "PWRY" in the file's header tells our databases from all others: PRAGMA application_id.
  private static final int APPLICATION_ID = 0x50_57_52_59;

  private final List<Migration> migrations;

  /**
   * @param migrations the first one leads from version 1 to version 2, and so on
   */
  Schema(List<Migration> migrations) {
    this.migrations = List.copyOf(migrations);
  }

  int version() {
    return migrations.size() + 1;
  }

  /**
   * Brings a new or an older database to this version, within the open transaction.
   *
   * @throws StoreException if it is a newer one, or none of ours
   */
  RecordTable prepare(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      int application = (int) number(sql, "PRAGMA application_id");
      long version = number(sql, "PRAGMA user_version");
      if (application == 0
          && version == 0
          && number(sql, "SELECT count(*) FROM sqlite_schema") == 0) {
        for (String table : RecordTable.DEFINITION) {
          sql.execute(table);
        }
        sql.execute("PRAGMA application_id = " + APPLICATION_ID);
        sql.execute("PRAGMA user_version = " + version());
        return new RecordTable(connection);
      }
      if (application != APPLICATION_ID || version < 1) {
        throw new StoreException("it is a database of another program");
      }
      if (version > version()) {
        throw new StoreException(
            "a newer release of Peerway wrote it (version %d, this one knows up to %d)"
                .formatted(version, version()));
      }
      RecordTable records = new RecordTable(connection);
      if (version < version()) {
        migrate(records, (int) version);
        sql.execute("PRAGMA user_version = " + version());
      }
      return records;
    }
  }

  private void migrate(RecordTable table, int from) throws SQLException {
    List<StoredRecord> records = table.all();
    for (Migration migration : migrations.subList(from - 1, migrations.size())) {
      records = migration.migrate(records);
    }
    table.replaceAll(records);
  }

  private static long number(Statement sql, String query) throws SQLException {
    try (ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
