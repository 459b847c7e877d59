package io.peerway.tools.counters;

import io.peerway.dataplane.observe.PortCounts;
import java.util.List;

/**
 * How many packets were dropped for one reason.
 *
 * @param owner the id of the VPC or the network interface that they came from
 * @param port the number of the port that they came from
 * @param device the name that its TAP device was given
 * @param stage the stage that dropped them: a {@link io.peerway.dataplane.observe.Stage}
 * @param reason label of the {@link io.peerway.dataplane.observe.DropReason}
 * @param sentence the reason in words
 * @param packets how many
 */
public record DropReport(
    String owner,
    int port,
    String device,
    String stage,
    String reason,
    String sentence,
    long packets) {

  /** What was dropped, by port and reason, in the order of the stages. */
  public static List<DropReport> of(List<PortCounts> ports) {
    return ports.stream()
        .flatMap(
            port ->
                port.drops().entrySet().stream()
                    .map(
                        drop ->
                            new DropReport(
                                port.owner(),
                                port.number(),
                                port.device(),
                                drop.getKey().stage().name(),
                                drop.getKey().label(),
                                drop.getKey().sentence(),
                                drop.getValue())))
        .toList();
  }
}
