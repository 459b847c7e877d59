package io.peerway.tools.command;

import io.peerway.tools.operator.DetachArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.PortReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes the device of a VPC or a network interface out of its network namespace. */
@Command(
    name = "detach",
    header = "Take the device of a VPC or a network interface out of its network namespace.",
    description =
        "The device's addresses and routes are gone with it; the VPC or the interface stays as it is.",
    footerHeading = "%nExamples:%n",
    footer = "  peerway detach vpc-0a1b2c3d4e5f67890")
public final class DetachCommand implements Runnable {

  @Mixin private RouterOption router;
  @Mixin private Output output;

  @Parameters(paramLabel = "ID", description = "The VPC, or the network interface.")
  private String owner;

  @Override
  public void run() {
    PortReport port =
        router.client().call(OperationName.DETACH, new DetachArguments(owner), PortReport.class);
    output.show(port, "%s is detached: device %s is idle".formatted(owner, port.device()));
  }
}
