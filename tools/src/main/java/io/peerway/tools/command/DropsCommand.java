package io.peerway.tools.command;

import io.peerway.tools.operator.DropReport;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what the running router dropped and why. */
@Command(
    name = "drops",
    header = "List what the running router dropped, by port and reason.",
    description = "Counted at the port that a packet came from; every packet has one reason.",
    footerHeading = "%nExamples:%n",
    footer = {"  peerway drops", "  peerway drops --json | jq 'map(.packets) | add'"})
public final class DropsCommand implements Runnable {

  @Mixin private RouterOption router;
  @Mixin private Output output;

  @Override
  public void run() {
    List<DropReport> drops =
        router.client().list(OperationName.DROPS, new NoArguments(), DropReport.class);
    output.show(drops, drops.isEmpty() ? "No packet was dropped." : table(drops));
  }

  /** Also what the demo shows. */
  public static String table(List<DropReport> drops) {
    TextTable table = new TextTable("VPC", "DEVICE", "STAGE", "REASON", "PACKETS", "WHY");
    for (DropReport drop : drops) {
      table.row(
          drop.vpc(), drop.device(), drop.stage(), drop.reason(), drop.packets(), drop.sentence());
    }
    return table.toString();
  }
}
