package io.peerway.control.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * To version 2: attachments of network interfaces have a status, and instances a protection, of
 * which nobody could speak before.
 */
final class AttachmentStatusMigration implements Migration {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public List<StoredRecord> migrate(List<StoredRecord> records) {
    return records.stream().map(AttachmentStatusMigration::migrate).toList();
  }

  private static StoredRecord migrate(StoredRecord record) {
    try {
      return switch (record.kind()) {
        case "network-interface" -> {
          ObjectNode eni = (ObjectNode) JSON.readTree(record.json());
          if (eni.get("attachment") instanceof ObjectNode attachment) {
            attachment.put("status", "ATTACHED");
          }
          yield with(record, eni);
        }
        case "instance" -> {
          ObjectNode instance = (ObjectNode) JSON.readTree(record.json());
          instance.putObject("protection").put("termination", false).put("stop", false);
          yield with(record, instance);
        }
        default -> record;
      };
    } catch (JsonProcessingException | ClassCastException e) {
      throw new StoreException(
          "%s %s is not what version 1 wrote".formatted(record.kind(), record.id()), e);
    }
  }

  private static StoredRecord with(StoredRecord record, ObjectNode changed) {
    return new StoredRecord(record.kind(), record.id(), record.revision(), changed.toString());
  }
}
