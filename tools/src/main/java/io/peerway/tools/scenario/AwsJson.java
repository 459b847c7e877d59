package io.peerway.tools.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Shows the XML of an EC2 answer as the JSON that the {@code aws} command makes of it. */
final class AwsJson {

  /** Where the command's name for a member is not just the XML's with a capital letter. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("associationSet", "Associations"),
          Map.entry("groupSet", "Groups"),
          Map.entry("instanceState", "State"),
          Map.entry("instancesSet", "Instances"),
          Map.entry("ipv6AddressesSet", "Ipv6Addresses"),
          Map.entry("networkAclSet", "NetworkAcls"),
          Map.entry("networkInterfaceSet", "NetworkInterfaces"),
          Map.entry("privateIpAddressesSet", "PrivateIpAddresses"),
          Map.entry("propagatingVgwSet", "PropagatingVgws"),
          Map.entry("reservationSet", "Reservations"),
          Map.entry("routeSet", "Routes"),
          Map.entry("routeTableSet", "RouteTables"),
          Map.entry("securityGroupRuleSet", "SecurityGroupRules"),
          Map.entry("subnetSet", "Subnets"),
          Map.entry("tagSet", "Tags"),
          Map.entry("vpcPeeringConnectionSet", "VpcPeeringConnections"),
          Map.entry("vpcSet", "Vpcs"));

  private static final Set<String> NUMBERS = Set.of("availableIpAddressCount");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .build()
          .writer(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("    ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("    ", "\n"))
                  .withSeparators(
                      Separators.createDefaultInstance()
                          .withObjectFieldValueSpacing(Spacing.AFTER)
                          .withArrayEmptySeparator("")
                          .withObjectEmptySeparator("")));

  private AwsJson() {}

  /** The members of an answer's root element; its request id is left out, as the command does. */
  static ObjectNode of(Element root) {
    ObjectNode members = NODES.objectNode();
    for (Element child : children(root)) {
      if (!child.getTagName().equals("requestId")) {
        members.set(name(child), value(child));
      }
    }
    return members;
  }

  /** As the command prints it. */
  static String show(JsonNode node) {
    try {
      return WRITER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonNode value(Element element) {
    List<Element> children = children(element);
    if (element.getTagName().endsWith("Set")) {
      ArrayNode list = NODES.arrayNode();
      children.forEach(item -> list.add(children(item).isEmpty() ? text(item) : of(item)));
      return list;
    }
    return children.isEmpty() ? text(element) : of(element);
  }

  private static JsonNode text(Element element) {
    String text = element.getTextContent();
    if (NUMBERS.contains(element.getTagName())) {
      return NODES.numberNode(Long.parseLong(text));
    }
    return switch (text) {
      case "true" -> NODES.booleanNode(true);
      case "false" -> NODES.booleanNode(false);
      default -> NODES.textNode(text);
    };
  }

  private static String name(Element element) {
    String name = element.getTagName();
    return NAMES.getOrDefault(
        name, name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
  }

  private static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        children.add(child);
      }
    }
    return children;
  }
}
