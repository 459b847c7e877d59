package io.peerway.tools.operator;

import java.util.List;

/**
 * What was attached.
 *
 * @param vpc the id of the VPC
 * @param device the name of its TAP device
 * @param namespace that it is in now
 * @param hardwareAddress of the host's side
 * @param addresses of the host, with prefix lengths
 * @param gateways the VPC router's addresses that the default routes go through
 * @param mtu in bytes
 * @param groups ids of the security groups that the host's packets are held to
 */
public record AttachReport(
    String vpc,
    String device,
    String namespace,
    String hardwareAddress,
    List<String> addresses,
    List<String> gateways,
    int mtu,
    List<String> groups) {}
