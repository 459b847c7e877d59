package io.peerway.control.flowlog;

import io.peerway.control.model.FlowLog;
import io.peerway.control.model.FlowLogField;
import io.peerway.control.model.FlowLogFormat;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.Zone;
import io.peerway.dataplane.flowlog.FlowEnd;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns what a flow log gathered into lines.
 *
 * <p>An interface is a network interface, or, for addresses that none has, the VPC's own device,
 * which goes by the id of the VPC.
 */
final class FlowLogLines {
  private static final String NOTHING = "-";
  private static final String OK = "OK";
  private static final String NODATA = "NODATA";
  private static final String SKIPDATA = "SKIPDATA";

  private final FlowLog log;
  private final FlowLogFormat format;
  private final Inventory inventory;

  FlowLogLines(FlowLog log, Inventory inventory) {
    this.log = log;
    this.format = FlowLogFormat.parse(log.format());
    this.inventory = inventory;
  }

  /**
   * A line for each flow; one for each interface that had none; and, if something is missing, one
   * that says so for each interface, since nobody knows what it was.
   *
   * @param wallTime of nanoseconds of the workers' clock
   */
  List<String> of(FlowLogWindow window, LongFunction<Instant> wallTime) {
    List<String> lines = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (FlowSum flow : window.flows()) {
      seen.add(flow.key().own().owner());
      lines.add(line(field -> text(field, flow, wallTime)));
    }
    for (FlowEnd own : interfaces()) {
      if (window.hasSkipped()) {
        lines.add(line(field -> text(field, own, window, SKIPDATA)));
      } else if (!seen.contains(own.owner())) {
        lines.add(line(field -> text(field, own, window, NODATA)));
      }
    }
    return lines;
  }

  private interface Text {
    String of(FlowLogField field);
  }

  private String line(Text text) {
    return format.fields().stream().map(text::of).collect(Collectors.joining(" "));
  }

  private String text(FlowLogField field, FlowSum flow, LongFunction<Instant> wallTime) {
    FlowSum.Key key = flow.key();
    return switch (field) {
      case SRCADDR, PKT_SRCADDR -> address(key.family(), key.sourceHi(), key.sourceLo());
      case DSTADDR, PKT_DSTADDR -> address(key.family(), key.destinationHi(), key.destinationLo());
      case SRCPORT -> Integer.toString(key.sourcePort());
      case DSTPORT -> Integer.toString(key.destinationPort());
      case PROTOCOL -> Integer.toString(key.protocol());
      case PACKETS -> Long.toString(flow.packets());
      case BYTES -> Long.toString(flow.bytes());
      case START -> seconds(wallTime.apply(flow.first()));
      case END -> seconds(wallTime.apply(flow.last()));
      case ACTION -> key.isAccepted() ? "ACCEPT" : "REJECT";
      case LOG_STATUS -> OK;
      case TCP_FLAGS -> Integer.toString(flow.tcpFlags());
      case TYPE -> key.family() == 4 ? "IPv4" : "IPv6";
      case FLOW_DIRECTION -> key.isEgress() ? "egress" : "ingress";
      case TRAFFIC_PATH -> key.isEgress() ? path(key.own(), flow.other()) : NOTHING;
      default -> text(field, key.own());
    };
  }

  private String text(FlowLogField field, FlowEnd own, FlowLogWindow window, String status) {
    return switch (field) {
      case START -> seconds(window.start());
      case END -> seconds(window.end().minus(Duration.ofSeconds(1)));
      case LOG_STATUS -> status;
      default -> text(field, own);
    };
  }

  /** What is known of the interface itself. */
  private String text(FlowLogField field, FlowEnd own) {
    return switch (field) {
      case VERSION -> Integer.toString(format.version());
      case ACCOUNT_ID -> scope(own).account();
      case INTERFACE_ID -> own.owner();
      case VPC_ID -> own.vpc();
      case SUBNET_ID -> own.subnet().isEmpty() ? NOTHING : own.subnet();
      case INSTANCE_ID ->
          inventory
              .find(NetworkInterface.KIND, own.owner())
              .flatMap(NetworkInterface::attachment)
              .map(NetworkInterface.Attachment::instanceId)
              .orElse(NOTHING);
      case REGION -> scope(own).region();
      case AZ_ID ->
          inventory
              .find(Subnet.KIND, own.subnet())
              .flatMap(subnet -> Zone.named(subnet.scope().region(), subnet.zone()))
              .map(Zone::id)
              .orElse(NOTHING);
      default -> NOTHING;
    };
  }

  private Scope scope(FlowEnd end) {
    return inventory.find(Vpc.KIND, end.vpc()).map(Vpc::scope).orElse(log.scope());
  }

  /** 1: within the VPC; 4: a peering connection within the region; 5: one between regions. */
  private String path(FlowEnd own, FlowEnd other) {
    if (own.vpc().equals(other.vpc())) {
      return "1";
    }
    return scope(own).region().equals(scope(other).region()) ? "4" : "5";
  }

  /** The interfaces that the flow log is about. */
  private List<FlowEnd> interfaces() {
    String id = log.resourceId();
    Stream<NetworkInterface> enis =
        Stream.of(
                inventory.by(NetworkInterface.BY_VPC, id).stream(),
                inventory.by(NetworkInterface.BY_SUBNET, id).stream(),
                inventory.find(NetworkInterface.KIND, id).stream())
            .flatMap(stream -> stream);
    Stream<FlowEnd> devices =
        Stream.concat(
            inventory.find(Vpc.KIND, id).stream().map(vpc -> new FlowEnd(id, "", id)),
            inventory.find(Subnet.KIND, id).stream()
                .map(subnet -> new FlowEnd(subnet.vpcId(), id, subnet.vpcId())));
    return Stream.concat(
            devices, enis.map(eni -> new FlowEnd(eni.vpcId(), eni.subnetId(), eni.id())))
        .toList();
  }

  private static String address(int family, long hi, long lo) {
    return family == 4 ? Ipv4Address.format((int) lo) : Ipv6Address.format(hi, lo);
  }

  private static String seconds(Instant time) {
    return Long.toString(time.getEpochSecond());
  }
}
