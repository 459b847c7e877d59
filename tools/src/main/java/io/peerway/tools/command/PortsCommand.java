package io.peerway.tools.command;

import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.PortReport;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the ports of the running router. */
@Command(
    name = "ports",
    description = "Lists the running router's ports: VPC, device, namespace, counters.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway ports",
      "  peerway ports --json | jq '.[] | {vpc, namespace, rx: .counters.rx_packets}'",
      "",
      "Of the packets received on a port (rx), some were forwarded, some consumed by the router",
      "itself (ARP, neighbour discovery, echo), some are held until a neighbour answers, and the",
      "rest was dropped: see peerway drops."
    })
public final class PortsCommand implements Runnable {

  @Mixin private RouterOption router;
  @Mixin private Output output;

  @Override
  public void run() {
    List<PortReport> ports =
        router.client().list(OperationName.PORTS, new NoArguments(), PortReport.class);
    output.show(ports, ports.isEmpty() ? "There are no ports: make a VPC first." : table(ports));
  }

  static String table(List<PortReport> ports) {
    TextTable table =
        new TextTable(
            "PORT",
            "VPC",
            "DEVICE",
            "NAMESPACE",
            "MTU",
            "RX-PACKETS",
            "RX-BYTES",
            "FORWARDED",
            "CONSUMED",
            "HELD",
            "DROPPED",
            "TX-PACKETS",
            "TX-BYTES",
            "ORIGINATED");
    for (PortReport port : ports) {
      table.row(
          port.port(),
          port.vpc(),
          port.present() ? port.device() : port.device() + " (gone)",
          port.namespace().isEmpty() ? "-" : port.namespace(),
          port.mtu(),
          port.counters().get("rx_packets"),
          port.counters().get("rx_bytes"),
          port.counters().get("forwarded"),
          port.counters().get("consumed"),
          port.counters().get("held"),
          port.drops(),
          port.counters().get("tx_packets"),
          port.counters().get("tx_bytes"),
          port.counters().get("originated"));
    }
    return table.toString();
  }
}
