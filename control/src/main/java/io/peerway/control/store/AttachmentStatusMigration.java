package io.peerway.control.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * To version 2: attachments of network interfaces have a status, and instances a protection, of
 * which nobody could speak before.
 */
final class AttachmentStatusMigration {
  private AttachmentStatusMigration() {}

  static Migration migration() {
    return new JsonMigration(
        Map.of(
            "network-interface", AttachmentStatusMigration::addStatus,
            "instance", AttachmentStatusMigration::addProtection));
  }

  private static void addStatus(ObjectNode eni) {
    if (eni.get("attachment") instanceof ObjectNode attachment) {
      attachment.put("status", "ATTACHED");
    }
  }

  private static void addProtection(ObjectNode instance) {
    instance.putObject("protection").put("termination", false).put("stop", false);
  }
}
