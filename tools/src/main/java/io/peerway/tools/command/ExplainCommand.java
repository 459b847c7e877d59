package io.peerway.tools.command;

import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.wire.DnsMessage;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.tools.explain.ExplainArguments;
import io.peerway.tools.explain.Explanation;
import io.peerway.tools.explain.Explanation.BothWays;
import io.peerway.tools.explain.Explanation.Remedy;
import io.peerway.tools.explain.Explanation.Step;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.outcome.ExitStatus;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Explains what becomes of a packet, and why. */
@Command(
    name = "explain",
    header = "Explain what becomes of a packet, stage by stage, without sending it.",
    description =
        "One packet runs through the very stages and the very state that live packets run through."
            + " Nothing is sent, counted or changed. Exit status 0: delivered; 1: dropped; 5: it"
            + " waits for a host that has not answered yet.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway explain --from 10.1.1.13 --to 10.2.1.139",
      "  peerway explain --from 10.1.1.13 --to 10.2.1.139 --proto tcp --port 22 --both-ways",
      "  peerway explain --from i-0a1b2c3d4e5f67890 --to eni-0f9e8d7c6b5a43210 --port 443",
      "  peerway explain --from 10.1.1.13 --to 10.2.1.139 --size 9000 --vpc vpc-0a1b2c3d4e5f67890",
      "  peerway explain --from 10.1.1.13 --to 10.2.1.139 --json | jq .there.reason"
    })
public final class ExplainCommand implements Callable<Integer> {

  private static final int PING_PAYLOAD = 56;

  @Mixin private RouterOption router;
  @Mixin private Output output;
  @Spec private CommandSpec command;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "ADDRESS|ID",
      description =
          "The sender: an IPv4 or IPv6 address, an instance (i-...) or a network interface"
              + " (eni-...).")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "ADDRESS|ID",
      description = "The receiver, named in the same ways.")
  private String to;

  @Option(
      names = "--vpc",
      paramLabel = "VPC-ID",
      description = "Where the sender is. Standard: the VPC that has its address.")
  private String vpc;

  @Option(
      names = "--peer-vpc",
      paramLabel = "VPC-ID",
      description = "Where the answer comes from. Standard: where the packet arrives.")
  private String peerVpc;

  @Option(
      names = "--proto",
      paramLabel = "PROTOCOL",
      description =
          "tcp, udp, icmp or the number of an IP protocol. Standard: tcp with --port, otherwise"
              + " icmp.")
  private String protocol;

  @Option(names = "--port", paramLabel = "N", description = "The receiver's TCP or UDP port.")
  private Integer port;

  @Option(
      names = "--source-port",
      paramLabel = "N",
      defaultValue = "49152",
      description = "The sender's TCP or UDP port. Standard: 49152.")
  private int sourcePort;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "Length of the IP packet. Standard: as ping sends it, otherwise the headers.")
  private Integer size;

  @Option(
      names = "--ttl",
      paramLabel = "N",
      defaultValue = "64",
      description = "TTL or hop limit. Standard: 64.")
  private int ttl;

  @Option(
      names = "--may-fragment",
      description = "IPv4 routers may cut the packet. Standard: they may not, as Linux has it.")
  private boolean mayFragment;

  @Option(names = "--both-ways", description = "Explain the answer too.")
  private boolean bothWays;

  @Override
  public Integer call() {
    int number = protocolNumber();
    boolean hasPorts = number == IpProtocol.TCP || number == IpProtocol.UDP;
    if (hasPorts && port == null) {
      throw new ParameterException(command.commandLine(), "which --port of the receiver?");
    }
    if (!hasPorts && port != null) {
      throw new ParameterException(command.commandLine(), "--port goes with --proto tcp or udp");
    }
    BothWays result =
        router
            .client()
            .call(
                OperationName.EXPLAIN,
                new ExplainArguments(
                    from,
                    to,
                    vpc,
                    peerVpc,
                    number,
                    sourcePort,
                    port == null ? 0 : port,
                    ttl,
                    size == null ? standardSize(number) : size,
                    mayFragment,
                    bothWays),
                BothWays.class);
    output.show(result, text(result));
    return status(result);
  }

  private boolean isIpv6() {
    return from.indexOf(':') >= 0 || to.indexOf(':') >= 0;
  }

  private int protocolNumber() {
    String name = protocol == null ? port == null ? "icmp" : "tcp" : protocol;
    return switch (name) {
      case "tcp" -> IpProtocol.TCP;
      case "udp" -> IpProtocol.UDP;
      case "icmp" -> isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
      default -> {
        try {
          yield Integer.parseInt(name);
        } catch (NumberFormatException e) {
          throw new ParameterException(
              command.commandLine(), name + " is none of tcp, udp, icmp and no number", e);
        }
      }
    };
  }

  private int standardSize(int number) {
    boolean pings = number == (isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP);
    boolean asksForName = number == IpProtocol.UDP && port == DnsMessage.PORT;
    return SyntheticPacket.leastSize(isIpv6(), number)
        + (pings ? PING_PAYLOAD : 0)
        + (asksForName ? DnsMessage.ROOT_QUERY_LENGTH : 0);
  }

  private static int status(BothWays result) {
    return Stream.of(result.there(), result.back())
        .filter(explanation -> explanation != null)
        .mapToInt(ExplainCommand::status)
        .reduce(ExitStatus.DONE, ExplainCommand::worse);
  }

  private static int status(Explanation explanation) {
    return switch (explanation.verdict()) {
      case "dropped" -> ExitStatus.FAILED;
      case "held" -> ExitStatus.UNDECIDED;
      default -> ExitStatus.DONE;
    };
  }

  private static int worse(int one, int other) {
    return one == ExitStatus.FAILED || other == ExitStatus.FAILED
        ? ExitStatus.FAILED
        : Math.max(one, other);
  }

  static String text(BothWays result) {
    StringBuilder text = new StringBuilder();
    append(text, result.there());
    if (result.back() != null) {
      text.append("\n\nThe answer:\n\n");
      append(text, result.back());
    } else if (result.there().verdict().equals("delivered")) {
      text.append("\nThis is one direction; --both-ways explains the answer too.");
    }
    return text.toString();
  }

  /** Also how a live packet's journey is shown. */
  static String text(Explanation explanation) {
    StringBuilder text = new StringBuilder();
    append(text, explanation);
    return text.toString();
  }

  private static void append(StringBuilder text, Explanation explanation) {
    text.append(explanation.packet()).append(", from ").append(explanation.vpc()).append("\n\n");
    for (Step step : explanation.steps()) {
      text.append("  %-15s %s\n".formatted(step.stage(), step.sentence()));
    }
    text.append('\n').append(explanation.conclusion());
    if (explanation.responsible() != null) {
      text.append(
          "\nReason: %s. Look at: %s.".formatted(explanation.reason(), explanation.responsible()));
    }
    if (explanation.answer() != null) {
      text.append("\nThe router would send ").append(explanation.answer()).append('.');
    }
    Remedy remedy = explanation.remedy();
    if (remedy != null) {
      text.append('\n').append(remedy.advice());
      remedy.commands().forEach(line -> text.append("\n    ").append(line));
    }
  }
}
