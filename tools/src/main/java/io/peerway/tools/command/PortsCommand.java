package io.peerway.tools.command;

import io.peerway.dataplane.observe.PortCounter;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.PortReport;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the ports of the running router. */
@Command(
    name = "ports",
    header =
        "List the running router's ports: VPC or network interface, device, namespace, counters.",
    description =
        "RX counts packets that the VPC's hosts sent, TX those that the router wrote to them. Of RX some were forwarded, some consumed by the router itself (ARP, neighbour discovery, echo), some are held until a neighbour answers, and the rest was dropped: see peerway drops. A super-packet of an offload counts as one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway ports",
      "  peerway ports --json | jq '.[] | {vpc, namespace, rx: .counters.rx_packets}'"
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
            "INTERFACE",
            "DEVICE",
            "NAMESPACE",
            "MTU",
            "RX",
            "RX-BYTES",
            "FORWARDED",
            "CONSUMED",
            "HELD",
            "DROPPED",
            "TX",
            "TX-BYTES",
            "ORIGINATED");
    for (PortReport port : ports) {
      table.row(
          port.port(),
          port.vpc(),
          port.networkInterface().isEmpty() ? "-" : port.networkInterface(),
          port.present() ? port.device() : port.device() + " (gone)",
          port.namespace().isEmpty() ? "-" : port.namespace(),
          port.mtu(),
          port.count(PortCounter.RECEIVED_PACKETS),
          port.count(PortCounter.RECEIVED_BYTES),
          port.count(PortCounter.FORWARDED_PACKETS),
          port.count(PortCounter.CONSUMED_PACKETS),
          port.count(PortCounter.HELD_PACKETS),
          port.drops(),
          port.count(PortCounter.SENT_PACKETS),
          port.count(PortCounter.SENT_BYTES),
          port.count(PortCounter.ORIGINATED_PACKETS));
    }
    return table.toString();
  }
}
