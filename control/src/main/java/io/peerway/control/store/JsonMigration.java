package io.peerway.control.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Changes the records of some kinds, each by itself. */
final class JsonMigration implements Migration {
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Consumer<ObjectNode>> changes;

  /**
   * @param changes by the name of the kind; they may take for granted what the old version wrote
   */
  JsonMigration(Map<String, Consumer<ObjectNode>> changes) {
    this.changes = changes;
  }

  @Override
  public List<StoredRecord> migrate(List<StoredRecord> records) {
    return records.stream().map(this::migrate).toList();
  }

  private StoredRecord migrate(StoredRecord record) {
    Consumer<ObjectNode> change = changes.get(record.kind());
    if (change == null) {
      return record;
    }
    try {
      ObjectNode fields = (ObjectNode) JSON.readTree(record.json());
      change.accept(fields);
      return new StoredRecord(record.kind(), record.id(), record.revision(), fields.toString());
    } catch (JsonProcessingException | ClassCastException e) {
      throw new StoreException(
          "%s %s is not what an earlier version wrote".formatted(record.kind(), record.id()), e);
    }
  }
}
