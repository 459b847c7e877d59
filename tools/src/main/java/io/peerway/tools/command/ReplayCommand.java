package io.peerway.tools.command;

import io.peerway.control.compile.RouterMac;
import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.PortReport;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.replay.PacketFile;
import io.peerway.tools.replay.PacketFile.Packet;
import io.peerway.tools.replay.Replay;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends the packets of a file into a VPC. */
@Command(
    name = "replay",
    header = "Send a file's packets into a VPC's port.",
    description =
        "From the namespace that the VPC is attached to, at the recorded speed or another. Frames are addressed to the VPC's router, and come from the VPC's host, unless --keep-macs; IP addresses stay: packets whose sender is not in the VPC are dropped, as from a host.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway replay lab.pcapng --vpc vpc-0a1b2c3d4e5f67890 src net 10.1.0.0/16",
      "  peerway replay trace.pcap --vpc vpc-0a1b2c3d4e5f67890 --speed 10",
      "  peerway replay trace.pcap --vpc vpc-0a1b2c3d4e5f67890 --rate 5000",
      "",
      "FILTER has the syntax of pcap-filter(7)."
    })
public final class ReplayCommand implements Callable<Integer> {

  private static final String MAX = "max";

  @Mixin private RouterOption router;
  @Mixin private Output output;
  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "FILE", description = "Packets, pcap or pcapng, Ethernet.")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "FILTER", arity = "0..*", description = "Which of them.")
  private List<String> filter = List.of();

  @Option(
      names = "--vpc",
      paramLabel = "ID",
      required = true,
      description = "The VPC, or the network interface, whose host they are to come from.")
  private String from;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      description = "So many times the recorded speed; max: as fast as it goes. Standard: 1.")
  private String speed;

  @Option(names = "--rate", paramLabel = "N", description = "So many packets a second.")
  private Double rate;

  @Option(names = "--keep-macs", description = "Leave Ethernet addresses as they are.")
  private boolean keepMacs;

  @Override
  public Integer call() {
    List<Packet> packets = PacketFile.read(file, String.join(" ", filter));
    Replay.Pace pace = pace(packets);
    PortReport port = port();
    Replay replay = new Replay(port.device(), keepMacs ? 0 : RouterMac.of(port.vpc()));
    try (NetworkNamespace namespace = NetworkNamespace.named(port.namespace())) {
      Replay.Result result = replay.run(namespace, packets, pace);
      output.show(result, text(result));
      return ExitStatus.DONE;
    } catch (LinuxException e) {
      throw new UserException(
          ExitStatus.MACHINE, "cannot enter %s: %s".formatted(port.namespace(), e.getMessage()));
    }
  }

  private Replay.Pace pace(List<Packet> packets) {
    if (speed != null && rate != null) {
      throw new ParameterException(command.commandLine(), "--speed or --rate, not both");
    }
    if (rate != null) {
      return Replay.Pace.rate(positive("--rate", rate));
    }
    if (MAX.equals(speed)) {
      return Replay.Pace.unlimited();
    }
    try {
      return Replay.Pace.recorded(
          packets, speed == null ? 1 : positive("--speed", Double.parseDouble(speed)));
    } catch (NumberFormatException e) {
      throw new ParameterException(command.commandLine(), "--speed " + speed, e);
    }
  }

  private double positive(String option, double value) {
    if (!(value > 0)) {
      throw new ParameterException(command.commandLine(), option + " " + value);
    }
    return value;
  }

  private PortReport port() {
    PortReport port =
        router.client().list(OperationName.PORTS, new NoArguments(), PortReport.class).stream()
            .filter(each -> isOf(each, from))
            .findFirst()
            .orElseThrow(
                () -> new UserException(ExitStatus.FAILED, "%s has no port".formatted(from)));
    if (port.namespace().isEmpty()) {
      throw new UserException(
          ExitStatus.FAILED,
          "%s is attached to no namespace, so no host can send there: see peerway attach --help"
              .formatted(from));
    }
    return port;
  }

  /** A VPC's own port, or that of a network interface. */
  private static boolean isOf(PortReport port, String id) {
    return port.networkInterface().isEmpty()
        ? port.vpc().equals(id)
        : port.networkInterface().equals(id);
  }

  private static String text(Replay.Result result) {
    return "%d packets sent in %.1f s%s%s"
        .formatted(
            result.sent(),
            result.seconds(),
            result.refused() == 0
                ? ""
                : "; %d are longer than the device's MTU and were not sent"
                    .formatted(result.refused()),
            result.lost() == 0
                ? ""
                : "; %d were lost before the router, in a full device queue"
                    .formatted(result.lost()));
  }
}
