package io.peerway.control.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.peerway.dataplane.wire.IpProtocol;
import java.util.List;
import java.util.stream.Stream;

/**
 * To version 3, of network insights: paths' filters have ranges where they had one port, and
 * analyses say which ways counted.
 */
final class PortRangesMigration implements Migration {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public List<StoredRecord> migrate(List<StoredRecord> records) {
    return records.stream().map(PortRangesMigration::migrate).toList();
  }

  private static StoredRecord migrate(StoredRecord record) {
    try {
      return switch (record.kind()) {
        case "network-insights-path" -> {
          ObjectNode path = (ObjectNode) JSON.readTree(record.json());
          Stream.of("filterAtSource", "filterAtDestination")
              .map(path::get)
              .forEach(PortRangesMigration::widenPorts);
          yield with(record, path);
        }
        case "network-insights-analysis" -> {
          ObjectNode analysis = (ObjectNode) JSON.readTree(record.json());
          ObjectNode through = analysis.putObject("through");
          through.putArray("in");
          through.putArray("out");
          analysis.putArray("hints");
          Stream.of("forward", "back")
              .flatMap(way -> analysis.get(way).valueStream())
              .flatMap(step -> Stream.of(step.get("inbound"), step.get("outbound")))
              .forEach(PortRangesMigration::numberProtocol);
          yield with(record, analysis);
        }
        default -> record;
      };
    } catch (JsonProcessingException | ClassCastException e) {
      throw new StoreException(
          "%s %s is not what an earlier version wrote".formatted(record.kind(), record.id()), e);
    }
  }

  private static void widenPorts(JsonNode filter) {
    if (filter instanceof ObjectNode fields) {
      Stream.of("sourcePort", "destinationPort")
          .forEach(
              name -> {
                JsonNode port = fields.remove(name);
                ObjectNode range = JSON.createObjectNode();
                range.set("from", port);
                range.set("to", port);
                fields.set(name + "s", port.isNull() ? port : range);
              });
    }
  }

  private static void numberProtocol(JsonNode header) {
    if (header instanceof ObjectNode fields) {
      boolean isTcp = fields.get("protocol").asText().equals("tcp");
      fields.put("protocol", isTcp ? IpProtocol.TCP : IpProtocol.UDP);
    }
  }

  private static StoredRecord with(StoredRecord record, ObjectNode changed) {
    return new StoredRecord(record.kind(), record.id(), record.revision(), changed.toString());
  }
}
