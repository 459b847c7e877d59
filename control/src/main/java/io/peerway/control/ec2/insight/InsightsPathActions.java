package io.peerway.control.ec2.insight;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Idempotency;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.Times;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.insight.PathAnalysis;
import io.peerway.control.insight.PathEnds;
import io.peerway.control.model.InsightsAnalysis;
import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.Instance;
import io.peerway.control.model.PortRange;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Tags;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Create, Describe and DeleteNetworkInsightsPath. */
public final class InsightsPathActions {
  private static final int MOST_RESULTS = 100;
  private static final int MOST_PORT = 65_535;
  private static final String AT_SOURCE = "FilterAtSource";
  private static final String AT_DESTINATION = "FilterAtDestination";

  private static final Map<Lookup<?>, String> SOURCES = kinds();
  private static final Map<Lookup<?>, String> DESTINATIONS = kinds();

  private static final Filters<InsightsPath> FILTERS =
      Filters.<InsightsPath>tagged(InsightsPath::id)
          .onAny("destination", (call, path) -> path.destination().stream())
          .on("protocol", InsightsPath::protocol)
          .on("source", InsightsPath::source);

  static {
    // Nothing comes from an internet gateway: there is no internet.
    DESTINATIONS.put(Lookup.INTERNET_GATEWAY, "an internet gateway");
    addFilters("filter-at-source", InsightsPath::filterAtSource);
    addFilters("filter-at-destination", InsightsPath::filterAtDestination);
  }

  private InsightsPathActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateNetworkInsightsPath", InsightsPathActions::create)
            .takes("Source", "SourceIp", "Destination", "DestinationIp")
            .takes("Protocol", "DestinationPort", Idempotency.PARAMETER)
            .takes(filter(AT_SOURCE))
            .takes(filter(AT_DESTINATION))
            .takesTags(),
        Action.read("DescribeNetworkInsightsPaths", InsightsPathActions::describe)
            .takes("NetworkInsightsPathId.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteNetworkInsightsPath", InsightsPathActions::delete)
            .takes("NetworkInsightsPathId"));
  }

  private static String[] filter(String name) {
    return Stream.of(
            "SourceAddress",
            "SourcePortRange.FromPort",
            "SourcePortRange.ToPort",
            "DestinationAddress",
            "DestinationPortRange.FromPort",
            "DestinationPortRange.ToPort")
        .map(field -> name + "." + field)
        .toArray(String[]::new);
  }

  private static Map<Lookup<?>, String> kinds() {
    Map<Lookup<?>, String> kinds = new LinkedHashMap<>();
    kinds.put(Lookup.INSTANCE, "an instance");
    kinds.put(Lookup.NETWORK_INTERFACE, "a network interface");
    kinds.put(Lookup.PEERING, "a VPC peering connection");
    kinds.put(Lookup.VPC, "a VPC");
    return kinds;
  }

  private static void addFilters(
      String name, Function<InsightsPath, Optional<InsightsPath.Filter>> filter) {
    Map<String, Function<InsightsPath.Filter, Optional<String>>> fields =
        Map.of(
            "source-address",
            InsightsPath.Filter::sourceAddress,
            "source-port-range",
            at -> at.sourcePorts().map(PortRange::text),
            "destination-address",
            InsightsPath.Filter::destinationAddress,
            "destination-port-range",
            at -> at.destinationPorts().map(PortRange::text));
    fields.forEach(
        (field, text) ->
            FILTERS.onAny(
                name + "." + field, (call, path) -> filter.apply(path).flatMap(text).stream()));
  }

  private static void create(WriteCall call, Xml xml) {
    Optional<InsightsPath> before = Idempotency.earlier(call, InsightsPath.KIND);
    InsightsPath path = before.orElseGet(() -> createNew(call));
    xml.element("networkInsightsPath", () -> write(call, xml, path));
  }

  private static InsightsPath createNew(WriteCall call) {
    Parameters parameters = call.parameters();
    InsightsPath path =
        new InsightsPath(
            call.ids().next(ResourceType.NETWORK_INSIGHTS_PATH),
            call.caller(),
            resource(call, "Source", SOURCES),
            parameters.text("Destination").map(id -> resource(call, "Destination", DESTINATIONS)),
            address(parameters, "SourceIp"),
            address(parameters, "DestinationIp"),
            protocol(parameters.required("Protocol")),
            parameters.integer("DestinationPort", 0, MOST_PORT),
            filter(parameters.structure(AT_SOURCE)),
            filter(parameters.structure(AT_DESTINATION)),
            call.now());
    check(call, path);
    call.draft().put(path);
    TagSpecifications.apply(call, ResourceType.NETWORK_INSIGHTS_PATH, path.id());
    Idempotency.remember(call, path.id());
    return path;
  }

  /** Ids and ARNs mean the same; a VPC stands for the hosts behind its own device. */
  private static String resource(WriteCall call, String name, Map<Lookup<?>, String> kinds) {
    String idOrArn = call.parameters().required(name);
    String id = PathAnalysis.id(idOrArn);
    Lookup<?> lookup =
        kinds.keySet().stream()
            .filter(one -> id.startsWith(one.idPrefix() + "-"))
            .findFirst()
            .orElseThrow(
                () ->
                    Errors.invalidValue(
                        name,
                        idOrArn,
                        "It must be the id or ARN of "
                            + String.join(" or ", kinds.values())
                            + "."));
    lookup.find(call, id);
    if (lookup == Lookup.INSTANCE && Instance.interfaces(call.inventory(), id).isEmpty()) {
      throw Errors.invalidValue(name, idOrArn, "The instance has no network interface any more.");
    }
    return id;
  }

  private static String protocol(String text) {
    String protocol = text.toLowerCase(Locale.ROOT);
    if (!protocol.equals("tcp") && !protocol.equals("udp")) {
      throw Errors.invalidValue("Protocol", text, "It must be tcp or udp.");
    }
    return protocol;
  }

  private static Optional<InsightsPath.Filter> filter(Parameters structure) {
    InsightsPath.Filter filter =
        new InsightsPath.Filter(
            address(structure, "SourceAddress"),
            ports(structure.structure("SourcePortRange")),
            address(structure, "DestinationAddress"),
            ports(structure.structure("DestinationPortRange")));
    boolean isEmpty =
        filter.sourceAddress().isEmpty()
            && filter.sourcePorts().isEmpty()
            && filter.destinationAddress().isEmpty()
            && filter.destinationPorts().isEmpty();
    return isEmpty ? Optional.empty() : Optional.of(filter);
  }

  private static Optional<String> address(Parameters parameters, String name) {
    Optional<String> given = parameters.text(name);
    given.ifPresent(text -> checkAddress(parameters.fullName(name), text));
    return given;
  }

  private static void checkAddress(String name, String text) {
    try {
      if (text.indexOf(':') < 0) {
        Ipv4Address.parse(text);
      } else {
        Ipv6Address.parse(text);
      }
    } catch (IllegalArgumentException e) {
      throw Errors.invalidValue(name, text, "It must be one IP address.");
    }
  }

  private static Optional<PortRange> ports(Parameters range) {
    Optional<Integer> from = range.integer("FromPort", 0, MOST_PORT);
    Optional<Integer> to = range.integer("ToPort", 0, MOST_PORT);
    if (from.isEmpty() && to.isEmpty()) {
      return Optional.empty();
    }
    int first = from.orElseThrow(() -> Errors.missingParameter(range.fullName("FromPort")));
    int last = to.orElseThrow(() -> Errors.missingParameter(range.fullName("ToPort")));
    if (first > last) {
      throw Errors.invalidValue(
          range.fullName("ToPort"), Integer.toString(last), "It must not be less than FromPort.");
    }
    return Optional.of(new PortRange(first, last));
  }

  /** What AWS does not take together is refused, and both ends have to be known. */
  private static void check(WriteCall call, InsightsPath path) {
    if (path.filterAtSource().isPresent()) {
      refuse(AT_SOURCE, "SourceIp", path.sourceIp());
      refuse(AT_SOURCE, "DestinationPort", path.destinationPort());
    }
    if (path.filterAtDestination().isPresent()) {
      refuse(AT_DESTINATION, "DestinationIp", path.destinationIp());
    }
    PathEnds ends = new PathEnds(call.inventory(), path);
    String from = ends.sourceAddress().orElseThrow(() -> Errors.missingParameter("SourceIp"));
    String to =
        ends.destinationAddress().orElseThrow(() -> Errors.missingParameter("DestinationIp"));
    if ((from.indexOf(':') < 0) != (to.indexOf(':') < 0)) {
      throw Errors.invalidCombination(from + " and " + to + " are not of the same IP version");
    }
  }

  private static void refuse(String filter, String name, Optional<?> given) {
    if (given.isPresent()) {
      throw Errors.invalidCombination(
          "The parameter " + name + " cannot be used with the parameter " + filter);
    }
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.INSIGHTS_PATH.wanted(
                call, "NetworkInsightsPathId", InsightsPath.BY_SCOPE, FILTERS),
            InsightsPath::id,
            MOST_RESULTS)
        .write(xml, "networkInsightsPathSet", path -> write(call, xml, path));
  }

  private static void delete(WriteCall call, Xml xml) {
    InsightsPath path = Lookup.INSIGHTS_PATH.required(call, "NetworkInsightsPathId");
    if (!call.inventory().by(InsightsAnalysis.BY_PATH, path.id()).isEmpty()) {
      throw new Ec2Exception(
          "AnalysisExistsForNetworkInsightsPath",
          "The network insights path '" + path.id() + "' has analyses and cannot be deleted.");
    }
    Tags.forget(call.draft(), path.id());
    call.draft().delete(path);
    xml.text("networkInsightsPathId", path.id());
  }

  private static void write(Call call, Xml xml, InsightsPath path) {
    xml.text("networkInsightsPathId", path.id())
        .text(
            "networkInsightsPathArn",
            path.scope().arn(ResourceType.NETWORK_INSIGHTS_PATH.tagName(), path.id()))
        .text("createdDate", Times.format(path.createdAt()))
        .text("source", path.source())
        .text("sourceArn", arn(call, path.source()))
        .text("destination", path.destination())
        .text("destinationArn", path.destination().map(id -> arn(call, id)))
        .text("sourceIp", path.sourceIp())
        .text("destinationIp", path.destinationIp())
        .text("protocol", path.protocol())
        .text("destinationPort", path.destinationPort().map(String::valueOf));
    path.filterAtSource().ifPresent(filter -> write(xml, "filterAtSource", filter));
    path.filterAtDestination().ifPresent(filter -> write(xml, "filterAtDestination", filter));
    TagSpecifications.write(call, xml, path.id());
  }

  private static String arn(Call call, String id) {
    return InsightsXml.arn(call, id).orElse(id);
  }

  private static void write(Xml xml, String name, InsightsPath.Filter filter) {
    xml.element(
        name,
        () -> {
          xml.text("sourceAddress", filter.sourceAddress());
          filter
              .sourcePorts()
              .ifPresent(range -> InsightsXml.writeRange(xml, "sourcePortRange", range));
          xml.text("destinationAddress", filter.destinationAddress());
          filter
              .destinationPorts()
              .ifPresent(range -> InsightsXml.writeRange(xml, "destinationPortRange", range));
        });
  }
}
