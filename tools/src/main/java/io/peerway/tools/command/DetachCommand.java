package io.peerway.tools.command;

import io.peerway.tools.operator.DetachArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.PortReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a VPC's device out of its network namespace. */
@Command(
    name = "detach",
    header = "Take a VPC's device out of its network namespace.",
    description = "The device's addresses and routes are gone with it; the VPC stays as it is.",
    footerHeading = "%nExamples:%n",
    footer = "  peerway detach vpc-0a1b2c3d4e5f67890")
public final class DetachCommand implements Runnable {

  @Mixin private RouterOption router;
  @Mixin private Output output;

  @Parameters(paramLabel = "VPC-ID", description = "The VPC.")
  private String vpc;

  @Override
  public void run() {
    PortReport port =
        router.client().call(OperationName.DETACH, new DetachArguments(vpc), PortReport.class);
    output.show(port, "%s is detached: device %s is idle".formatted(port.vpc(), port.device()));
  }
}
