package io.peerway.control.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.peerway.dataplane.wire.IpProtocol;
import java.util.Map;
import java.util.stream.Stream;

/**
 * To version 3, of network insights: paths' filters have ranges where they had one port, and
 * analyses say which ways counted.
 */
final class PortRangesMigration {
  private PortRangesMigration() {}

  static Migration migration() {
    return new JsonMigration(
        Map.of(
            "network-insights-path", PortRangesMigration::widenFilters,
            "network-insights-analysis", PortRangesMigration::addWays));
  }

  private static void widenFilters(ObjectNode path) {
    Stream.of("filterAtSource", "filterAtDestination")
        .map(path::get)
        .forEach(PortRangesMigration::widenPorts);
  }

  private static void addWays(ObjectNode analysis) {
    ObjectNode through = analysis.putObject("through");
    through.putArray("in");
    through.putArray("out");
    analysis.putArray("hints");
    Stream.of("forward", "back")
        .flatMap(way -> analysis.get(way).valueStream())
        .flatMap(step -> Stream.of(step.get("inbound"), step.get("outbound")))
        .forEach(PortRangesMigration::numberProtocol);
  }

  private static void widenPorts(JsonNode filter) {
    if (filter instanceof ObjectNode fields) {
      Stream.of("sourcePort", "destinationPort")
          .forEach(
              name -> {
                JsonNode port = fields.remove(name);
                ObjectNode range = fields.objectNode();
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
}
