package io.peerway.control.ec2.flowlog;

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
import io.peerway.control.model.FlowLog;
import io.peerway.control.model.FlowLogFormat;
import io.peerway.control.model.FlowLogTraffic;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** CreateFlowLogs, DescribeFlowLogs, DeleteFlowLogs. */
public final class FlowLogActions {
  private static final int MOST_RESULTS = 1000;
  private static final int DEFAULT_INTERVAL = 600;
  private static final String SUCCESS = "SUCCESS";
  private static final String FAILED = "FAILED";

  private static final Filters<FlowLog> FILTERS =
      Filters.<FlowLog>tagged(FlowLog::id)
          .onAny("deliver-log-status", (call, log) -> Stream.of(delivery(call, log)))
          .on("flow-log-id", FlowLog::id)
          .on("log-destination-type", log -> FlowLogDestination.TYPE)
          .onAny("log-group-name", (call, log) -> Stream.empty())
          .on("resource-id", FlowLog::resourceId)
          .on("traffic-type", log -> log.traffic().name());

  private FlowLogActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateFlowLogs", FlowLogActions::create)
            .takes("ResourceId.N", "ResourceType", "TrafficType")
            .takes("LogDestinationType", "LogDestination", "LogFormat", "MaxAggregationInterval")
            .takes(
                "DestinationOptions.FileFormat",
                "DestinationOptions.HiveCompatiblePartitions",
                "DestinationOptions.PerHourPartition",
                Idempotency.PARAMETER)
            .takesTags()
            .refuses("DeliverCrossAccountRole", "DeliverLogsPermissionArn", "LogGroupName"),
        Action.read("DescribeFlowLogs", FlowLogActions::describe)
            .takes("FlowLogId.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteFlowLogs", FlowLogActions::delete).takes("FlowLogId.N"));
  }

  private static void create(WriteCall call, Xml xml) {
    List<String> resources = call.parameters().list("ResourceId");
    if (resources.isEmpty()) {
      throw Errors.missingParameter("ResourceId");
    }
    Optional<FlowLog> before = Idempotency.earlier(call, FlowLog.KIND);
    List<FlowLog> logs =
        before.isPresent() ? repeated(call, before.get(), resources) : createNew(call, resources);
    xml.text("clientToken", call.parameters().text(Idempotency.PARAMETER))
        .element("flowLogIdSet", () -> logs.forEach(log -> xml.text("item", log.id())))
        .element("unsuccessful", () -> {});
  }

  /** The flow logs that the same call created before. */
  private static List<FlowLog> repeated(WriteCall call, FlowLog first, List<String> resources) {
    return call.inventory().by(FlowLog.BY_SCOPE, call.caller()).stream()
        .filter(log -> resources.contains(log.resourceId()))
        .filter(log -> log.createdAt().equals(first.createdAt()))
        .toList();
  }

  private static List<FlowLog> createNew(WriteCall call, List<String> resources) {
    Parameters parameters = call.parameters();
    Lookup<?> lookup = lookup(parameters.required("ResourceType"));
    FlowLogTraffic traffic = traffic(parameters.required("TrafficType"));
    FlowLog.Destination destination = FlowLogDestination.read(parameters);
    String format = format(parameters);
    int interval = interval(parameters);
    List<FlowLog> logs = new ArrayList<>();
    for (String resource : resources) {
      lookup.find(call, resource);
      checkIsNew(call, resource, traffic, destination);
      FlowLog log =
          new FlowLog(
              call.ids().next(ResourceType.FLOW_LOG),
              call.caller(),
              resource,
              traffic,
              destination,
              format,
              interval,
              call.now());
      call.draft().put(log);
      TagSpecifications.apply(call, ResourceType.FLOW_LOG, log.id());
      logs.add(log);
    }
    Idempotency.remember(call, logs.getFirst().id());
    return logs;
  }

  private static Lookup<?> lookup(String resourceType) {
    return switch (resourceType) {
      case "VPC" -> Lookup.VPC;
      case "Subnet" -> Lookup.SUBNET;
      case "NetworkInterface" -> Lookup.NETWORK_INTERFACE;
      default ->
          throw Errors.invalidValue(
              "ResourceType", resourceType, "It must be VPC, Subnet or NetworkInterface.");
    };
  }

  private static FlowLogTraffic traffic(String text) {
    return Arrays.stream(FlowLogTraffic.values())
        .filter(type -> type.name().equals(text))
        .findFirst()
        .orElseThrow(
            () -> Errors.invalidValue("TrafficType", text, "It must be ACCEPT, REJECT or ALL."));
  }

  private static String format(Parameters parameters) {
    String text = parameters.text("LogFormat").orElse(FlowLogFormat.DEFAULT.text());
    try {
      return FlowLogFormat.parse(text).text();
    } catch (IllegalArgumentException e) {
      throw Errors.invalidValue("LogFormat", text, e.getMessage() + ".");
    }
  }

  private static int interval(Parameters parameters) {
    int seconds = parameters.integer("MaxAggregationInterval", 60, 600).orElse(DEFAULT_INTERVAL);
    if (seconds != 60 && seconds != 600) {
      throw Errors.invalidValue(
          "MaxAggregationInterval", Integer.toString(seconds), "It must be 60 or 600.");
    }
    return seconds;
  }

  private static void checkIsNew(
      Call call, String resource, FlowLogTraffic traffic, FlowLog.Destination destination) {
    boolean exists =
        call.inventory().by(FlowLog.BY_RESOURCE, resource).stream()
            .anyMatch(
                log ->
                    log.traffic() == traffic && log.destination().arn().equals(destination.arn()));
    if (exists) {
      throw new Ec2Exception(
          "FlowLogAlreadyExists",
          "Error. There is an existing Flow Log with the same configuration and log destination.");
    }
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.FLOW_LOG.wanted(call, "FlowLogId", FlowLog.BY_SCOPE, FILTERS),
            FlowLog::id,
            MOST_RESULTS)
        .write(xml, "flowLogSet", log -> write(call, xml, log));
  }

  private static String delivery(Call call, FlowLog log) {
    return call.router().flowLogTrouble(log.id()).isPresent() ? FAILED : SUCCESS;
  }

  private static void write(Call call, Xml xml, FlowLog log) {
    FlowLog.Destination to = log.destination();
    xml.text("flowLogId", log.id())
        .text("creationTime", Times.format(log.createdAt()))
        .text("flowLogStatus", "ACTIVE")
        .text("deliverLogsStatus", delivery(call, log))
        .text("deliverLogsErrorMessage", call.router().flowLogTrouble(log.id()))
        .text("resourceId", log.resourceId())
        .text("trafficType", log.traffic().name())
        .text("logDestinationType", FlowLogDestination.TYPE)
        .text("logDestination", to.arn())
        .text("logFormat", log.format())
        .text("maxAggregationInterval", log.maxAggregationSeconds())
        .element(
            "destinationOptions",
            () ->
                xml.text("fileFormat", "plain-text")
                    .text("hiveCompatiblePartitions", to.hiveCompatible())
                    .text("perHourPartition", to.perHour()));
    TagSpecifications.write(call, xml, log.id());
  }

  /** Deletes those that there are, and tells of the others. */
  private static void delete(WriteCall call, Xml xml) {
    List<String> ids = call.parameters().list("FlowLogId");
    if (ids.isEmpty()) {
      throw Errors.missingParameter("FlowLogId");
    }
    NavigableMap<String, Ec2Exception> unsuccessful = new TreeMap<>();
    for (String id : ids) {
      try {
        FlowLog log = Lookup.FLOW_LOG.find(call, id);
        Tags.forget(call.draft(), id);
        call.draft().delete(log);
      } catch (Ec2Exception refused) {
        unsuccessful.put(id, refused);
      }
    }
    xml.list("unsuccessful", unsuccessful.entrySet(), failure -> write(xml, failure));
  }

  private static void write(Xml xml, Map.Entry<String, Ec2Exception> failure) {
    Ec2Exception why = failure.getValue();
    xml.text("resourceId", failure.getKey())
        .element("error", () -> xml.text("code", why.code()).text("message", why.getMessage()));
  }
}
