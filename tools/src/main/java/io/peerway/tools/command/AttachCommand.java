package io.peerway.tools.command;

import io.peerway.tools.operator.AttachArguments;
import io.peerway.tools.operator.AttachReport;
import io.peerway.tools.operator.OperationName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives the device of a VPC or a network interface to a network namespace. */
@Command(
    name = "attach",
    header = "Give the device of a VPC or a network interface to a network namespace.",
    description =
        "Moves the device into the namespace and sets it up there: addresses, MTU, link up, default routes to the VPC's router. All of it is done, or nothing. A network interface has its addresses already; a VPC's device stands for every other address of the VPC.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ip netns add server1",
      "  peerway attach vpc-0a1b2c3d4e5f67890 --netns server1 --address 10.1.1.13/24",
      "  peerway attach vpc-0a1b2c3d4e5f67890 --netns server1 \\",
      "      --address 10.1.1.13/24 --address 2600:1f13:a:b00::13/64",
      "  peerway attach vpc-0a1b2c3d4e5f67890 --netns server1 --address 10.1.1.13/24 \\",
      "      --group sg-0a1b2c3d4e5f67890",
      "  peerway attach eni-0a1b2c3d4e5f67890 --netns server2",
      "  peerway attach eni-0a1b2c3d4e5f67890 --netns server2 --dhcp",
      "  ip netns exec server1 ping 10.1.1.1",
      "",
      "Without a prefix length an address gets that of its subnet."
    })
public final class AttachCommand implements Runnable {

  @Mixin private RouterOption router;
  @Mixin private Output output;
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "ID", description = "The VPC, or the network interface.")
  private String owner;

  @Option(
      names = "--netns",
      required = true,
      paramLabel = "NAME",
      description = "The namespace, made by 'ip netns add NAME'.")
  private String namespace;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS[/LENGTH]",
      description = "An address in the VPC for the host of a VPC; repeat it for more, or for IPv6.")
  private List<String> addresses = List.of();

  @Option(
      names = "--dhcp",
      description = "Leave addresses and routes to a DHCP client that runs in the namespace.")
  private boolean dhcp;

  @Option(names = "--mtu", paramLabel = "BYTES", description = "Standard: that of the VPC.")
  private Integer mtu;

  @Option(
      names = "--group",
      paramLabel = "SG-ID",
      description =
          "A security group of the VPC that the host's packets are held to; repeat it for more. Standard: none.")
  private List<String> groups = List.of();

  @Override
  public void run() {
    if (addresses.isEmpty() && !dhcp && !owner.startsWith("eni-")) {
      throw new ParameterException(
          command.commandLine(), "%s needs an --address for its host, or --dhcp".formatted(owner));
    }
    if (dhcp && !addresses.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "--dhcp leaves addresses to the client: leave --address out");
    }
    AttachReport report =
        router
            .client()
            .call(
                OperationName.ATTACH,
                new AttachArguments(owner, namespace, addresses, dhcp, mtu, groups),
                AttachReport.class);
    output.show(report, text(report));
  }

  static String text(AttachReport report) {
    return "%s is attached to %s: device %s, MTU %d, %s%s"
        .formatted(
            report.vpc(),
            report.namespace(),
            report.device(),
            report.mtu(),
            report.addresses().isEmpty()
                ? "for a DHCP client"
                : "%s, default via %s"
                    .formatted(
                        String.join(", ", report.addresses()),
                        String.join(" and ", report.gateways())),
            report.groups().isEmpty() ? "" : ", held to " + String.join(" and ", report.groups()));
  }
}
