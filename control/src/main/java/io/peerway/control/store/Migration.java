package io.peerway.control.store;

import java.util.List;

/** A step from one version of the records to the next. */
@FunctionalInterface
interface Migration {
  /**
   * The records in their new form.
   *
   * @param records all there are, in their old form
   * @throws StoreException if they are not what the old version wrote
   */
  List<StoredRecord> migrate(List<StoredRecord> records);
}
