package io.peerway.tools.operator;

/**
 * How many packets were dropped for one reason.
 *
 * @param vpc the id of the VPC that they came from
 * @param port the number of the port that they came from
 * @param device the name of its TAP device
 * @param stage the stage that dropped them: a {@link io.peerway.dataplane.observe.Stage}
 * @param reason label of the {@link io.peerway.dataplane.observe.DropReason}
 * @param sentence the reason in words
 * @param packets how many
 */
public record DropReport(
    String vpc,
    int port,
    String device,
    String stage,
    String reason,
    String sentence,
    long packets) {}
