package io.peerway.tools.command;

import io.peerway.dataplane.flow.FlowState;
import io.peerway.tools.flows.AddressBlock;
import io.peerway.tools.flows.FlowsArguments;
import io.peerway.tools.flows.ProtocolName;
import io.peerway.tools.flows.TrackedConnection;
import io.peerway.tools.flows.TrackedConnections;
import io.peerway.tools.operator.OperationName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists the connections that security groups track. */
@Command(
    name = "flows",
    header = "List the connections that are tracked for security groups now.",
    description =
        "FROM is the end whose packet was the first that was allowed. TRACKED says for which end's security groups: the others ask their rules about every packet. EXPIRES-IN is in how many seconds it is forgotten when no more packets come. What no group tracks is not listed. Workers do not notice that they are read.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway flows",
      "  peerway flows --vpc vpc-0a1b2c3d4e5f67890 --protocol tcp --port 22",
      "  peerway flows --address 10.2.0.0/16 --state established --json | jq '.connections[].from'",
      "  peerway flows --state opening --count"
    })
public final class FlowsCommand implements Runnable {

  private static final int STANDARD_LIMIT = 1000;
  private static final int LAST_PORT = 65_535;

  @Mixin private RouterOption router;
  @Mixin private Output output;
  @Spec private CommandSpec command;

  @Option(
      names = "--vpc",
      paramLabel = "ID",
      description = "Only with an end in this VPC, or at this network interface.")
  private String vpc;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Only with an end of this address, or in this CIDR block; IPv4 or IPv6.")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Only with this TCP or UDP port at either end.")
  private Integer port;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      description = "Only of tcp, udp, icmp, icmpv6 or the number of an IP protocol.")
  private String protocol;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only in this state: opening, established, closing or closed (TCP), unanswered, answered or stream (UDP), query (ICMP), other.")
  private FlowState state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List at most so many, up to 10000. Standard: 1000.")
  private Integer limit;

  @Option(names = "--count", description = "Print only how many there are.")
  private boolean count;

  @Override
  public void run() {
    if (count && limit != null) {
      throw wrong("--count counts all: leave --limit out");
    }
    TrackedConnections found =
        router.client().call(OperationName.FLOWS, arguments(), TrackedConnections.class);
    if (count) {
      command.commandLine().getOut().println(found.count());
    } else {
      output.show(found, text(found));
    }
  }

  private FlowsArguments arguments() {
    if (port != null && (port < 0 || port > LAST_PORT)) {
      throw wrong("--port " + port);
    }
    int most = limit == null ? STANDARD_LIMIT : limit;
    if (most < 1 || most > FlowsArguments.MAX_LIMIT) {
      throw wrong("--limit %d is not between 1 and %d".formatted(most, FlowsArguments.MAX_LIMIT));
    }
    try {
      if (address != null) {
        var _ = AddressBlock.parse(address);
      }
      return new FlowsArguments(
          vpc,
          address,
          port,
          protocol == null ? null : ProtocolName.parse(protocol),
          state == null ? null : state.label(),
          count ? 0 : most);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private ParameterException wrong(String why) {
    return new ParameterException(command.commandLine(), why);
  }

  static String text(TrackedConnections found) {
    if (found.connections().isEmpty()) {
      return "There are no such connections.";
    }
    String more =
        found.complete()
            ? ""
            : "\nThere are more than these %d: say which, or raise --limit."
                .formatted(found.count());
    return table(found.connections()) + more;
  }

  private static TextTable table(List<TrackedConnection> connections) {
    TextTable table =
        new TextTable(
            "PROTOCOL", "STATE", "FROM", "TO", "FROM-OWNER", "TO-OWNER", "TRACKED", "EXPIRES-IN");
    for (TrackedConnection one : connections) {
      table.row(
          one.identifier() == null
              ? one.protocol()
              : "%s id %d".formatted(one.protocol(), one.identifier()),
          one.state(),
          endpoint(one.from()),
          endpoint(one.to()),
          owner(one.from()),
          owner(one.to()),
          tracked(one),
          one.expiresIn());
    }
    return table;
  }

  private static String endpoint(TrackedConnection.End end) {
    if (end.port() == null) {
      return end.address();
    }
    String form = end.address().indexOf(':') < 0 ? "%s:%d" : "[%s]:%d";
    return form.formatted(end.address(), end.port());
  }

  private static String owner(TrackedConnection.End end) {
    if (end.vpc().isEmpty()) {
      return "-";
    }
    return end.networkInterface().isEmpty() ? end.vpc() : end.networkInterface();
  }

  private static String tracked(TrackedConnection one) {
    if (one.from().tracked() && one.to().tracked()) {
      return "both";
    }
    return one.from().tracked() ? "from" : "to";
  }
}
