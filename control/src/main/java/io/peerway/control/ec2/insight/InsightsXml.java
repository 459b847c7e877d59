package io.peerway.control.ec2.insight;

import io.peerway.control.ec2.filter.RuleProtocols;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.Times;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.InsightsAnalysis;
import io.peerway.control.model.InsightsAnalysis.Explanation;
import io.peerway.control.model.InsightsAnalysis.Header;
import io.peerway.control.model.InsightsAnalysis.Route;
import io.peerway.control.model.InsightsAnalysis.Step;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PortRange;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.Scope;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Writes the results of network insights analyses. */
final class InsightsXml {
  private static final String LOCAL = "local";

  private final Call call;
  private final Xml xml;

  private InsightsXml(Call call, Xml xml) {
    this.call = call;
    this.xml = xml;
  }

  /** What an analysis is, its result apart. */
  static void writeHead(Call call, Xml xml, InsightsAnalysis analysis, String status) {
    xml.text("networkInsightsAnalysisId", analysis.id())
        .text(
            "networkInsightsAnalysisArn",
            analysis.scope().arn(ResourceType.NETWORK_INSIGHTS_ANALYSIS.tagName(), analysis.id()))
        .text("networkInsightsPathId", analysis.pathId());
    writeArns(xml, "filterInArnSet", analysis.through().in());
    writeArns(xml, "filterOutArnSet", analysis.through().out());
    xml.text("startDate", Times.format(analysis.startedAt())).text("status", status);
    TagSpecifications.write(call, xml, analysis.id());
  }

  /** The result of an analysis. */
  static void writeResult(Call call, Xml xml, InsightsAnalysis analysis) {
    InsightsXml writer = new InsightsXml(call, xml);
    xml.text("networkPathFound", analysis.found());
    writer.writeSteps("forwardPathComponentSet", analysis.forward());
    writer.writeSteps("returnPathComponentSet", analysis.back());
    xml.list("explanationSet", analysis.explanations(), writer::write);
    xml.listIfAny(
        "alternatePathHintSet",
        analysis.hints(),
        id -> xml.text("componentId", id).text("componentArn", arn(call, id)));
  }

  private static void writeArns(Xml xml, String name, List<String> arns) {
    if (!arns.isEmpty()) {
      xml.element(name, () -> arns.forEach(arn -> xml.text("item", arn)));
    }
  }

  /** The ARN of a resource, while it is there. */
  static Optional<String> arn(Call call, String id) {
    return Arrays.stream(ResourceType.values())
        .filter(type -> id.startsWith(type.idPrefix() + "-"))
        .findFirst()
        .flatMap(
            type -> scope(call.inventory(), type, id).map(scope -> scope.arn(type.tagName(), id)));
  }

  private static Optional<Scope> scope(Inventory inventory, ResourceType type, String id) {
    return switch (type) {
      case INSTANCE -> inventory.find(Instance.KIND, id).map(Instance::scope);
      case INTERNET_GATEWAY -> inventory.find(InternetGateway.KIND, id).map(InternetGateway::scope);
      case NETWORK_ACL -> inventory.find(NetworkAcl.KIND, id).map(NetworkAcl::scope);
      case NETWORK_INTERFACE ->
          inventory.find(NetworkInterface.KIND, id).map(NetworkInterface::scope);
      case ROUTE_TABLE -> inventory.find(RouteTable.KIND, id).map(RouteTable::scope);
      case SECURITY_GROUP -> inventory.find(SecurityGroup.KIND, id).map(SecurityGroup::scope);
      case SUBNET -> inventory.find(Subnet.KIND, id).map(Subnet::scope);
      case VPC -> inventory.find(Vpc.KIND, id).map(Vpc::scope);
      case VPC_PEERING_CONNECTION ->
          inventory.find(PeeringConnection.KIND, id).map(pcx -> pcx.requester().scope());
      default -> Optional.empty();
    };
  }

  static void writeRange(Xml xml, String name, PortRange range) {
    xml.element(name, () -> xml.text("fromPort", range.from()).text("toPort", range.to()));
  }

  private void writeComponent(String id) {
    xml.text("id", id).text("arn", arn(call, id));
  }

  private void writeSteps(String name, List<Step> steps) {
    xml.element(
        name,
        () -> {
          for (int i = 0; i < steps.size(); i++) {
            int number = i + 1;
            Step step = steps.get(i);
            xml.element("item", () -> write(number, step));
          }
        });
  }

  private void write(int number, Step step) {
    xml.text("sequenceNumber", number).element("component", () -> writeComponent(step.component()));
    step.context().forEach((what, id) -> xml.element(what, () -> writeComponent(id)));
    step.inbound().ifPresent(header -> write("inboundHeader", header));
    step.outbound().ifPresent(header -> write("outboundHeader", header));
    step.route().ifPresent(this::write);
    step.aclRule().ifPresent(this::write);
    step.groupRuleId()
        .flatMap(id -> call.inventory().find(SecurityGroupRule.KIND, id))
        .ifPresent(this::write);
  }

  private void write(String name, Header header) {
    xml.element(
        name,
        () -> {
          xml.text("protocol", header.protocol());
          xml.element("sourceAddressSet", () -> xml.text("item", host(header.source())));
          xml.element("destinationAddressSet", () -> xml.text("item", host(header.destination())));
          writePorts("sourcePortRangeSet", header.sourcePort());
          writePorts("destinationPortRangeSet", header.destinationPort());
        });
  }

  private static String host(String address) {
    return address + (address.indexOf(':') < 0 ? "/32" : "/128");
  }

  private void writePorts(String name, int port) {
    xml.list(name, List.of(port), one -> xml.text("from", one).text("to", one));
  }

  private void write(Route route) {
    xml.element(
        "routeTableRoute",
        () -> {
          xml.text("destinationCidr", route.destination());
          xml.text(target(route.targetId()), route.targetId())
              .text("origin", route.targetId().equals(LOCAL) ? "createroutetable" : "createroute")
              .text("state", route.active() ? "active" : "blackhole");
        });
  }

  /** The field that names a route's target. */
  private static String target(String id) {
    if (id.startsWith(ResourceType.VPC_PEERING_CONNECTION.idPrefix() + "-")) {
      return "vpcPeeringConnectionId";
    }
    return id.startsWith(ResourceType.NETWORK_INTERFACE.idPrefix() + "-")
        ? "networkInterfaceId"
        : "gatewayId";
  }

  private void write(NetworkAclEntry entry) {
    xml.element(
        "aclRule",
        () -> {
          xml.text("cidr", entry.cidr().text())
              .text("egress", entry.egress())
              .text("protocol", protocol(entry.traffic()))
              .text("ruleAction", entry.allow() ? "allow" : "deny")
              .text("ruleNumber", entry.number());
          writePorts(entry.traffic());
        });
  }

  private void write(SecurityGroupRule rule) {
    xml.element(
        "securityGroupRule",
        () -> {
          switch (rule.peer()) {
            case RulePeer.Block(Cidr cidr) -> xml.text("cidr", cidr.text());
            case RulePeer.Group group -> xml.text("securityGroupId", group.id());
            case RulePeer.PrefixList list -> xml.text("prefixListId", list.id());
          }
          xml.text("direction", rule.egress() ? "egress" : "ingress")
              .text("protocol", protocol(rule.traffic()));
          writePorts(rule.traffic());
        });
  }

  private static String protocol(RuleTraffic traffic) {
    return traffic.protocol() == RuleTraffic.ANY ? "all" : RuleProtocols.text(traffic.protocol());
  }

  private void writePorts(RuleTraffic traffic) {
    if (traffic.hasPorts()) {
      xml.element("portRange", () -> xml.text("from", traffic.from()).text("to", traffic.to()));
    }
  }

  private void write(Explanation why) {
    xml.text("explanationCode", why.code()).text("direction", why.direction());
    why.components().forEach((what, id) -> xml.element(what, () -> writeComponent(id)));
    xml.listIfAny("securityGroupSet", why.securityGroups(), this::writeComponent);
    why.route().ifPresent(this::write);
    why.aclRule().ifPresent(this::write);
  }
}
